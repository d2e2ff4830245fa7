"""What the audit trail says to an editor at the queue: of the candidate, and of their own sitting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles.models import Article, AuditEntry

if TYPE_CHECKING:
    from django.contrib.auth.models import User

OWN = {"publish": "Published", "decline": "Declined", "later": "Put off", "edit": "Edited"}
SITTING = timedelta(hours=8)
LINES, STEPS = 12, 20
SECONDS_EACH = 6
PAUSE = 120  # seconds: who takes longer was away


class Trail(NamedTuple):
    history: Sequence[AuditEntry]  # of the candidate, newest first
    mine: Sequence[AuditEntry]  # decisions of this sitting that can be undone, newest first

    @property
    def last(self) -> AuditEntry | None:
        return self.mine[0] if self.mine else None


def trail(article: Article | None, user: User) -> Trail:
    """Both in one query."""
    key = article.pk if article else 0
    of_it = AuditEntry.objects.filter(article=key).order_by("-at", "-pk").values("pk")[:LINES]
    found = AuditEntry.objects.filter(Q(pk__in=of_it) | Q(pk__in=own(user).values("pk")[:STEPS]))
    entries = list(
        found.select_related("by", "article")
        .only("at", "verb", "reason", "changes", "run", "machine", "batch", "by__username", "article__title")
        .annotate(undone=Exists(AuditEntry.objects.filter(undoes=OuterRef("pk"))))
        .order_by("-at", "-pk")
    )
    since = sitting(user)
    mine = [entry for entry in entries if _is_own(entry, user, since) and not entry.undone]
    return Trail([entry for entry in entries if entry.article_id == key], mine)


def own(user: User) -> QuerySet[AuditEntry]:
    """This editor's decisions of this sitting, but for those that are undone already."""
    return AuditEntry.objects.filter(by=user, at__gte=sitting(user), verb__in=list(OWN), batch=None, undone_by=None).order_by("-at", "-pk")


def own_entry(pk: int, user: User) -> AuditEntry | None:
    """One of them, also where it is undone by now."""
    entry = AuditEntry.objects.select_related("article").filter(pk=pk).first()
    return entry if entry and _is_own(entry, user, sitting(user)) else None


def sitting(user: User) -> datetime:
    """Since they logged in, at most some hours back."""
    return max(user.last_login or user.date_joined, timezone.now() - SITTING)


def _is_own(entry: AuditEntry, user: User, since: datetime) -> bool:
    """As `own()` has it, for a row at hand."""
    return entry.by_id == user.pk and entry.verb in OWN and entry.at >= since and entry.batch_id is None


def seconds_each(mine: Sequence[AuditEntry]) -> float:
    """This editor's own pace, from the pauses between decisions; a guess where there are too few."""
    moments = [entry.at for entry in mine]
    pauses = [pause for pause in map(_seconds, moments, moments[1:]) if pause < PAUSE]
    return median(pauses) if len(pauses) > 2 else SECONDS_EACH


def _seconds(later: datetime, earlier: datetime) -> float:
    return (later - earlier).total_seconds()
