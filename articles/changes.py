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

from django.db import connection
from django.db.models import Q, QuerySet, Subquery

from articles.history import SIGHT, once_public, public_since
from articles.models import Article, AuditEntry, Status
from articles.querysets import ArticleQuerySet

PORTION = 100
# Where a look at the next events tells nothing, the one behind it is wider, up to this (databases limit a question's values).
WIDER, WIDEST = 4, 6_400
# What was written within this time may still become visible out of its order: its transaction commits later than its time says.
SETTLED = timedelta(seconds=10)
# How many events `last_told` looks at first.
LOOKED_BACK = 25


class Place(NamedTuple):
    """A place in the merged order: a time, which of the indexes, and a key in it."""

    at: datetime
    stream: int = 0
    key: int = 0


BEGINNING = Place(datetime(2000, 1, 1, tzinfo=UTC))


class Event(NamedTuple):
    place: Place
    article: int


class _Seen(NamedTuple):
    """Events of articles that readers see or saw; the keys of those that they see; by key those that they do not see any more."""

    events: list[Event]
    public: set[int]
    gone: dict[int, Article]

    def and_then(self, later: _Seen) -> _Seen:
        return _Seen(self.events + later.events, self.public | later.public, self.gone | later.gone)

    def first(self, most: int) -> _Seen:
        keys = {event.article for event in self.events[:most]}
        return _Seen(self.events[:most], self.public & keys, {pk: article for pk, article in self.gone.items() if pk in keys})


@dataclass(slots=True)
class Change:
    """An article as readers see it now, or one that they saw and do not see any more. A `reason` only where its page gives it.

    `is_new`: it appeared, or appeared again, behind the place from which was asked.
    """

    at: datetime
    article: Article
    is_public: bool
    reason: str = ""
    is_new: bool = False


@dataclass(slots=True)
class Portion:
    """`next` is where to go on; `more`: there is more at this moment. `origin`: then, where the first of these portions began, for what
    appeared since then is new also in the later ones."""

    changes: list[Change]
    next: Place
    more: bool
    origin: Place | None = None


def changes_since(
    since: Place, now: datetime, whole: Callable[[ArticleQuerySet], ArticleQuerySet], *, origin: Place | None = None
) -> Portion:
    """The next portion, in order, an article once. `whole` loads what is told of a public article. `origin`: of the portion before.

    The place to go on is always one of something told, so that what happened under embargo shows nowhere; and it never lies behind what
    is settled: what is told of the time since then is told again.
    """
    until = _settled_until(now)  # before anything is read: what commits in between is not settled
    told, more = _told(since, now)
    changes = _tell(told, origin or since, whole)
    settled = [event.place for event in told.events if event.place.at <= until]
    more = more and len(settled) == len(told.events)
    return Portion(changes, settled[-1] if settled else since, more, (origin or since) if more else None)


def state_of_news(now: datetime) -> str:
    """Text that is another one as soon as anything has changed for readers, but for heat. One query; five looks into an index."""
    newest: dict[str, Subquery] = {}
    for stream, (rows, time, _) in enumerate(_streams()):
        last = rows.filter(**{f"{time}__lte": now}).order_by(f"-{time}", "-pk")
        newest |= {f"at_{stream}": Subquery(last.values(time)[:1]), f"key_{stream}": Subquery(last.values("pk")[:1])}
    return repr(Article.objects.order_by().annotate(**newest).values_list(*newest).first())


def last_told(now: datetime) -> datetime | None:
    """When something last changed for readers; None where that is not settled yet, or nothing ever did."""
    until, looked, size = _settled_until(now), 0, LOOKED_BACK
    while True:
        newest = _newest(now, looked + size)
        told = _seen(newest[looked:], now).events
        if told or len(newest) < looked + size:
            break
        looked, size = looked + size, _wider(size)
    last = told[0].place.at if told else None
    return last if last is not None and last <= until else None


def _told(since: Place, now: datetime) -> tuple[_Seen, bool]:
    """The next portion of events of what readers saw, and whether there are more. What is hidden is passed over, however much."""
    told, size, is_cut = _Seen([], set(), {}), PORTION + 1, True
    while is_cut and len(told.events) <= PORTION:
        events = _events(since, now, size)
        told, is_cut = told.and_then(_seen(events, now)), len(events) == size
        if is_cut:
            since, size = events[-1].place, _wider(size)
    return told.first(PORTION), len(told.events) > PORTION


