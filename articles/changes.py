"""What changed for readers since a place in time: what came, what was edited, what went.

Five indexes tell when an article may have changed for readers: its last change, the taking back, and the three times that make
it appear or vanish. They are merged by time; what is told of an article is what it is now. So every change is told at least
once, and who follows to the end knows exactly what is public. No worker writes anything for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from articles.history import SIGHT, once_public
from articles.models import Article, AuditEntry, Status
from articles.querysets import ArticleQuerySet

PORTION = 100
# What was written within this time may still become visible out of its order: its transaction commits later than its time says.
SETTLED = timedelta(seconds=10)


class Place(NamedTuple):
    """A place in the merged order: a time, which of the indexes, and a key in it."""

    at: datetime
    stream: int = 0
    key: int = 0


BEGINNING = Place(datetime(2000, 1, 1, tzinfo=UTC))


class Event(NamedTuple):
    place: Place
    article: int


@dataclass(slots=True)
class Change:
    """An article as readers see it now, or one that they saw and do not see any more. A `reason` only where its page gives it."""

    at: datetime
    article: Article
    is_public: bool
    reason: str = ""


@dataclass(slots=True)
class Portion:
    """`next` is where to go on; `more`: there is more at this moment."""

    changes: list[Change]
    next: Place
    more: bool


def changes_since(since: Place, now: datetime, whole: Callable[[ArticleQuerySet], ArticleQuerySet]) -> Portion:
    """The next portion, in order, an article once. `whole` loads what is told of a public article.

    The place to go on never lies in the last ten seconds: what is told in them is told again.
    """
    events = _events(since, now)
    is_cut = len(events) > PORTION
    events = events[:PORTION]
    changes = _tell(events, now, whole)
    told = {change.article.pk for change in changes}
    # Where nothing was cut off, what is hidden does not move the place: that something happened under embargo shows nowhere.
    settled = [event.place for event in events if event.place.at <= now - SETTLED and (is_cut or event.article in told)]
    return Portion(changes, settled[-1] if settled else since, is_cut and settled[-1:] == [events[-1].place])


def _events(since: Place, now: datetime) -> list[Event]:
    """One more than a portion, where there are that many."""
    found: list[Event] = []
    for stream, (rows, time, article) in enumerate(_streams()):
        later = _behind(since, stream, time)
        keys = rows.filter(later, **{f"{time}__lte": now}).order_by(time, "pk").values_list(time, "pk", article)
        found += [Event(Place(at, stream, key), pk) for at, key, pk in keys[: PORTION + 1]]
    return sorted(found)[: PORTION + 1]


def _streams() -> list[tuple[QuerySet[Any], str, str]]:
    """Rows, the column of their time, the article's key. Each has an index; their order is part of a Place."""
    return [
        (AuditEntry.objects.filter(took_back=True), "at", "article"),
        (Article.objects.filter(status="published"), "updated_at", "pk"),
        *((Article.objects.all(), time, "pk") for time in ("publish_at", "embargo_until", "expires_at")),
    ]


def _behind(since: Place, stream: int, time: str) -> Q:
    if stream < since.stream:
        return Q(**{f"{time}__gt": since.at})
    if stream > since.stream:
        return Q(**{f"{time}__gte": since.at})
    return Q(Q(**{f"{time}__gt": since.at}) | Q(pk__gt=since.key), **{f"{time}__gte": since.at})


def _tell(events: list[Event], now: datetime, whole: Callable[[ArticleQuerySet], ArticleQuerySet]) -> list[Change]:
    last = {event.article: event.place.at for event in events}
    public = set(Article.objects.published().filter(pk__in=last).values_list("pk", flat=True))
    shown = {article.pk: article for article in whole(Article.objects.filter(pk__in=public))}
    gone = _gone(last.keys() - public, now)
    reasons = dict(Article.objects.filter(pk__in=gone, status=Status.WITHDRAWN).values_list("pk", "status_reason"))
    changes = [Change(last[pk], article, True) for pk, article in shown.items()]
    changes += [Change(last[pk], article, False, reasons.get(pk, "")) for pk, article in gone.items()]
    return sorted(changes, key=lambda change: (change.at, change.article.pk))


def _gone(keys: set[int], now: datetime) -> dict[int, Article]:
    """Those that readers saw. What they never saw is as unknown as ever."""
    hidden = {article.pk: article for article in Article.objects.filter(pk__in=keys).only("path", "slug", "category", "created_at", *SIGHT)}
    return {pk: hidden[pk] for pk in once_public(hidden.values(), now)}
