"""Which addresses stand in which part.

A part holds the articles of 50,000 keys, so it never holds more, never changes its address, and an article never moves. It is read in
portions by key: it takes the same memory at any size, and no reading of the database stays open while a slow client takes its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, F, Max, Prefetch, Q, Sum
from django.urls import reverse

from articles.canonical import NEWS
from articles.models import Article, ArticleImage, PicturePolicy, Provider, Topic
from articles.querysets import COPIES, ArticleQuerySet
from articles.site.copies import copy_of

SIZE = 50_000
PORTION = 1000
LONGEST = 2047  # characters of an address that a sitemap may hold
# What the page of an article has changed with: its text, or the time that made it appear.
TIMES = ("updated_at", "publish_at", "embargo_until")


class Place(NamedTuple):
    """An address of ours, when it last changed where that is known, and its picture."""

    address: str
    changed: datetime | None = None
    picture: str = ""


def parts() -> list[tuple[int, datetime]]:
    """(number, last change) of each part with an article that is public. One query, which reads each of them once."""
    rows = Article.objects.published().order_by().annotate(part=F("pk") / SIZE).values_list("part").annotate(*map(Max, TIMES))
    return sorted((part, max(time for time in times if time)) for part, *times in rows)


def state_of(part: int) -> str:
    """In short, what the part says; another text as soon as a place comes, goes, moves or is changed. "" where nothing is public. Two
    queries, a fortieth of the time that reading it all takes.

    With sums, for the latest times do not tell all: writers can commit in another order than their clocks say. A change of an article,
    its address included, is a new version of it; a picture and its provider's leave to show it have none.
    """
    may_show = Count("pk", filter=Q(provider__pictures=PicturePolicy.COPY))
    those = public_in(part).order_by()
    told = those.aggregate(Count("pk"), Sum("pk"), Sum("version"), *map(Max, TIMES), may_show=may_show, widest=Sum("provider__widest"))
    images = ArticleImage.objects.filter(article__in=those.values("pk")).order_by()
    shown = images.aggregate(Count("picture"), Sum("picture__copy"), Sum("picture__replacement"))
    return f"{told} {shown}" if told["pk__count"] else ""


def public_in(part: int) -> ArticleQuerySet:
    """The articles of a part that readers see."""
    return Article.objects.published().filter(pk__gte=part * SIZE, pk__lt=(part + 1) * SIZE)


def articles_of(part: int) -> Iterator[Place]:
    """The public articles of a part, by key."""
    after, end = part * SIZE - 1, (part + 1) * SIZE
    while found := list(_told().filter(pk__gt=after, pk__lt=end).order_by("pk")[:PORTION]):
        yield from fitting(_place(article) for article in found)
        after = found[-1].pk


def sections(topics: Iterable[Topic], providers: Iterable[Provider]) -> list[Place]:
    """All pages that are no article's: when these change is not known."""
    paths = [reverse("front"), reverse("category", args=[NEWS])]
    paths += map(reverse, ("topics", "providers", "archive", "feeds", "about"))
    paths += [page.get_absolute_url() for pages in (topics, providers) for page in pages]
    return list(fitting(Place(f"{settings.SITE_URL}{path}") for path in paths))[:SIZE]


def fitting(places: Iterable[Place]) -> Iterator[Place]:
    return (place for place in places if len(place.address) <= LONGEST)


def _told() -> Any:
    """What is told of an article, and no more."""
    columns = ("width", "height", "files")
    of_copies = ("article", "position", *(f"{path}__{column}" for path in COPIES for column in columns))
    images = ArticleImage.objects.filter(picture__isnull=False).only(*of_copies).select_related(*COPIES).order_by("position", "pk")
    of_provider = ("provider__domain", "provider__pictures", "provider__widest")
    shown: Any = Article.objects.published().select_related("provider").only("category", "slug", *TIMES, *of_provider)
    return shown.prefetch_related(Prefetch("images", images, to_attr="pictures"))


def _place(article: Article) -> Place:
    copy = copy_of(article)
    changed = max(moment for moment in (article.updated_at, article.publish_at, article.embargo_until) if moment)
    return Place(f"{settings.SITE_URL}{article.get_absolute_url()}", changed, copy.url if copy else "")