def _settled_until(now: datetime) -> datetime:
    """Up to when no transaction can add anything any more. SQLite's writers wait for each other, so that none takes longer than another
    one's patience; PostgreSQL is asked for the longest that is still writing."""
    if connection.vendor != "postgresql":
        return now - SETTLED
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT min(xact_start) FROM pg_stat_activity
               WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
                 AND backend_type <> 'autovacuum worker'"""
        )
        (longest,) = cursor.fetchone()
    return min(now, longest or now) - SETTLED


def _wider(size: int) -> int:
    return min(size * WIDER, max(size, WIDEST))


def _seen(events: list[Event], now: datetime) -> _Seen:
    """Without the events of articles that no reader ever saw: they are as unknown as ever."""
    keys = {event.article for event in events}
    public = set(Article.objects.published().filter(pk__in=keys).values_list("pk", flat=True))
    hidden = Article.objects.filter(pk__in=keys - public).only("path", "slug", "category", "created_at", *SIGHT).in_bulk()
    gone = {pk: hidden[pk] for pk in once_public(hidden.values(), now)}
    return _Seen([event for event in events if event.article in public or event.article in gone], public, gone)


def _events(since: Place, now: datetime, most: int) -> list[Event]:
    """The next ones, in order."""
    found: list[Event] = []
    for stream, (rows, time, article) in enumerate(_streams()):
        later = _behind(since, stream, time)
        keys = rows.filter(later, **{f"{time}__lte": now}).order_by(time, "pk").values_list(time, "pk", article)
        found += [Event(Place(at, stream, key), pk) for at, key, pk in keys[:most]]
    return sorted(found)[:most]


def _newest(now: datetime, most: int) -> list[Event]:
    """The last ones, the newest first."""
    found: list[Event] = []
    for stream, (rows, time, article) in enumerate(_streams()):
        keys = rows.filter(**{f"{time}__lte": now}).order_by(f"-{time}", "-pk").values_list(time, "pk", article)
        found += [Event(Place(at, stream, key), pk) for at, key, pk in keys[:most]]
    return sorted(found, reverse=True)[:most]


def _streams() -> list[tuple[QuerySet[Any], str, str]]:
    """Rows, the column of their time, the article's key. Each has an index; their order is part of a Place. What is not published
    (any more) is told by its taking back alone."""
    # Each time along its own index, and not along one of what is published.
    planned = Article.objects.passing("status", Status.PUBLISHED.value)
    return [
        (AuditEntry.objects.filter(took_back=True), "at", "article"),
        (Article.objects.filter(status=Status.PUBLISHED), "updated_at", "pk"),
        *((planned, time, "pk") for time in ("publish_at", "embargo_until", "expires_at")),
    ]


def _behind(since: Place, stream: int, time: str) -> Q:
    if stream < since.stream:
        return Q(**{f"{time}__gt": since.at})
    if stream > since.stream:
        return Q(**{f"{time}__gte": since.at})
    return Q(Q(**{f"{time}__gt": since.at}) | Q(pk__gt=since.key), **{f"{time}__gte": since.at})


def _tell(seen: _Seen, since: Place, whole: Callable[[ArticleQuerySet], ArticleQuerySet]) -> list[Change]:
    last = {event.article: event.place.at for event in seen.events}
    shown = whole(Article.objects.filter(pk__in=seen.public))
    reasons = dict(Article.objects.filter(pk__in=seen.gone, status=Status.WITHDRAWN).values_list("pk", "status_reason"))
    new = _appeared(seen.public, since)
    changes = [Change(last[article.pk], article, True, is_new=article.pk in new) for article in shown]
    changes += [Change(last[pk], article, False, reasons.get(pk, "")) for pk, article in seen.gone.items()]
    return sorted(changes, key=lambda change: (change.at, change.article.pk))


def _appeared(keys: set[int], since: Place) -> set[int]:
    """Those of these public articles that were not yet so when that place was told."""
    articles = {article.pk: article for article in Article.objects.filter(pk__in=keys).only("created_at", *SIGHT)}
    begun = public_since(articles.values())
    return {pk for pk, article in articles.items() if _appearance(article, begun[pk]) > since}


def _appearance(article: Article, at: datetime) -> Place:
    """Where its appearing stands in the merged order: with the planned time that made it appear, else with its last change then."""
    stream = {article.publish_at: 2, article.embargo_until: 3}.get(at, 1)
    return Place(at, stream, article.pk)
