"""Pictures in the background: asked for when articles arrive or are decided on, and found by a sweep whatever became of the asking.

A task carries nothing but the wish to look: what is due stands in the rows. So one waiting task is enough for any number of wishes.
"""

from __future__ import annotations

import logging

from django.db import transaction
from huey import crontab
from huey.contrib.djhuey import HUEY, db_periodic_task, db_task

from articles.images.health import placeholders
from articles.images.health.marking import mark_due
from articles.images.linking import link_new, wake
from articles.images.social import draw_due, remove_hidden
from articles.images.working import work
from articles.models import Picture
from articles.models.pictures import FIRST

SECONDS = 50  # a sweep ends before the next one comes
CHECKS_A_DAY = 5000  # a hundred thousand pictures in less than a month
log = logging.getLogger(__name__)


def ask(*, first: int | None = None) -> None:
    """Look for what is due as soon as this transaction is committed; `first` is the key of an article that does not like to wait."""
    transaction.on_commit(lambda: _enqueue(first), robust=True)


def sweep() -> None:
    """Everything that is due, for less than a minute. What was taken back waits for no picture."""
    remove_hidden()
    link_new()
    wake()
    work(seconds=SECONDS)
    draw_due()


@db_task(expires=600)  # type: ignore[untyped-decorator]
def look(first: int | None = None) -> None:
    if first is not None:
        link_new()
        Picture.objects.filter(images__article=first, copy=None, due_at__isnull=False).update(due_at=FIRST)
    sweep()


@db_periodic_task(crontab(minute="*"), expires=50)  # type: ignore[untyped-decorator]
def every_minute() -> None:
    sweep()


@db_periodic_task(crontab(hour="4", minute="30"))  # type: ignore[untyped-decorator]
def every_day() -> None:
    """What nobody has asked for in a month is due; the sweeps work it off, behind what was due before."""
    mark_due(limit=CHECKS_A_DAY)
    placeholders.note()


def _enqueue(first: int | None) -> None:
    """A queue that is down, or that nobody works off, is nobody's trouble here: the sweep will find what is due."""
    try:
        if not HUEY.pending_count():
            look(first)
    except Exception as error:  # each kind of queue fails with errors of its own
        log.warning("pictures could not be asked for: %s", error)
