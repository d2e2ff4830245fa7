"""Whose turn it is. The queue lends the next candidates to one editor for a few minutes, so that two never decide the same one.

A lease is taken by a conditional UPDATE, renewed by working, and ends by itself: nothing is lost when a browser dies.
It is a courtesy between editors; that nothing is decided twice, the article's version makes sure of as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from articles.models import Article
from articles.querysets import LOGOS, OF_LOGOS

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from articles.querysets import ArticleQuerySet

HELD_FOR = timedelta(minutes=5)
AT_ONCE = 10
# The queue is ranked among so many of its newest: what it costs does not grow with what waits.
WINDOW = 2_000
TRIES = 6
SHOWN = (
    *("category", "slug", "path", "title", "excerpt", "type", "published_at", "listed_at", "original_url", "web_url", "quality"),
    *("heat", "status", "publish_at", "expires_at", "embargo_until", "later_until", "assigned_to", "held_by", "held_until"),
    *("provider_details", "created_run", "created_at", "version", "has_conflict"),
    *("provider__name", "provider__domain", "provider__pictures", "provider__widest", *OF_LOGOS, "held_by__username"),
)


@dataclass(frozen=True)
class Portion:
    """Which candidates: the first `count` of a view of the queue, in this order; `item` belongs to them wherever it ranks."""

    count: int = AT_ONCE
    order: str = "score"  # newest, near
    view: str = "queue"  # mine, later
    item: int = 0
    threshold: int = 70


def lease(user: User, portion: Portion) -> list[Article]:
    """The next candidates, held for this user from now on, each with `score` and `total`, how many are left for them.

    Another may claim some of them between the look and the claim: then look again.
    """
    for _ in range(TRIES):
        now = timezone.now()
        found = _ranked(Article.objects.waiting_for(user, now), user, portion, now)
        if _claim(found, user, now) == len(found):
            return found
    ours = set(Article.objects.filter(held_by=user, held_until=now + HELD_FOR).values_list("pk", flat=True))
    return [article for article in found if article.pk in ours]


def look(user: User, portion: Portion) -> list[Article]:
    """The same for who may not decide: nothing is held, and what others hold is shown."""
    now = timezone.now()
    return _ranked(Article.objects.awaiting_review(), user, portion, now)


def renew(user: User) -> datetime:
    """Hold on to what this user holds; until when that is now."""
    now = timezone.now()
    Article.objects.filter(held_by=user, held_until__gt=now).update(held_until=now + HELD_FOR)
    return now + HELD_FOR


def release(user: User, until: datetime | None = None) -> int:
    """Let go of what this user holds; with `until`, of nothing that was claimed or renewed after that was given.

    A page that is left lets go while the next one is already being given its own: that must stay.
    """
    held = Article.objects.filter(held_by=user)
    return (held.filter(held_until__lte=until) if until else held).update(held_by=None, held_until=None)


def holder(article: Article, user: User) -> User | None:
    """Whose turn it is, where it is somebody else's."""
    runs = article.held_until is not None and article.held_until > timezone.now()
    return article.held_by if runs and article.held_by_id != user.pk else None


def _ranked(rows: ArticleQuerySet, user: User, portion: Portion, now: datetime) -> list[Article]:
    rows = rows.put_off(now) if portion.view == "later" else rows.not_put_off(now)
    if portion.view == "mine":
        rows = rows.filter(assigned_to=user)
    window = Q(pk__in=rows.newest_first().values("pk")[: WINDOW + 1])
    ranked = rows.filter(window | Q(pk=portion.item) if portion.item else window).scored(now).ranked(portion.order, portion.threshold)
    if portion.item:
        first = Case(When(pk=portion.item, then=Value(0)), default=Value(1))
        ranked = ranked.order_by(first, *ranked.query.order_by)
    shown = ranked.with_total(Article.objects.filter(window)).select_related(*LOGOS, "held_by").only(*SHOWN)[: portion.count]
    return sorted(shown, key=lambda article: _rank(article, portion))


def _rank(article: Any, portion: Portion) -> tuple[Any, ...]:
    """Where it stands among those found: as `ranked()` has it, which brought `item` to the front."""
    first = 0
    if portion.order == "score":
        first = -article.score
    elif portion.order == "near":
        first = 2**40 if article.quality is None else abs(article.quality - portion.threshold)
    return first, -article.listed_at.timestamp(), article.path, article.pk


def _claim(found: list[Article], user: User, now: datetime) -> int:
    """Hold those of them that are still free; how many. The copies at hand are noted as held."""
    until = now + HELD_FOR
    free = Article.objects.waiting_for(user, now).filter(pk__in=[article.pk for article in found])
    with transaction.atomic():
        # A row that somebody is writing to right now is not waited for: who holds some and waits for others, locks others out.
        mine = free.select_for_update(skip_locked=True).order_by("pk").values("pk")
        claimed = Article.objects.filter(pk__in=mine).update(held_by=user, held_until=until)
    for article in found:
        article.held_by, article.held_until = user, until
    return claimed
