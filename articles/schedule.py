"""The schedule as an actor: a planned time that has passed leaves a line in the audit trail, dated as it happened.

It decides nothing: what is public is a query over times (querysets.py), true also when nobody notes anything. Whoever looks at
what happened, or imports, has the lines written that are missing; twice, or two at once, writes them once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Subquery, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, AuditEntry, Machine, Status
from articles.querysets import ArticleQuerySet

# Which time an article has, and what it is called in the trail once it has passed.
LINES = {"publish_at": "due", "embargo_until": "embargo lifted", "expires_at": "expired"}
MOST = 500  # lines of a kind in one call; the next call goes on
# A page does not look farther back, so that it costs the same after years of schedules. An import looks at everything.
RECENT = timedelta(days=35)


def note_due(now: datetime | None = None, *, recent: bool = True) -> int:
    """Write the lines that are missing, the oldest first. How many; three queries where there is nothing to write.

    An article that was not published at that time gets none, nor one whose time was set after it had passed. A database that is
    busy with somebody else's work leaves them to the next who looks.
    """
    now = now or timezone.now()
    try:
        return sum(_note(column, now, now - RECENT if recent else None) for column in LINES)
    except OperationalError:
        return 0


def next_turn(after: datetime) -> datetime | None:
    """When the clock will next change what is public, by itself; None where nothing is planned."""
    planned = (Article.objects.filter(**{f"{name}__gt": after}).order_by(name).values_list(name, flat=True).first() for name in LINES)
    return min((at for at in planned if at is not None), default=None)


def _note(column: str, now: datetime, since: datetime | None) -> int:
    if not (found := list(_missing(column, now, since).values_list("pk", flat=True)[:MOST])):
        return 0
    with transaction.atomic():
        # Whoever comes second waits here, and then asks again: what the first one wrote is no longer missing.
        list(Article.objects.select_for_update(no_key=True).filter(pk__in=found).order_by("pk").values_list("pk"))
        missing = _missing(column, now, since).filter(pk__in=found).values_list("pk", column)
        lines = [AuditEntry(article_id=pk, verb=LINES[column], at=at, machine=Machine.SCHEDULE) for pk, at in missing]
        return len(AuditEntry.objects.bulk_create(lines))


def _missing(column: str, now: datetime, since: datetime | None) -> ArticleQuerySet:
    """Articles that were published when this time of theirs passed, and whose trail does not say so."""
    passed: ArticleQuerySet = Article.objects.filter(**{f"{column}__lte": now}, created_at__lte=F(column))
    if since is not None:
        passed = passed.filter(**{f"{column}__gt": since})
    trail = AuditEntry.objects.filter(article=OuterRef("pk"))
    noted = trail.filter(at=OuterRef(column), machine=Machine.SCHEDULE, verb=LINES[column])
    later = trail.filter(at__gt=OuterRef(column))
    # What it was at that time is what the first change since then says that it was before.
    turns = later.filter(changes__has_key="status").order_by("at", "pk").annotate(before=KT("changes__status__0"))
    was = Coalesce(Subquery(turns.values("before")[:1]), F("status"), output_field=TextField())
    unnoted = passed.filter(~Exists(noted), ~Exists(later.filter(changes__has_key=column)))
    return unnoted.annotate(was=was).filter(was=Status.PUBLISHED.value).order_by(column, "pk")
