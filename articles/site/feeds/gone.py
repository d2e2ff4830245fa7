"""What is to be told as gone: articles that readers of a feed saw and cannot see any more. What they never saw is as unknown as ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from articles.history import SIGHT, seen_until
from articles.models import Article, AuditEntry, Status
from articles.querysets import ArticleQuerySet

DAYS = 30
MOST = 50


def gone(within: Callable[[ArticleQuerySet], ArticleQuerySet], now: datetime) -> list[tuple[Article, datetime]]:
    """The last that went, the latest first, with the time until which they were there. `within` narrows articles to those of a feed."""
    floor = now - timedelta(days=DAYS)
    candidates = within(Article.objects.filter(pk__in=set(_candidates(floor, now)))).only(
        "source", "path", "status_reason", "created_at", *SIGHT
    )
    hidden = {article.pk: article for article in candidates if not article.is_public}
    until = {pk: at for pk, at in seen_until(hidden.values(), now).items() if at >= floor}
    last = sorted(until, key=lambda pk: (until[pk], pk), reverse=True)[:MOST]
    return [(hidden[pk], until[pk]) for pk in last]


def _candidates(floor: datetime, now: datetime) -> Iterator[int]:
    """Taken back, expired, or put under an embargo or a later time of publication. Each has an index."""
    yield from AuditEntry.objects.filter(took_back=True, at__gte=floor).order_by("-at", "-pk").values_list("article", flat=True)[: 4 * MOST]
    published = Article.objects.filter(status=Status.PUBLISHED)
    yield from published.filter(expires_at__gt=floor, expires_at__lte=now).order_by("-expires_at").values_list("pk", flat=True)[: 4 * MOST]
    for time in ("publish_at", "embargo_until"):
        yield from published.filter(**{f"{time}__gt": now}).order_by(time).values_list("pk", flat=True)[: 4 * MOST]
