"""What is due, and asking once more for what was given up."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.images import policies
from articles.models import ArticleImage, Picture, PictureHost


def due() -> dict[str, int]:
    """How many pictures are due now, wait for a later time, or were given up; and how many addresses are new."""
    now = timezone.now()
    waiting = Picture.objects.filter(due_at__isnull=False)
    return {
        "due": waiting.filter(due_at__lte=now).count(),
        "later": waiting.filter(due_at__gt=now).count(),
        "given_up": given_up().count(),
        "new": new(),
    }


def in_words(counted: dict[str, int]) -> str:
    return "{due} pictures due, {later} later, {given_up} given up, {new} not looked at yet.".format(**counted)


def given_up() -> QuerySet[Picture]:
    """Failed, and not to be asked for again by itself."""
    return Picture.objects.exclude(error="").filter(due_at__isnull=True, copy__isnull=True)


def new() -> int:
    return ArticleImage.objects.filter(picture__isnull=True).count()


def all_failed() -> int:
    """Everything that could not be had is due now, whatever the reason and the pause of its server; how many."""
    PictureHost.objects.filter(Q(failures__gt=0) | Q(quiet_until__isnull=False)).update(failures=0, quiet_until=None)
    failed = policies.askable(Picture.objects.exclude(error="").filter(copy=None, replacement=None))
    return failed.update(due_at=timezone.now(), claimed_until=None, attempts=0)
