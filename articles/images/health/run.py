"""One look at the health of all pictures: ask again | note placeholders | what rows tell | rows against media | repair.

Each part learns what it can: media that cannot be read, or a storage that takes nothing, ends the last two parts alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage

from articles.images.download import PUBLIC, Guard
from articles.images.health import duplicates, findings, placeholders, sizes
from articles.images.health.files import Compared, Unreadable, compare
from articles.images.health.findings import Finding
from articles.images.health.ledger import COPY, Ledger, ledger
from articles.images.health.marking import MONTH, mark_due
from articles.images.health.mending import WELL, draw_again, mend
from articles.images.keeping import NotKept
from articles.images.shaping.pool import decoders
from articles.images.working import work

OTHER_MEDIA = "Not one file is where its row says: is this the right folder or bucket, and the right database? Nothing of it was repaired."
Progress = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done. `limit`: how many addresses may be asked; `older_than`: only where nobody has asked for so long."""

    limit: int = 500
    older_than: timedelta = MONTH
    is_offline: bool = False
    repairs: bool = False


@dataclass
class Report:
    """`asked`: what was found at addresses, {outcome: how many}; `repaired` the same of files; `stopped`: why not all could be done."""

    asked: Counter[str] = field(default_factory=Counter)
    found: list[Finding] = field(default_factory=list)
    repaired: Counter[str] = field(default_factory=Counter)
    stopped: str = ""

    @property
    def faults(self) -> int:
        return sum(finding.count for finding in self.found if finding.is_fault)

    def as_json(self) -> dict[str, Any]:
        found = {finding.kind: finding.as_json() for finding in self.found}
        return {"asked": dict(self.asked), "found": found, "repaired": dict(self.repaired), "faults": self.faults, "stopped": self.stopped}


def examine(wish: Wish, *, guard: Guard = PUBLIC, progress: Progress = lambda stage, done, total: None) -> Report:
    """Do it all; `progress` is told the stage in a word, and how far it is."""
    report = Report()
    if not wish.is_offline:
        marked = mark_due(older_than=wish.older_than, limit=wish.limit)
        run = work(limit=wish.limit, guard=guard, checks_only=True, progress=lambda run: progress("Addresses", run.done, marked))
        report.asked, report.stopped = run.checked, run.stopped
    placeholders.note()
    with ledger() as book:
        report.found = [*_media(book, wish, report, progress), *findings.of_pictures(), duplicates.found(), sizes.found()]
    return report


def _media(book: Ledger, wish: Wish, report: Report, progress: Progress) -> list[Finding]:
    """Before all that rows tell, for what cannot be repaired is told by them afterwards."""
    try:
        compared = compare(book, lambda done, total: progress("Folders", done, total))
    except Unreadable as why:
        report.stopped = str(why)
        return []
    if compared.is_other and (wish.repairs or compared.missing.count):
        report.stopped = OTHER_MEDIA
    elif wish.repairs:
        try:
            _repair(book, compared, report)
        except (Unreadable, NotKept) as why:
            report.stopped = str(why)
        except OSError as error:
            report.stopped = f"Media cannot be worked on: {error.strerror or type(error).__name__}."
    return [compared.missing, compared.orphans]


def _repair(book: Ledger, compared: Compared, report: Report) -> None:
    """What is repaired is no finding any more, and is counted."""
    with decoders(1) as shape:
        for kind, row in book.missing():
            # What was there a moment ago still is, or media was taken away meanwhile and all would look lost.
            if not default_storage.exists(compared.present):
                raise Unreadable("Media went away in the middle of the repair.")
            report.repaired[mend(row, shape) if kind == COPY else draw_again(row)] += 1
    for name in book.forsaken():
        default_storage.delete(name)
        report.repaired["deleted"] += 1
    del report.repaired[WELL]
    compared.missing.count = compared.orphans.count = 0
    compared.missing.examples, compared.orphans.examples = [], []
