"""Taking an import run back: which articles, what of them, and what editors have changed since.

A later import of the same files brings nothing of it back: their bytes stay the base of the merge. An unchanged file is
nothing new, and a changed one meets our value as it meets any that a person decided on.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef, Q

from articles.models import Article, AuditEntry, Batch, ImportRun, Status
from articles.querysets import ArticleQuerySet
from articles.rights import Forbidden
from articles.undo import CannotUndo, may_undo, snapshot, undo

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_WITHOUT = object()
FARTHEST = 100_000  # articles of a run that are counted before it is reverted


class Prospect(NamedTuple):
    """What reverting a run would do, by number of articles."""

    put_back: int = 0  # changed by the run; fields that nobody changed since get their former values
    touched: int = 0  # of these, changed again since, so that some fields may stay
    returned: int = 0  # withdrawn for a missing file
    withdrawn: int = 0  # brought in by the run, and published
    declined: int = 0  # brought in by the run, and awaiting review
    left_out: int = 0  # brought in by the run, and worked on by an editor since
    gone: int = 0  # brought in by the run, and declined or withdrawn already

    @property
    def total(self) -> int:
        return sum(self) - self.touched


def prospect(run: ImportRun) -> Prospect:
    """In two queries. What exactly is put back of an article is found when its turn comes."""
    since = AuditEntry.objects.filter(article=OuterRef("pk")).filter(_by_an_editor(run))
    counts: dict[str, int] = {}
    created = Article.objects.filter(created_run=run).annotate(theirs=Exists(since)).values_list("status", "theirs")
    words = {Status.PUBLISHED: "withdrawn", Status.AWAITING: "declined"}
    for status, theirs in created[:FARTHEST]:
        word = "left_out" if theirs else words.get(Status(status), "gone")
        counts[word] = counts.get(word, 0) + 1
    later = AuditEntry.objects.filter(article=OuterRef("article"), pk__gt=OuterRef("pk")).exclude(batch__run=run).exclude(run=run)
    entries = AuditEntry.objects.filter(run=run).exclude(article__created_run=run).annotate(again=Exists(later))
    changed = {
        article: (verb, again) for article, verb, again in entries.order_by("-pk").values_list("article", "verb", "again")[:FARTHEST]
    }
    for verb, again in changed.values():
        word = "returned" if verb == "withdraw" else "put_back"
        counts[word] = counts.get(word, 0) + 1
        counts["touched"] = counts.get("touched", 0) + again
    return Prospect(**counts)


def touched_by(run: ImportRun) -> list[tuple[int, int]]:
    """Articles that the run brought in or changed, with their versions."""
    changed = AuditEntry.objects.filter(run=run).values("article")
    created = Article.objects.filter(created_run=run).values_list("pk", "version")
    return sorted({*created, *Article.objects.filter(pk__in=changed).values_list("pk", "version")})


def published_by(run: ImportRun) -> ArticleQuerySet:
    return Article.objects.filter(created_run=run, status=Status.PUBLISHED)


def reverted_by(run: ImportRun) -> Batch | None:
    """The batch that reverted this run, unless it was undone itself."""
    return Batch.objects.filter(verb="revert", run=run, undone_by=None).first()


def by_editors(batch: Batch, trail: list[AuditEntry]) -> list[AuditEntry]:
    """What people did to an article, but for earlier reverts of this run and what undid them."""
    return [entry for entry in trail if entry.by_id and not (entry.batch and entry.batch.run_id == batch.run_id)]


def put_back(batch: Batch, article: Article, trail: list[AuditEntry], by: User) -> str:
    """Undo what the run changed, field by field; what was left as it is, in words. CannotUndo where that is all."""
    entries = [entry for entry in trail if entry.run_id == batch.run_id]
    left: list[str] = []
    undone = 0
    for entry in entries:
        now = snapshot(Article.objects.get(pk=article.pk))
        free = {name: pair for name, pair in entry.changes.items() if now.get(name, _WITHOUT) == pair[1]}
        left += [_who_changed(name, entry, trail) for name in entry.changes if name not in free]
        if free:
            part = copy.copy(entry)
            part.changes = free
            if not may_undo(by, part):
                raise Forbidden(f"you have no permission to undo “{entry.verb}”")
            undo(part, by=by, batch=batch, reason=batch.reason)
            undone += 1
    if not undone:
        raise CannotUndo(f"left as it is: {', '.join(left)}" if left else "this run changed nothing in it")
    return f"but not {', '.join(left)}" if left else ""


def in_words(why: str, entry: AuditEntry, trail: list[AuditEntry]) -> str:
    """Why an entry cannot be undone, with who is in the way."""
    if any(other.undoes_id == entry.pk for other in trail):
        return "undone already"
    later = [other for other in trail if other.pk > entry.pk and other.changes.keys() & entry.changes.keys()]
    return f"{why} by {later[0].who} ({later[0].verb})" if later and why.endswith("since") else why


def _who_changed(name: str, entry: AuditEntry, trail: list[AuditEntry]) -> str:
    word = name.replace("_", " ")
    if any(other.undoes_id == entry.pk and name in other.changes for other in trail):
        return f"{word} (put back already)"
    later = [other for other in trail if other.pk > entry.pk and name in other.changes]
    return f"{word} (changed since by {later[0].who})" if later else f"{word} (changed since)"


def _by_an_editor(run: ImportRun) -> Q:
    return Q(by__isnull=False) & (Q(batch=None) | Q(batch__run=None) | ~Q(batch__run=run))
