"""The feeds' addresses, and the page that tells of them."""

from __future__ import annotations

from itertools import islice
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.canonical import NEWS
from articles.changes import last_told
from articles.models import Article, Provider, Topic
from articles.querysets import FEW, ArticleQuerySet
from articles.search import matching, parse
from articles.search.query import LONGEST
from articles.site.conditional import answer
from articles.site.context import topics_of
from articles.site.feeds import atom, jsonfeed, rss
from articles.site.feeds.entries import About, Feed, feed_of
from articles.site.feeds.naming import absolute
from articles.site.xml import plain
from articles.taxonomy import providers_of

WRITERS = {"rss": rss, "atom": atom, "json": jsonfeed}
# Topics and providers whose feeds are listed; those of the others are found from their pages.
MOST_LISTED = 25


def about(request: HttpRequest) -> HttpResponse:
    """All the feeds there are, for people to choose from; with `?q=` also that of a search."""
    public = providers_of(Article.objects.published()).select_related(None).only("name", "domain")
    typed = request.GET.get("q", "")[:LONGEST]
    query = f"?{urlencode({'q': typed})}" if parse(typed) else ""
    topics = [topic for _, topic in islice(topics_of(request).walk(), MOST_LISTED + 1)]
    context = {"feed_topics": topics, "papers": list(public[: MOST_LISTED + 1]), "most": MOST_LISTED, "typed": typed, "query": query}
    return render(request, "site/feeds.html", context)


def everything(request: HttpRequest, form: str) -> HttpResponse:
    public, name = Article.objects.published(), settings.SITE_NAME
    told = _about(request, name, _("Everything that %(site)s publishes, the newest first.") % {"site": name}, "/")
    return _answer(request, form, feed_of(told, _in_news(public), _in_news, passing=public.passing("category", NEWS)))


def topic(request: HttpRequest, form: str, slug: str) -> HttpResponse:
    tree = topics_of(request)
    found = tree.by_slug(slug)
    if found is None:
        raise Http404("no such topic")
    # Also the topics that nothing public is about any more: what went was about them.
    keys = tree.whole.ids_with_descendants(found)
    told = _about_page(
        request, found, _("What %(site)s publishes about %(topic)s.") % {"site": settings.SITE_NAME, "topic": plain(found.name)}
    )

    def within(articles: ArticleQuerySet) -> ArticleQuerySet:
        return articles.about(keys, many=False)

    return _answer(request, form, feed_of(told, Article.objects.published().about(keys), within))


def provider(request: HttpRequest, form: str, domain: str) -> HttpResponse:
    public = Article.objects.published()
    found = get_object_or_404(providers_of(public).select_related(None), domain=domain)
    told = _about_page(
        request, found, _("What %(site)s publishes of %(provider)s.") % {"site": settings.SITE_NAME, "provider": plain(found.name)}
    )

    def within(articles: ArticleQuerySet) -> ArticleQuerySet:
        return articles.filter(provider=found)

    shown = within(public)
    passing = public.passing("provider_id", found.pk) if shown[FEW : FEW + 1].exists() else None
    return _answer(request, form, feed_of(told, shown, within, passing=passing))


def search(request: HttpRequest, form: str) -> HttpResponse:
    """What matches `?q=`, the newest first; for no words at all there is the feed of everything."""
    typed = request.GET.get("q", "")[:LONGEST]
    query = parse(typed)
    if not query:
        return redirect("feed", form)
    name = f"{plain(typed)} · {settings.SITE_NAME}"
    description = _("What %(site)s publishes that matches “%(words)s”.") % {"site": settings.SITE_NAME, "words": plain(typed)}
    return _answer(
        request, form, feed_of(_about(request, name, description, reverse("search"), typed), matching(Article.objects.published(), query))
    )


def _in_news(articles: ArticleQuerySet) -> ArticleQuerySet:
    return articles.in_category(NEWS)


def _about_page(request: HttpRequest, of: Topic | Provider, otherwise: str) -> About:
    """`otherwise`: what is said of one that nobody has described."""
    title = f"{plain(of.name)} · {settings.SITE_NAME}"
    return _about(request, title, plain(of.description) or otherwise, of.get_absolute_url())


def _about(request: HttpRequest, title: str, description: str, page: str, typed: str = "") -> About:
    """`page` is a path of ours that people look at; both it and the feed are asked for what was `typed`."""
    query = f"?{urlencode({'q': typed})}" if typed else ""
    return About(title, description, page=f"{absolute(page)}{query}", address=f"{absolute(quote(request.path))}{query}")


def _answer(request: HttpRequest, form: str, feed: Feed) -> HttpResponse:
    writer = WRITERS[form]
    response = answer(request, writer.write(feed), writer.TYPE, last_told(timezone.now()))
    links = {"self": feed.about.address, **({"hub": settings.WEBSUB_HUB} if settings.WEBSUB_HUB else {})}
    response["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items())
    return response
