"""From a key to a verb: what was done to the candidate that the editor saw, or why nothing was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import OperationalError, transaction
from django.utils import timezone

from articles.desk.decisions import decide
from articles.desk.patience import BUSY, waited_in_vain
from articles.desk.review.history import OWN
from articles.leases import holder
from articles.models import Article, AuditEntry, StaleArticle, Status
from articles.undo import CannotUndo, undo

if TYPE_CHECKING:
    from django.contrib.auth.models import User

MORNING = 6  # o'clock: what is put off comes back then
NOTHING = "Nothing was done."
GONE = f"That article is not there any more. {NOTHING}"
LOCKED = f"{BUSY} {NOTHING} Try again in a moment."


class Outcome(NamedTuple):
    said: str
    status: int = 200

    @property
    def done(self) -> bool:
        return self.status == 200


def act(pk: int, verb: str, version: int, by: User, reason: str = "") -> Outcome:
    """publish, decline, later, or back (to the queue, of what was put off)."""
    article = Article.objects.select_related("held_by").filter(pk=pk).first()
    if article is None:
        return Outcome(GONE, 404)
    if why := _not_this_one(article, by):
        return Outcome(f"{why} {NOTHING}", 409)
    try:
        with transaction.atomic():
            return _put_off(article, verb, version, by) if verb in ("later", "back") else _decide(article, verb, version, by, reason)
    except OperationalError as error:
        return locked(error)


def take_back(entry: AuditEntry, by: User) -> Outcome:
    """Undo one of this editor's own decisions."""
    if entry.undone_by.exists():
        return Outcome(f"That is undone already: “{entry.article}”. {NOTHING}", 409)
    try:
        with transaction.atomic():
            undo(entry, by=by)
    except CannotUndo as why:
        return Outcome(f"Not undone, {why}: “{entry.article}”.", 409)
    except OperationalError as error:
        return locked(error)
    return Outcome(f"Undone: {OWN[entry.verb].lower()} “{entry.article}”.")


def locked(error: OperationalError) -> Outcome:
    if not waited_in_vain(error):
        raise error
    return Outcome(LOCKED, 503)


def clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")


def next_morning() -> datetime:
    """The next one that is not too close to be one."""
    soonest = timezone.localtime() + timedelta(hours=3)
    morning = soonest.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    return morning if morning >= soonest else morning + timedelta(days=1)


def _not_this_one(article: Article, by: User) -> str:
    """Why this is not this editor's to decide now; "" where it is."""
    if article.status != Status.AWAITING:
        return f"“{article}” is {article.get_status_display()} already{_by_whom(article)}."
    other = holder(article, by)
    return f"“{article}” is held by {other.get_username()} until {clock(article.held_until)}." if other and article.held_until else ""


def _decide(article: Article, verb: str, version: int, by: User, reason: str) -> Outcome:
    if decide(article, verb, version, by, reason):
        return _stale(article)
    return Outcome(f"{OWN[verb]}{f' ({reason})' if reason else ''}: “{article}”.")


def _put_off(article: Article, verb: str, version: int, by: User) -> Outcome:
    article.version = version
    until = next_morning() if verb == "later" else None
    try:
        if not article.put_off(until, by=by):
            return Outcome(f"“{article}” is {'put off' if until else 'in the queue'} already. {NOTHING}", 409)
    except StaleArticle:
        return _stale(article)
    return Outcome(f"Put off until {timezone.localtime(until):%A, %H:%M}: “{article}”." if until else f"Back in the queue: “{article}”.")


def _stale(article: Article) -> Outcome:
    return Outcome(f"“{article}” was changed since you saw it{_by_whom(article)}. {NOTHING} This is how it stands now.", 409)


def _by_whom(article: Article) -> str:
    last = article.audit.select_related("by").first()
    return f" ({last.verb} by {last.who}, {clock(last.at)})" if last else ""
