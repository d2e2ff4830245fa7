"""The front page and the lists. A view loads, makes one call, answers; who may see what is said in `published()`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.canonical import NEWS
from articles.dates import written
from articles.filters import TYPE_CHOICES, ArticleFilter
from articles.models import Article
from articles.querysets import OWN_LOGO, ArticleQuerySet
from articles.site.context import topics_of
from articles.site.front import busiest_providers, busiest_topics, compose
from articles.site.meaning import pages
from articles.site.paging import KEPT, Page, page_of
from articles.site.policy import with_pictures
from articles.taxonomy import providers_of
from articles.words import padded

# A page of more is no longer a page.
MOST_PROVIDERS = 1000
MOST_OFFERED = 50


@with_pictures
def front(request: HttpRequest) -> HttpResponse:
    composed = compose()
    return render(request, "site/front.html", {"front": composed, "meaning": pages.front(composed.told)})


@with_pictures
def category(request: HttpRequest, category: str) -> HttpResponse:
    everything = Article.objects.published().in_category(category)
    given = {name: request.GET.get(name, "") for name in KEPT}
    asked = any(given.values())
    chosen, told, errors = _narrowed(request, everything) if asked else (everything, "", [])
    page = page_of(chosen, request.GET)
    if not page.articles and category != NEWS and not everything.exists():
        raise Http404("no such category")
    form = {"given": given, "asked": asked, "errors": errors, "papers": _papers(page, everything), "topics": topics_of(request)}
    name = _("All news") if category == NEWS else capfirst(category)
    # What was chosen from a list is no page of its own to machines.
    meaning = {} if asked else {"meaning": pages.collection(name, request.path, page.articles)}
    context = {"category": category, "name": name, "chosen": told, "page": page, **meaning, **form}
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


def _papers(page: Page, everything: ArticleQuerySet) -> list[tuple[str, str]]:
    """(domain, name) of providers that a list could be narrowed to: those on the page; where it is empty, the first by name."""
    if page.articles:
        told = {(article.provider.domain, article.provider.name) for article in page.articles if article.provider}
        return sorted(told, key=lambda paper: padded(paper[1]))
    return list(providers_of(everything).select_related(None).values_list("domain", "name")[:MOST_OFFERED])


def _narrowed(request: HttpRequest, articles: ArticleQuerySet) -> tuple[ArticleQuerySet, str, list[tuple[str, str]]]:
    """What was asked for, and its name; or nothing, and (field, why not) for what cannot be answered."""
    chosen = ArticleFilter(request.GET, articles, topics=topics_of(request))
    if chosen.is_valid():
        return chosen.qs, _named(chosen.form.cleaned_data), []
    answered = {} if chosen.form.non_field_errors() else chosen.form.cleaned_data
    return articles.none(), _named(answered), chosen.problems


def _named(chosen: dict[str, Any]) -> str:
    """What a list is narrowed to, in words: “Vision, Video, since 1 January 2026”."""
    kind = dict(TYPE_CHOICES).get(chosen.get("type") or "", "")
    since, until = (written(day, "day") if day else "" for day in (chosen.get("since"), chosen.get("until")))
    if since and until:
        dates = f"{since} – {until}" if since != until else since
    else:
        dates = _("since %(day)s") % {"day": since} if since else _("until %(day)s") % {"day": until} if until else ""
    names = [each.name for each in (chosen.get("topic"), chosen.get("provider")) if each]
    return ", ".join(filter(None, (*names, str(kind), dates)))
