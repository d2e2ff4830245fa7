"""Several entries undone at once: the newest first, each in its own savepoint, under one batch that can be undone as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from articles.models import AuditEntry, Batch, BatchItem, StaleArticle
from articles.undo.one import CannotUndo, undo
from articles.undo.rights import may_undo

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MOST = 100


@transaction.atomic
def undo_many(entries: Iterable[AuditEntry], versions: Mapping[int, int], *, by: User, reason: str = "") -> Batch | None:
    """Undo them on these versions of their articles, {article's key: version seen}. None, and nothing noted, where none could be.

    What could not be undone is a skipped article of the batch, or a remark on one of which something was.
    """
    newest_first = sorted(entries, key=lambda entry: entry.pk, reverse=True)
    about = f"{len(newest_first)} ticked {'entry' if len(newest_first) == 1 else 'entries'} of the history"
    batch = Batch.objects.create(verb="undo", by=by, reason=reason, about=about)
    now = dict(versions)
    done: dict[int, int] = {}
    kept: defaultdict[int, list[str]] = defaultdict(list)
    for entry in newest_first:
        key = entry.article_id
        if why := _undo(entry, batch, now, reason):
            kept[key].append(f"“{entry.verb}” not: {why}")
        else:
            done[key] = done.get(key, 0) + 1
    if not done:
        batch.delete()
        return None
    items = [_item(batch, key, versions.get(key, 0), key in done, kept[key]) for key in {entry.article_id: 0 for entry in newest_first}]
    BatchItem.objects.bulk_create(items)
    Batch.objects.filter(pk=batch.pk).update(finished_at=timezone.now())
    return batch


def _undo(entry: AuditEntry, batch: Batch, versions: dict[int, int], reason: str) -> str:
    """Why it was not undone, or ""; then the article has another version."""
    assert batch.by is not None
    if not may_undo(batch.by, entry):
        return "you have no permission to"
    try:
        with transaction.atomic():
            undone = undo(entry, version=versions.get(entry.article_id, 0), by=batch.by, batch=batch, reason=reason)
    except CannotUndo as why:
        return str(why)
    except StaleArticle:
        return "changed meanwhile"
    versions[entry.article_id] = undone.article.version
    return ""


def _item(batch: Batch, article: int, version: int, done: bool, kept: list[str]) -> BatchItem:
    outcome = BatchItem.Outcome.DONE if done else BatchItem.Outcome.SKIPPED
    seen = version if 0 <= version < 2**31 else 0
    return BatchItem(batch=batch, article_id=article, version=seen, outcome=outcome, message="; ".join(kept)[:300])
