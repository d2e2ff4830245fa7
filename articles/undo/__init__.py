"""Taking an entry of the audit trail back, as a new entry: history is never rewritten.

An entry can be undone where what it changed still stands as it left it. Its values are a record's (importer/rows.py), and so the
merge knows how to write them; an import that comes later meets them as an editor's decision.

ground.py says whether, and what it comes to; rights.py who may; here it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Unpack

from django.db import transaction

from articles.conflicts import end_disputes
from articles.importer.children import CHILDREN
from articles.importer.store import apply_field
from articles.models import Article, AuditEntry, Conflict, StaleArticle, Trail
from articles.stories import readdress, resolve_links_to
from articles.undo.ground import Ground, Step, snapshot, to_undo_on
from articles.undo.rights import may_undo, rights

__all__ = ["CannotUndo", "Step", "may_undo", "obstacle", "prospects", "rehearse", "rights", "snapshot", "undo"]


class CannotUndo(Exception):
    """Why an entry cannot be undone, in words."""


def obstacle(entry: AuditEntry, article: Article) -> str:
    """Why this entry cannot be undone on this article as it stands; "" where it can. Writes nothing."""
    return Ground([entry], {article.pk: article}).step(entry).obstacle


def prospects(entries: Sequence[AuditEntry]) -> dict[int, Step]:
    """What undoing each of these alone would come to, by key. The number of queries does not grow with them."""
    ground = Ground(entries)
    return {entry.pk: ground.step(entry) for entry in entries}


def rehearse(entries: Iterable[AuditEntry]) -> list[Step]:
    """What undoing all of these would come to, the newest first, each on what the ones before it leave. Writes nothing."""
    newest_first = sorted(entries, key=lambda entry: entry.pk, reverse=True)
    ground = Ground(newest_first)
    return [ground.take(entry) for entry in newest_first]


@transaction.atomic
def undo(entry: AuditEntry, *, version: int | None = None, reason: str = "", **trail: Unpack[Trail]) -> AuditEntry:
    """Put back what the entry changed, and note it as a new entry. All of it or, with CannotUndo, nothing.

    With `version` it acts on that version of the article alone: StaleArticle where it was changed since.
    """
    article = to_undo_on().select_for_update(of=("self",)).filter(pk=entry.article_id).first()
    if article is None:
        raise CannotUndo("the article is gone")
    if version is not None and article.version != version:
        raise StaleArticle(f"“{article.title}” was changed by someone else meanwhile; look at it again.")
    ground = Ground([entry], {article.pk: article})
    step = ground.step(entry)
    if step.obstacle:
        raise CannotUndo(step.obstacle)
    before = {name: values[1] for name, values in step.changes.items()}
    undone = article.undo(entry, step.changes, ground.columns(entry, before), reason=reason or f"undoes “{entry.verb}”", **trail)
    article.refresh_from_db()
    for name in CHILDREN:
        if name in before:
            apply_field(article, name, before[name])
    if before.keys() & {"web_url", "original_url"}:
        readdress(article.pk)
        resolve_links_to([article.pk])
    if "correction" in before:
        _put_back_correction(entry, article, before["correction"])
    _unsettle(entry, article, before, ground)
    end_disputes(article)
    return undone


def _put_back_correction(entry: AuditEntry, article: Article, text: str | None) -> None:
    if text:
        first = entry
        while first.undoes:
            first = first.undoes
        article.corrections.create(text=text, by=first.by, at=first.at)
    else:
        newest = article.corrections.filter(text=entry.changes["correction"][1]).last()
        if newest:
            newest.delete()


def _unsettle(entry: AuditEntry, article: Article, before: dict[str, Any], ground: Ground) -> None:
    """A dispute that the entry settled is open again; one that it opened again is settled."""
    settled = ground.settles(entry)
    if settled is None:
        return
    if settled:
        for name, theirs in ground.reopened(entry, before).items():
            Conflict.objects.get_or_create(article=article, field=name, defaults={"ours": before[name], "theirs": theirs})
    else:
        Conflict.objects.filter(article=article, field__in=before).delete()
    article.has_conflict = article.conflicts.exists()
    Article.objects.filter(pk=article.pk).update(has_conflict=article.has_conflict)
