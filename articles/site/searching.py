"""The search page, and the titles that are offered while somebody types. Both see what is published and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from articles.canonical import NEWS
from articles.filters import TYPE_CHOICES, ArticleFilter
from articles.models import Article, Provider
from articles.models.search import type_facet
from articles.search import WINDOW, Found, Query, find, parse
from articles.search.query import LONGEST
from articles.search.spelling import FEW, did_you_mean
from articles.site.context import topics_of
from articles.site.paging import KEPT, PAGE_SIZE
from articles.site.policy import with_pictures
from articles.taxonomy import TopicTree
from articles.teasers import Teaser, teasers

SUGGESTED = 8
# Of the newest matches, those from which the best are offered: whoever types wants them at once.
SUGGESTED_FROM = 200
MOST_PROVIDERS = 30  # that can be chosen among what was found

SHOWN = ("category", "slug", "title", "provider_details", "provider__name")

Choice = tuple[str, str, int]  # value, label, how many


@with_pictures
def search(request: HttpRequest) -> HttpResponse:
    query = parse(request.GET.get("q", ""))
    if not request.GET.get("q", "").strip() and _is_narrowed(request):
        return redirect(f"{reverse('category', args=[NEWS])}{_link(request, q='')}")
    chosen = ArticleFilter(request.GET, Article.objects.published(), topics=topics_of(request))
    if not chosen.is_valid():
        return _page(request, query, Found(), None, {"errors": chosen.problems}, status=400)
    found = find(chosen.qs, query, chosen.narrowing)
    meant = did_you_mean(chosen.qs, query) if query and len(found.keys) <= FEW else None
    provider = chosen.form.cleaned_data["provider"]
    return _page(request, query, found, provider, {"meant": meant, "meant_at": _link(request, q=str(meant)) if meant else ""})


def suggest(request: HttpRequest) -> HttpResponse:
    """{"found": [{"title", "url", "source"}, …]}, at most eight."""
    query = parse(request.GET.get("q", ""), typing=True)
    keys = find(Article.objects.published(), query, window=SUGGESTED_FROM).keys[:SUGGESTED]
    shown = Article.objects.published().select_related("provider").only(*SHOWN).in_bulk(keys)
    found = [{"title": one.title, "url": one.get_absolute_url(), "source": one.provider_name} for key in keys if (one := shown.get(key))]
    response = JsonResponse({"found": found})
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(
    request: HttpRequest, query: Query, found: Found, provider: Provider | None, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    number, tree = _number(request, len(found.keys)), topics_of(request)
    context = {
        **{"query": query, "typed": request.GET.get("q", "")[:LONGEST], "found": found, "window": WINDOW, "number": number},
        **{"articles": _articles(found.keys[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])},
        **{"topics": _topics(found.topics(tree.ids_above), tree, request)},
        **{"providers_found": _providers(found.providers(), provider), "provider": provider},
        **{"types": _types(found.facets, request), "narrowed": _is_narrowed(request)},
        **{"before": _link(request, page=str(number - 1)) if number > 1 else ""},
        **{"after": _link(request, page=str(number + 1)) if len(found.keys) > number * PAGE_SIZE else ""},
    }
    return render(request, "site/search.html", {**context, **more}, status=status)


def _is_narrowed(request: HttpRequest) -> bool:
    return any(request.GET.get(name) for name in KEPT)


def _number(request: HttpRequest, count: int) -> int:
    """Of the page that is asked for. Raises Http404 for one that cannot be."""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 0
    if not 1 <= number <= max(1, -(-count // PAGE_SIZE)):
        raise Http404("no such page")
    return number


def _articles(keys: list[int]) -> list[Teaser]:
    """In the order of the keys; asked of the gate once more."""
    loaded = {one.pk: one for one in teasers(Article.objects.published().filter(pk__in=keys))} if keys else {}
    return [loaded[key] for key in keys if key in loaded]


def _topics(counts: Counter[int], tree: TopicTree, request: HttpRequest) -> list[Choice]:
    """Those of what was found, and the one that was asked for."""
    asked = request.GET.get("topic")
    return [(topic.slug, topic.name, counts[topic.pk]) for _, topic in tree.walk() if counts[topic.pk] or topic.slug == asked]


def _providers(counts: Counter[int], asked: Provider | None) -> list[Choice]:
    """Most of those of what was found, and the one that was asked for."""
    most = dict(counts.most_common(MOST_PROVIDERS)) | ({asked.pk: counts[asked.pk]} if asked else {})
    named = Provider.objects.filter(pk__in=most).values_list("pk", "domain", "name") if most else []
    return [(domain, name, most[pk]) for pk, domain, name in named]


def _types(facets: Counter[str], request: HttpRequest) -> list[Choice]:
    counted = [(name, str(label), facets[type_facet(name)]) for name, label in TYPE_CHOICES]
    return [choice for choice in counted if choice[2] or choice[0] == request.GET.get("type")]


def _link(request: HttpRequest, **changed: str) -> str:
    """This search with something else about it; another query begins on its first page."""
    kept = {name: request.GET[name] for name in ("q", *KEPT) if request.GET.get(name)}
    return f"?{urlencode({name: value for name, value in {**kept, **changed}.items() if value})}"
