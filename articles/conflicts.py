"""Where file and editor disagree: which of the two stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from django.db import transaction

from articles.importer.rows import fields_of, file_status
from articles.importer.store import apply_field
from articles.models import Article, Conflict, Status
from articles.stories import readdress

if TYPE_CHECKING:
    from django.contrib.auth.models import User

# What an editor can type a third value for; lists and maps have their own places in the form.
TYPED = ("title", "excerpt", "type", "published_at", "original_url", "web_url", "amp_url", "cdn_amp_url", "quality")


class Dispute(NamedTuple):
    """A conflict with our value as it stands now: the editor may have changed it since it was noted."""

    conflict: Conflict
    ours: Any


def disputes(article: Article) -> list[Dispute]:
    """The open disputes of a stored article, by field."""
    conflicts = list(article.conflicts.order_by("field"))
    ours = fields_of(article) if conflicts else {}
    return [Dispute(conflict, ours.get(conflict.field, conflict.ours)) for conflict in conflicts]


@transaction.atomic
def resolve(conflict: Conflict, take: Literal["ours", "theirs"], by: User | None) -> None:
    """Settle one conflict by our value or the file's, and note it in the audit trail.

    Acts on the version of `conflict.article`; raises StaleArticle, and then nothing is changed.
    """
    article = conflict.article
    ours = _ours(conflict)
    settled = ours if take == "ours" else conflict.theirs
    # The version is claimed before anything else is read or written: whoever comes second finds it taken.
    article.record("resolve", {conflict.field: [ours, settled]}, by=by, reason=f"took {take}")
    article.refresh_from_db()
    if take == "theirs":
        _take_theirs(conflict, by)
    _close(article, [conflict])


@transaction.atomic
def rewrite(conflict: Conflict, value: Any, by: User | None) -> None:
    """Settle one conflict by a third value, in a record's terms: one entry in the audit trail, on the version of `conflict.article`.

    Raises StaleArticle, or ValueError for a value that the field cannot hold; then nothing is changed.
    """
    article = conflict.article
    _refuse(conflict.field, value)
    article.record("resolve", {conflict.field: [_ours(conflict), value]}, by=by, reason="wrote a value of their own")
    article.refresh_from_db()
    _store(article, conflict.field, value)
    _close(article, [conflict])


def end_disputes(article: Article) -> None:
    """Close those in which an edit or a decision made both sides equal. For who has just claimed the article's version."""
    if not article.has_conflict:
        return
    article = Article.objects.get(pk=article.pk)
    ended = [conflict for conflict, ours in disputes(article) if _as_in_file(conflict.field, ours) == conflict.theirs]
    if ended:
        _close(article, ended)


def _close(article: Article, conflicts: list[Conflict]) -> None:
    Conflict.objects.filter(pk__in=[conflict.pk for conflict in conflicts]).delete()
    article.has_conflict = article.conflicts.exists()
    Article.objects.filter(pk=article.pk).update(has_conflict=article.has_conflict)


def _as_in_file(field: str, value: Any) -> Any:
    return file_status(value) if field == "status" else value


def _ours(conflict: Conflict) -> Any:
    return fields_of(conflict.article).get(conflict.field, conflict.ours)


def _refuse(field: str, value: Any) -> None:
    if field not in TYPED:
        raise ValueError(f"{field} is no field to type a value for; take ours or theirs")
    if field == "title" and not value.strip():
        raise ValueError("an article has a title")
    if isinstance(value, str) and "\x00" in value:
        raise ValueError(f"{field} holds a control character")


def _store(article: Article, field: str, value: Any) -> None:
    apply_field(article, field, value)
    if field in ("web_url", "original_url"):
        readdress(article.pk)


def _take_theirs(conflict: Conflict, by: User | None) -> None:
    if conflict.field != "status":
        _store(conflict.article, conflict.field, conflict.theirs)
    elif conflict.theirs == Status.PUBLISHED:
        conflict.article.publish(by=by, reason="as in the file")
    else:
        conflict.article.unpublish(by=by, reason="as in the file")
