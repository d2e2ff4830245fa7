"""One entry undone: what it changed is put back, and noted as a new entry."""

from __future__ import annotations

from typing import Any, Unpack

from django.db import transaction

from articles.conflicts import end_disputes
from articles.importer.children import CHILDREN
from articles.importer.store import apply_field
from articles.models import Article, AuditEntry, Conflict, FormerAddress, StaleArticle, Trail
from articles.models.former import path_of
from articles.stories import readdress, resolve_links_to
from articles.undo.ground import Ground, to_undo_on


class CannotUndo(Exception):
    """Why an entry cannot be undone, in words."""


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
    stood_at = path_of(article)
    undone = article.undo(entry, step.changes, ground.columns(entry, before), reason=reason or f"undoes “{entry.verb}”", **trail)
    article.refresh_from_db()
    FormerAddress.objects.leave({stood_at: article})
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
