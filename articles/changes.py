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

from django.db.models import Q, QuerySet, Subquery

from articles.history import SIGHT, once_public, public_since
from articles.models import Article, AuditEntry, Status
from articles.querysets import ArticleQuerySet

PORTION = 100
# What was written within this time may still become visible out of its order: its transaction commits later than its time says.
SETTLED = timedelta(seconds=10)
# How many events `last_told` looks at.
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

    The place to go on never lies in the last ten seconds: what is told in them is told again.
    """
    events = _events(since, now)
    is_cut = len(events) > PORTION
    events = events[:PORTION]
    changes = _tell(events, origin or since, now, whole)
    told = {change.article.pk for change in changes}
    # Where nothing was cut off, what is hidden does not move the place: that something happened under embargo shows nowhere.
    settled = [event.place for event in events if event.place.at <= now - SETTLED and (is_cut or event.article in told)]
    more = is_cut and settled[-1:] == [events[-1].place]
    return Portion(changes, settled[-1] if settled else since, more, (origin or since) if more else None)


def state_of_news(now: datetime) -> str:
    """Text that is another one as soon as anything has changed for readers, but for heat. One query; five looks into an index."""
    newest: dict[str, Subquery] = {}
    for stream, (rows, time, _) in enumerate(_streams()):
        last = rows.filter(**{f"{time}__lte": now}).order_by(f"-{time}", "-pk")
        newest |= {f"at_{stream}": Subquery(last.values(time)[:1]), f"key_{stream}": Subquery(last.values("pk")[:1])}
    return repr(Article.objects.order_by().annotate(**newest).values_list(*newest).first())


def last_told(now: datetime) -> datetime | None:
    """When something last changed for readers; None where that is not settled yet, or lies behind too much that no reader saw."""
    newest: list[Event] = []
    for stream, (rows, time, article) in enumerate(_streams()):
        keys = rows.filter(**{f"{time}__lte": now}).order_by(f"-{time}", "-pk").values_list(time, "pk", article)
        newest += [Event(Place(at, stream, key), pk) for at, key, pk in keys[:LOOKED_BACK]]
    newest = sorted(newest, reverse=True)[:LOOKED_BACK]
    changed = {event.article for event in newest}
    public = set(Article.objects.published().filter(pk__in=changed).values_list("pk", flat=True))
    told = public | _gone(changed - public, now).keys()
    last = next((event.place.at for event in newest if event.article in told), None)
    return last if last is not None and last <= now - SETTLED else None


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


def _tell(events: list[Event], since: Place, now: datetime, whole: Callable[[ArticleQuerySet], ArticleQuerySet]) -> list[Change]:
    last = {event.article: event.place.at for event in events}
    public = set(Article.objects.published().filter(pk__in=last).values_list("pk", flat=True))
    shown = {article.pk: article for article in whole(Article.objects.filter(pk__in=public))}
    gone = _gone(last.keys() - public, now)
    reasons = dict(Article.objects.filter(pk__in=gone, status=Status.WITHDRAWN).values_list("pk", "status_reason"))
    new = _appeared(public, since)
    changes = [Change(last[pk], article, True, is_new=pk in new) for pk, article in shown.items()]
    changes += [Change(last[pk], article, False, reasons.get(pk, "")) for pk, article in gone.items()]
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


def _gone(keys: set[int], now: datetime) -> dict[int, Article]:
    """Those that readers saw. What they never saw is as unknown as ever."""
    hidden = {article.pk: article for article in Article.objects.filter(pk__in=keys).only("path", "slug", "category", "created_at", *SIGHT)}
    return {pk: hidden[pk] for pk in once_public(hidden.values(), now)}
