"""All that is due, by as many decoders as there are cores.

Two threads more than that fetch and keep, so that no core waits for a server or a disk.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connections

from articles.images import claims
from articles.images.caching import cache, note_crash
from articles.images.download import PUBLIC, Guard
from articles.images.health.alive import check
from articles.images.keeping import NotKept
from articles.images.shaping.pool import Shape, decoders
from articles.models import Picture

log = logging.getLogger(__name__)
Progress = Callable[["Report"], None]


@dataclass
class Report:
    """What a run did: how many were kept, and why how many were not."""

    kept: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    checked: Counter[str] = field(default_factory=Counter)  # what was found at addresses of which we have a copy (health/alive.py)
    cards: int = 0  # social cards that were drawn
    waiting: int = 0  # pictures whose turn has not come: their server is left alone, or their next attempt is later
    stopped: str = ""  # why the run ended before its work did

    @property
    def done(self) -> int:
        return self.kept + self.failed.total() + self.checked.total()

    def as_json(self) -> dict[str, Any]:
        return {
            "kept": self.kept,
            "failed": self.failed.total(),
            "reasons": dict(self.failed),
            "checked": dict(self.checked),
            "cards": self.cards,
            "waiting": self.waiting,
            "stopped": self.stopped,
        }


def work(
    *,
    limit: int | None = None,
    seconds: float | None = None,
    guard: Guard = PUBLIC,
    cores: int = 0,
    checks_only: bool = False,
    progress: Progress = lambda report: None,
) -> Report:
    """Cache or check what is due, at most `limit` pictures and for about `seconds`. With one core it happens in this thread.

    A picture that waits for its server is left for the next run, and never waited for here.
    """
    run = _Run(limit, seconds, guard, checks_only, progress)
    cores = cores or os.cpu_count() or 1
    with decoders(cores) as shape:
        if cores == 1:
            run.go_on(shape)
        else:
            _in_threads(cores + 2, lambda: run.go_on(shape))
    return run.report


class _Run:
    """What the threads of a run share."""

    def __init__(self, limit: int | None, seconds: float | None, guard: Guard, checks_only: bool, progress: Progress) -> None:
        self.report = Report()
        self.guard, self.checks_only, self.progress = guard, checks_only, progress
        self.left = limit
        self.until = time.monotonic() + seconds if seconds is not None else None
        self.at_work = 0
        self.turn = threading.Condition()

    def go_on(self, shape: Shape) -> None:
        """Picture after picture, until nothing is due."""
        while (picture := self._next()) is not None:
            is_check = picture.is_check and picture.copy is not None
            reason = "crashed"
            try:
                reason = (check if is_check else cache)(picture, shape, guard=self.guard)
            except NotKept as why:
                reason, self.report.stopped = "storage", str(why)
            except DatabaseError:
                raise
            except Exception:  # nobody foresaw it: one picture, and not the run
                log.exception("picture %s", picture.pk)
                note_crash(picture)
            finally:
                self._finished(reason, is_check)

    def _next(self) -> Picture | None:
        """The one to do next. Where only busy servers have something left, a thread waits for one that is asking them now."""
        with self.turn:
            while not self._is_over():
                picture = claims.claim(checks_only=self.checks_only)
                if picture is not None:
                    self.at_work += 1
                    self.left = None if self.left is None else self.left - 1
                    return picture
                if not self.at_work:
                    return None
                self.turn.wait(timeout=5)
            return None

    def _is_over(self) -> bool:
        return bool(self.report.stopped or self.left == 0 or (self.until is not None and time.monotonic() > self.until))

    def _finished(self, reason: str, is_check: bool) -> None:
        with self.turn:
            self.at_work -= 1
            if is_check:
                self.report.checked[reason] += 1
            elif reason:
                self.report.failed[reason] += 1
            else:
                self.report.kept += 1
            self.progress(self.report)
            self.turn.notify_all()


def _in_threads(count: int, go_on: Callable[[], None]) -> None:
    """Each thread has a connection of its own, and closes it. An error that nobody expected is raised here again."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            go_on()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, name=f"pictures-{number}", daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
