"""What the audit trail tells of articles: whether a reader ever saw them, and when they were withdrawn."""

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
    wanted = {article.pk: article for article in articles}
    if not wanted:
        return set()
    entries: defaultdict[int, _Entries] = defaultdict(list)
    turns = AuditEntry.objects.filter(article__in=wanted, changes__has_any_keys=SIGHT).order_by("-at", "-pk")
    for pk, at, changes in turns.values_list("article", "at", "changes"):
        entries[pk].append((at, changes))
    return {pk for pk, article in wanted.items() if _was_public(article, entries[pk], now)}


def _was_public(article: Article, entries: _Entries, now: datetime) -> bool:
    """Goes back from what the row says now, entry by entry, newest first, to the day it came in."""
    state = {name: getattr(article, name) for name in SIGHT}
    end = now
    for at, changes in entries:
        if _seen_between(state, at, end):
            return True
        for name in SIGHT:
            if name in changes:
                before = changes[name][0]
                state[name] = datetime.fromisoformat(before) if name in TIMES and before else before
        end = at
    return _seen_between(state, article.created_at, end)


def _seen_between(state: dict[str, Any], start: datetime, end: datetime) -> bool:
    begins = max(moment for moment in (start, state["publish_at"], state["embargo_until"]) if moment)
    ends = min(moment for moment in (end, state["expires_at"]) if moment)
    return state["status"] == Status.PUBLISHED and begins < ends
