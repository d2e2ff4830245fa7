"""What a batch does to one article, and what to say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self

from articles.batches import reverts
from articles.batches.rights import may_withdraw
from articles.decisions import decide
from articles.models import Article, AuditEntry, Batch, BatchItem, Status
from articles.rights import Forbidden
from articles.undo import CannotUndo, may_undo, undo

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class Verdict(NamedTuple):
    outcome: str
    message: str = ""

    @classmethod
    def done(cls, message: str = "") -> Self:
        return cls("done", _line(message))

    @classmethod
    def skipped(cls, why: str) -> Self:
        return cls("skipped", _line(why))

    @classmethod
    def failed(cls, why: str) -> Self:
        return cls("failed", _line(why))


def act(batch: Batch, item: BatchItem, article: Article, trail: list[AuditEntry], by: User) -> Verdict:
    """Do it. `trail` is the article's audit trail, the newest first. What it raises is the caller's to word."""
    if batch.verb == "undo":
        return _undo(batch, trail, by)
    if batch.verb == "revert":
        return _revert(batch, article, trail, by)
    article.version = item.version
    if batch.verb == "assign":
        return _assign(batch, article, by)
    return _decide(batch.verb, batch, article, by)


def _decide(verb: str, batch: Batch, article: Article, by: User) -> Verdict:
    if decide(article, verb, by=by, reason=batch.reason, batch=batch):
        return Verdict.done()
    return Verdict.skipped(f"already {article.get_status_display()}")


def _assign(batch: Batch, article: Article, by: User) -> Verdict:
    if batch.assignee is None:
        return Verdict.failed("the account that they were to be assigned to is gone")
    if article.assign(batch.assignee, by=by, batch=batch):
        return Verdict.done()
    return Verdict.skipped(f"already assigned to {batch.assignee.get_username()}")


def _undo(batch: Batch, trail: list[AuditEntry], by: User) -> Verdict:
    """All that the other batch did to this article, the newest first, or nothing of it."""
    entries = [entry for entry in trail if entry.batch_id == batch.undoes_id]
    if not entries:
        return Verdict.skipped("its history no longer says what was done")
    for entry in entries:
        if not may_undo(by, entry):
            raise Forbidden(f"you have no permission to undo “{entry.verb}”")
        try:
            undo(entry, by=by, batch=batch, reason=batch.reason)
        except CannotUndo as why:
            raise CannotUndo(reverts.in_words(str(why), entry, trail)) from None
    return Verdict.done()


def _revert(batch: Batch, article: Article, trail: list[AuditEntry], by: User) -> Verdict:
    if article.created_run_id != batch.run_id:
        left = reverts.put_back(batch, article, trail, by)
        return Verdict.done(left)
    if touched := reverts.by_editors(batch, trail):
        return Verdict.skipped(f"left as it is: {touched[0].who} has worked on it since ({touched[0].verb})")
    if article.status == Status.PUBLISHED and not may_withdraw(by):
        return Verdict.failed("you have no permission to withdraw articles")
    if article.status in (Status.DECLINED, Status.WITHDRAWN):
        return Verdict.skipped(f"already {article.get_status_display()}")
    return _decide("withdraw" if article.status == Status.PUBLISHED else "decline", batch, article, by)


def _line(text: str) -> str:
    text = " ".join(text.replace("\0", "").split())
    return text if len(text) <= 300 else f"{text[:299]}…"
