"""Taking an entry of the audit trail back, as a new entry: history is never rewritten."""

from __future__ import annotations

from typing import Any, Unpack

from django.db import transaction

from articles.conflicts import end_disputes
from articles.importer.rows import as_text, as_time, fields_of
from articles.importer.store import apply_field
from articles.models import Article, AuditEntry, StaleArticle, Trail
from articles.stories import readdress

TIMES = ("publish_at", "expires_at", "embargo_until", "later_until")
# Of an entry, but columns of the desk and no fields of a file.
AT_THE_DESK = ("status", "assigned_to", "correction", *TIMES)


class CannotUndo(Exception):
    """Why an entry cannot be undone, in words."""


def snapshot(article: Article) -> dict[str, Any]:
    """An article in the terms of the audit trail: a record's fields and what only the desk knows."""
    desk = {name: as_text(getattr(article, name)) for name in TIMES}
    assigned = article.assigned_to.get_username() if article.assigned_to else None
    return {**fields_of(article), **desk, "assigned_to": assigned}


def obstacle(entry: AuditEntry, article: Article) -> str:
    """Why this entry cannot be undone on this article as it stands; "" where it can. Writes nothing."""
    if not entry.changes:
        return f"“{entry.verb}” changed nothing that could be put back"
    now = snapshot(article)
    now["correction"] = _correction(entry, article)
    for name, (_, after) in entry.changes.items():
        if name not in now:
            return f"{_word(name)} cannot be put back"
        if now[name] != after:
            return f"{_word(name)} was changed since"
    return ""


@transaction.atomic
def undo(entry: AuditEntry, *, version: int | None = None, reason: str = "", **trail: Unpack[Trail]) -> AuditEntry:
    """Put back what the entry changed, and note it as a new entry. All of it or, with CannotUndo, nothing.

    With `version` it acts on that version of the article alone: StaleArticle where it was changed since.
    """
    article = Article.objects.select_for_update(of=("self",)).get(pk=entry.article_id)
    if version is not None and article.version != version:
        raise StaleArticle(f"“{article.title}” was changed by someone else meanwhile; look at it again.")
    if why := obstacle(entry, article):
        raise CannotUndo(why)
    before = {name: values[0] for name, values in entry.changes.items()}
    undone = article.undo(entry, _columns(before), reason=reason or f"undoes “{entry.verb}”", **trail)
    if "correction" in before:
        _put_back_correction(entry, article, before["correction"])
    article.refresh_from_db()
    for name, value in before.items():
        if name not in AT_THE_DESK:
            apply_field(article, name, value)
    if before.keys() & {"web_url", "original_url"}:
        readdress(article.pk)
    end_disputes(article)
    return undone


def _columns(before: dict[str, Any]) -> dict[str, object]:
    columns: dict[str, object] = {name: as_time(before[name]) for name in TIMES if name in before}
    if "status" in before:
        columns |= {"status": before["status"], "status_reason": "", "held_by": None, "held_until": None}
    if "assigned_to" in before:
        columns["assigned_to"] = _user(before["assigned_to"])
    return columns


def _user(name: str | None) -> Any:
    from django.contrib.auth.models import User

    user = User.objects.filter(username=name).first() if name else None
    if name and user is None:
        raise CannotUndo(f"there is no account “{name}” any more")
    return user


def _correction(entry: AuditEntry, article: Article) -> str | None:
    """The text of the correction that this entry made or took back, if readers see it now."""
    texts = [text for text in entry.changes.get("correction", ()) if text]
    return texts[0] if texts and article.corrections.filter(text=texts[0]).exists() else None


def _put_back_correction(entry: AuditEntry, article: Article, text: str | None) -> None:
    if text:
        article.corrections.create(text=text, by=entry.by)
    else:
        newest = article.corrections.filter(text=entry.changes["correction"][1]).last()
        if newest:
            newest.delete()


def _word(name: str) -> str:
    return name.replace("_", " ")
