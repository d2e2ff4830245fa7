"""Whose turn a picture is: one worker at a time, few at a time for one server, none while a server is to be left alone.

A claim ends by itself, so a worker that was killed holds nothing up, and any number of workers can share the work.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from articles.models import Picture, PictureHost
from articles.models.pictures import pause

CLAIM = timedelta(minutes=3)  # longer than fetching and shaping may take together
CONNECTIONS = 2  # to one server
LOOKED_AT = 20
MOST_CLAIMS = 12  # twice what is tried before a picture is given up for a reason
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)


def claim(*, skip: Iterable[int] = (), checks_only: bool = False) -> Picture | None:
    """The picture that has been due for longest and may be asked for now; None where there is none."""
    now = timezone.now()
    due = Picture.objects.filter(_free(now), due_at__lte=now).exclude(pk__in=list(skip)).exclude(host__in=_taken(now))
    due = due.filter(is_check=True) if checks_only else due
    for picture in due.select_related("copy", "replacement").order_by("due_at", "pk")[:LOOKED_AT]:
        if picture.attempts >= MOST_CLAIMS:
            _give_up(picture)
        elif _take(picture, now):
            picture.claimed_until = now + CLAIM
            return picture
    return None


def hang_up(picture: Picture) -> None:
    """Its server has answered, or has not, and may be asked for the next one while this one is worked on."""
    if picture.host:
        Picture.objects.filter(pk=picture.pk).update(asking_until=None)


def leave_alone(host: str, seconds: float | None = None) -> None:
    """The server asked for it, or did not answer: each time in a row it is left alone for twice as long."""
    if not host:
        return
    with transaction.atomic():
        row = _locked(host)
        row.failures = min(row.failures + 1, 1000)
        asked = timedelta(seconds=seconds or 0)
        row.quiet_until = timezone.now() + max(asked, pause(row.failures, first=FIRST_PAUSE, most=LONGEST_PAUSE))
        row.save(update_fields=["failures", "quiet_until"])


def answered(host: str) -> None:
    """The server is well."""
    PictureHost.objects.filter(Q(failures__gt=0) | Q(quiet_until__isnull=False), name=host).update(failures=0, quiet_until=None)


def _give_up(picture: Picture) -> None:
    """Whoever took it so many times has never told what came of it: it kills its workers."""
    told = {"error": "crashed", "error_text": "Whoever works on it does not survive it."}
    Picture.objects.filter(pk=picture.pk, claimed_until=picture.claimed_until).update(due_at=None, claimed_until=None, **told)


def _free(now: datetime) -> Q:
    return Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)


def _taken(now: datetime) -> list[str]:
    """Servers that cannot be asked at this moment."""
    quiet = PictureHost.objects.filter(quiet_until__gt=now).values_list("name", flat=True)
    return [*quiet, *_at_work(now).values_list("host", flat=True)]


def _at_work(now: datetime) -> QuerySet[Any, Any]:
    """Servers with as many open connections as they may have."""
    asking = Picture.objects.filter(asking_until__gt=now).exclude(host="").order_by()
    return asking.values("host").annotate(open=Count("pk")).filter(open__gte=CONNECTIONS)


def _take(picture: Picture, now: datetime) -> bool:
    """The server's row is locked while its connections are counted, or two workers would both find one free."""
    with transaction.atomic():
        if picture.host:
            row = _locked(picture.host)
            if row.quiet_until and row.quiet_until > now or _at_work(now).filter(host=picture.host).exists():
                return False
        mine = Picture.objects.filter(_free(now), pk=picture.pk, due_at__lte=now)
        return bool(mine.update(claimed_until=now + CLAIM, asking_until=now + CLAIM, attempts=F("attempts") + 1))


def _locked(host: str) -> PictureHost:
    """Its row, made where nobody has asked it before."""
    row = PictureHost.objects.select_for_update().filter(name=host).first()
    if row is None:
        PictureHost.objects.bulk_create([PictureHost(name=host)], ignore_conflicts=True)
        row = PictureHost.objects.select_for_update().get(name=host)
    return row
