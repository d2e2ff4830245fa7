"""What the audit trail tells of articles: whether, since when and until when readers saw them, and when they were withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.models import Article, AuditEntry, Status
from articles.querysets import ArticleQuerySet

# What readers' sight of an article hangs on.
TIMES = ("publish_at", "embargo_until", "expires_at")
SIGHT = ("status", *TIMES)
_Entries = list[tuple[datetime, dict[str, Any]]]


def taken_back(articles: ArticleQuerySet) -> Article | None:
    """The withdrawn one of these (the article of an address) that readers saw once: told as gone. What was withdrawn before
    anybody could see it is as unknown as ever, also if its times are changed later."""
    withdrawn = articles.filter(status=Status.WITHDRAWN).first()
    return withdrawn if withdrawn and once_public([withdrawn], timezone.now()) else None


def withdrawn_at(article: Article) -> datetime | None:
    """When it became what it is: withdrawn. None where the trail does not say."""
    entry = article.audit.filter(changes__status__1=Status.WITHDRAWN.value).order_by("-at", "-pk").first()
    return entry.at if entry else None


def once_public(articles: Iterable[Article], now: datetime) -> set[int]:
    """Keys of those of these articles that a reader could see at some time up to now. One query."""
    return set(seen_until(articles, now))


def seen_until(articles: Iterable[Article], now: datetime) -> dict[int, datetime]:
    """Until when a reader could see each of these articles, by key; without those that nobody ever saw. One query."""
    wanted = {article.pk: article for article in articles}
    turns = _turns(wanted)
    found = {pk: _last_sight(article, turns[pk], now) for pk, article in wanted.items()}
    return {pk: until for pk, until in found.items() if until is not None}


def public_since(articles: Iterable[Article]) -> dict[int, datetime]:
    """Since when each of these articles, which are public, has been so without a break, by key. One query."""
    wanted = {article.pk: article for article in articles}
    turns = _turns(wanted)
    return {pk: _first_sight(article, turns[pk]) for pk, article in wanted.items()}


def _turns(articles: Iterable[int]) -> defaultdict[int, _Entries]:
    """What ever changed in readers' sight of these articles, the newest first."""
    entries: defaultdict[int, _Entries] = defaultdict(list)
    turns = AuditEntry.objects.filter(article__in=list(articles), changes__has_any_keys=SIGHT).order_by("-at", "-pk")
    for pk, at, changes in turns.values_list("article", "at", "changes"):
        entries[pk].append((at, changes))
    return entries


def _last_sight(article: Article, entries: _Entries, now: datetime) -> datetime | None:
    """Goes back from what the row says now, entry by entry, to the day it came in."""
    state, end = _state(article), now
    for at, changes in entries:
        if until := _seen_between(state, at, end):
            return until
        state, end = _before(state, changes), at
    return _seen_between(state, article.created_at, end)


def _first_sight(article: Article, entries: _Entries) -> datetime:
    """Goes back in the same way, to where it was not to be seen."""
    state = _state(article)
    for at, changes in entries:
        before = _before(state, changes)
        if (begins := _begins(state, at)) > at or not _is_seen(before, at):
            return begins
        state = before
    return _begins(state, article.created_at)


def _state(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in SIGHT}


def _before(state: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    was = {name: changes[name][0] for name in SIGHT if name in changes}
    return {**state, **{name: datetime.fromisoformat(value) if name in TIMES and value else value for name, value in was.items()}}


def _begins(state: dict[str, Any], start: datetime) -> datetime:
    return max(moment for moment in (start, state["publish_at"], state["embargo_until"]) if moment)


def _is_seen(state: dict[str, Any], at: datetime) -> bool:
    """Whether a reader could see it right before then."""
    is_over = state["expires_at"] is not None and state["expires_at"] < at
    return state["status"] == Status.PUBLISHED and _begins(state, at) == at and not is_over


def _seen_between(state: dict[str, Any], start: datetime, end: datetime) -> datetime | None:
    """Until when within this time; None where it was not to be seen in it."""
    ends = min(moment for moment in (end, state["expires_at"]) if moment)
    return ends if state["status"] == Status.PUBLISHED and _begins(state, start) < ends else None
