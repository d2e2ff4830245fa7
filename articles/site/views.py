"""The front page and the lists. A view loads, makes one call, answers; who may see what is said in `published()`."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.canonical import NEWS
from articles.filters import TYPE_CHOICES, ArticleFilter
from articles.models import Article
from articles.querysets import OWN_LOGO, ArticleQuerySet
from articles.site.context import topics_of
from articles.site.front import busiest_providers, busiest_topics, compose
from articles.site.meaning import pages
from articles.site.paging import KEPT, page_of
from articles.site.policy import with_pictures
from articles.taxonomy import TopicTree, providers_of

# A page of more is no longer a page.
MOST_PROVIDERS = 1000


@with_pictures
def front(request: HttpRequest) -> HttpResponse:
    composed = compose()
    return render(request, "site/front.html", {"front": composed, "meaning": pages.front(composed.told)})


@with_pictures
def category(request: HttpRequest, category: str) -> HttpResponse:
    everything = Article.objects.published().in_category(category)
    given = {name: request.GET.get(name, "") for name in KEPT}
    asked = any(given.values())
    chosen, errors = _narrowed(request, everything) if asked else (everything, [])
    page = page_of(chosen, request.GET)
    if not page.articles and category != NEWS and not everything.exists():
        raise Http404("no such category")
    domains = sorted({article.provider.domain for article in page.articles if article.provider})
    form = {"given": given, "asked": asked, "errors": errors, "domains": domains, "topics": topics_of(request)}
    name = _("All news") if category == NEWS else capfirst(category)
    # What was chosen from a list is no page of its own to machines.
    told = {"chosen": _chosen(given, topics_of(request))} if asked else {"meaning": pages.collection(name, request.path, page.articles)}
    context = {"category": category, "name": name, "page": page, **told, **form}
    return render(request, "site/category.html", context, status=400 if errors else 200)


@with_pictures
def topics(request: HttpRequest) -> HttpResponse:
    tree = topics_of(request)
    meaning = pages.collection(*_topics(), (each for depth, each in tree.walk()))
    return render(request, "site/topics.html", {"tree": tree, "meaning": meaning})


@with_pictures
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    tree = topics_of(request)
    topic = tree.by_slug(slug)
    if topic is None:
        raise Http404("no such topic")
    page = page_of(Article.objects.published().about(tree.ids_with_descendants(topic)), request.GET)
    meaning = pages.of_topic(topic, tree, page.articles, _topics())
    context = {"topic": topic, "parent": tree.parent(topic), "children": tree.children(topic), "page": page, "meaning": meaning}
    return render(request, "site/topic.html", {**context, "busiest": busiest_providers(page.articles)})


@with_pictures
def providers(request: HttpRequest) -> HttpResponse:
    told = providers_of(Article.objects.published()).only("name", "domain", "description", *(f"{path}__files" for path in OWN_LOGO))
    listed = list(told[:MOST_PROVIDERS])
    return render(request, "site/providers.html", {"providers": listed, "meaning": pages.collection(*_providers(), listed)})


@with_pictures
def provider(request: HttpRequest, domain: str) -> HttpResponse:
    public = Article.objects.published()
    provider = get_object_or_404(providers_of(public), domain=domain)
    page = page_of(public.filter(provider=provider), request.GET)
    context = {"provider": provider, "page": page, "meaning": pages.of_provider(provider, page.articles, _providers())}
    return render(request, "site/provider.html", {**context, "busiest": busiest_topics(page.articles)})


def about(request: HttpRequest) -> HttpResponse:
    meaning = pages.about(_("About"), reverse("about"))
    return render(request, "site/about.html", {"contact": settings.CONTACT, "meaning": meaning})


def _topics() -> tuple[str, str]:
    """The page of all topics: its name and address."""
    return _("Topics"), reverse("topics")


def _providers() -> tuple[str, str]:
    return _("Providers"), reverse("providers")


def _chosen(given: dict[str, str], topics: TopicTree) -> str:
    """What a list is narrowed to, in words: “Vision, Video, 2026-01-01 –”."""
    topic, kind = topics.by_slug(given["topic"]), dict(TYPE_CHOICES).get(given["type"], given["type"])
    dates = f"{given['since']} – {given['until']}".strip() if given["since"] or given["until"] else ""
    return ", ".join(filter(None, (topic.name if topic else given["topic"], given["provider"], str(kind), dates)))


def _narrowed(request: HttpRequest, articles: ArticleQuerySet) -> tuple[ArticleQuerySet, list[tuple[str, str]]]:
    """What was asked for; or nothing, and (field, why not) for what cannot be answered."""
    chosen = ArticleFilter(request.GET, articles, topics=topics_of(request))
    if chosen.is_valid():
        return chosen.qs, []
    labels = {name: filter.label for name, filter in chosen.filters.items()}
    return articles.none(), [(labels.get(name, ""), problem) for name, problems in chosen.errors.items() for problem in problems]
