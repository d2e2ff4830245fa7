"""Which pictures are to be asked for again: those that nobody has asked for in a while, never too many at once."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from articles.images.policies import askable, copied
from articles.models import Picture, PictureHost

MONTH = timedelta(days=30)
PORTION = 500


def mark_due(*, older_than: timedelta = MONTH, limit: int) -> int:
    """Make pictures due for a check that were last asked for before that, the longest ago first, so that no more than `limit` wait for
    one; how many were marked. They are worked off as all that is due, a few at a time for each server (claims.py).
    """
    room = limit - Picture.objects.filter(is_check=True, due_at__isnull=False).count()
    marked = 0
    resting = list(_resting(older_than)[:room]) if room > 0 else []
    for start in range(0, len(resting), PORTION):
        portion = Picture.objects.filter(pk__in=resting[start : start + PORTION], due_at__isnull=True)
        marked += portion.update(due_at=timezone.now(), is_check=True, attempts=0)
    return marked


def _resting(older_than: timedelta):  # type: ignore[no-untyped-def]
    now = timezone.now()
    down = PictureHost.objects.filter(quiet_until__gt=now).values("name")
    kept = Picture.objects.filter(copy__isnull=False, due_at__isnull=True, checked_at__lte=now - older_than)
    return copied(askable(kept)).exclude(host__in=down).order_by("checked_at", "pk").values_list("pk", flat=True)
