"""Articles whose file is gone are withdrawn, never deleted, and come back with their file as what they were."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from django.utils import timezone

from articles.models import Article, ArticleSource, AuditEntry, ImportRun, StaleArticle, Status
from articles.querysets import ArticleQuerySet

LARGEST_SHARE = 0.2  # of a source; a larger loss is more likely a wrong folder
REASON = "its file is gone"
ATTEMPTS = 5  # at an article that editors are working on at this moment


def on_file(source: str) -> int:
    """How many articles of the source stand here with a file."""
    return _with_files(source).count()


def gone(source: str, roots: list[Path]) -> list[int]:
    """Keys of articles whose file is in none of these content roots any more."""
    paths = _with_files(source).order_by("path").values_list("pk", "path")
    return [pk for pk, path in paths.iterator() if not any(os.path.lexists(root / path) for root in roots)]


def withdraw(keys: Iterable[int], run: ImportRun) -> int:
    """Withdraw these articles, and remember that it was for their files. How many."""
    return sum(_withdraw(key, run) for key in keys)


def status_before(article: Article) -> str:
    """What an article was before it was withdrawn for its missing file."""
    withdrawals = AuditEntry.objects.filter(article=article, verb="withdraw", run__isnull=False)
    latest = withdrawals.order_by("-pk").first()
    return str(latest.changes["status"][0]) if latest else Status.AWAITING.value


def _withdraw(key: int, run: ImportRun) -> bool:
    for attempt in range(ATTEMPTS):
        article = Article.objects.get(pk=key)
        try:
            done = article.withdraw(reason=REASON, run=run)
            break
        except StaleArticle:  # somebody saved it in between
            if attempt == ATTEMPTS - 1:
                return False
    ArticleSource.objects.filter(article=key).update(missing_since=timezone.now())
    return done


def _with_files(source: str) -> ArticleQuerySet:
    """Neither withdrawn nor declined (those are not public anyway), and not one that an editor keeps without its file."""
    there = Article.objects.filter(source=source, source_file__isnull=False, source_file__missing_since=None)
    return there.exclude(source_file__digest="").exclude(status__in=(Status.WITHDRAWN, Status.DECLINED))
