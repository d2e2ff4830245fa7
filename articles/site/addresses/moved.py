"""Where a page stands that is asked for at another address: one in other letters, or the one where it stood before.

Only what a reader may see has an address here, and what is told as gone. What is hidden is as unknown as what never was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import unquote

from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone

from articles.canonical import NEWS
from articles.history import SIGHT, once_public
from articles.models import Article, Provider, Status, Topic
from articles.models.former import path_of
from articles.querysets import ArticleQuerySet
from articles.site.archive.spans import KINDS, span_of, within
from articles.site.sitemaps.parts import public_in
from articles.taxonomy import providers_of, public_topic

Names = dict[str, Any]  # what a route is filled with
# Of an article: where it stands, and what readers' sight of it hangs on.
_TOLD = ("category", "slug", "created_at", *SIGHT)


def destination(path: str) -> str:
    """The one path of the page that is meant, in plain characters; "" where there is none. A few queries by index."""
    asked: set[str] = set()
    for spelling in (path, path.lower()):
        match = _resolved(spelling)
        route = match.url_name if match else None
        if match is None or route is None or route in asked:
            continue
        if (find := _FINDERS.get(route)) is None:
            return spelling
        if found := find(match.kwargs):
            return unquote(reverse(route, kwargs={**match.kwargs, **found}))
        asked.add(route)
    # Every page ends with a slash: what is found without one is a file.
    return destination(path.rstrip("/")) if path.endswith("/") else ""


def left_from(path: str) -> ArticleQuerySet:
    """The article that stood here once, whatever became of it."""
    return Article.objects.filter(former_addresses__path=path.lower())


def _resolved(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _article(asked: Names) -> Names | None:
    category, slug = asked["category"], asked["slug"]
    public = Article.objects.published().only("category", "slug")
    here = public.filter(category__in={category, category.lower()})
    as_written = sorted(here.filter(slug__in={slug, slug.lower()}), key=lambda found: (found.category, found.slug) != (category, slug))
    found = next(iter(as_written), None) or here.alias(key=Lower("slug")).filter(~Q(slug=F("key")), key=slug.lower()).first()
    left = None if found else left_from(f"/{category}/{slug}/").only(*_TOLD).first()
    if left is not None and left.is_public:
        found = left
    if found is None:
        return _gone(category, slug, left)
    return {"category": found.category, "slug": found.slug}


def _gone(category: str, slug: str, left: Article | None) -> Names | None:
    """Where a reader is told that it was withdrawn: of one that has moved away, at the address that it left."""
    here = Article.objects.filter(category__in={category, category.lower()}, status=Status.WITHDRAWN).alias(key=Lower("slug"))
    withdrawn = list(here.filter(Q(slug__in={slug, slug.lower()}) | Q(~Q(slug=F("key")), key=slug.lower())).only(*_TOLD))
    moved_away = [left] if left is not None and left.status == Status.WITHDRAWN else []
    told = once_public([*withdrawn, *moved_away], timezone.now())
    if found := next((each for each in withdrawn if each.pk in told), None):
        return {"category": found.category, "slug": found.slug}
    return {"category": category.lower(), "slug": slug.lower()} if moved_away and moved_away[0].pk in told else None


def _category(asked: Names) -> Names | None:
    names = dict.fromkeys((asked["category"], asked["category"].lower()))
    public = Article.objects.published()
    # The page of all news is there before there are any.
    return next(({"category": name} for name in names if name == NEWS or public.in_category(name).exists()), None)


def _topic(asked: Names) -> Names | None:
    slug = asked["slug"]
    known = [slug, *Topic.objects.filter(slug__iexact=slug).values_list("slug", flat=True)[:2]]
    known += Topic.objects.filter(former_addresses__path=path_of(Topic(slug=slug))).values_list("slug", flat=True)
    return next(({"slug": topic.slug} for topic in map(public_topic, dict.fromkeys(known)) if topic), None)


def _provider(asked: Names) -> Names | None:
    public = providers_of(Article.objects.published()).order_by()
    domain = asked["domain"]
    path = path_of(Provider(domain=domain))
    found = public.filter(domain__iexact=domain).first() or public.filter(former_addresses__path=path).first()
    return {"domain": found.domain} if found else None


def _span(asked: Names) -> Names | None:
    """A year, a month or a day of the archive that has something."""
    numbers = [int(number) for number in asked.values()]
    try:
        span = span_of(KINDS[len(numbers) - 1], date(*(numbers + [1, 1])[:3]))
    except ValueError:
        return None
    return asked if within(span).exists() else None


def _part(asked: Names) -> Names | None:
    return asked if public_in(asked["number"]).exists() else None


_FINDERS: dict[str, Callable[[Names], Names | None]] = {
    "article": _article,
    "category": _category,
    "topic": _topic,
    "topic-feed": _topic,
    "provider": _provider,
    "provider-feed": _provider,
    "archive-year": _span,
    "archive-month": _span,
    "archive-day": _span,
    "sitemap-part": _part,
}
