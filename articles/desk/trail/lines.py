"""An entry of the trail as the page tells it: who did what, from what to what in words, and whether it can be undone."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from os.path import commonprefix
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from articles.desk.trail.filters import VERBS
from articles.desk.words import Piece, compared, readable
from articles.importer.rows import as_time
from articles.models import AuditEntry, Status
from articles.undo import Step, may_undo, prospects

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

TIMES = ("published_at", "publish_at", "expires_at", "embargo_until", "later_until")
VALUES = (*TIMES, "status", "quality", "heat", "type", "category", "assigned_to")
AROUND = 60  # characters of what stayed, to either side of what changed
LONG = 500  # characters from which a text is folded
MOST_IN_A_LIST, MOST_ALONE = 1_200, 20_000  # characters that are compared word by word


class Difference(NamedTuple):
    """One field, before and after. A text comes in pieces, those that differ marked; a value is all one piece."""

    field: str
    before: list[Piece]
    after: list[Piece]
    is_text: bool
    is_long: bool


class Line(NamedTuple):
    entry: AuditEntry
    what: str
    differences: list[Difference]
    undone_by: AuditEntry | None
    why_not: str  # it cannot be undone, or not by this person; "" where it can

    @property
    def day(self) -> date:
        return timezone.localdate(self.entry.at)


class Day(NamedTuple):
    date: date
    lines: list[Line]


def days_of(entries: list[AuditEntry], user: User | AnonymousUser) -> list[Day]:
    """The entries of a page by the day on which they happened, as the desk's clock says."""
    steps = prospects(entries)
    lines = [line(entry, steps[entry.pk], user) for entry in entries]
    return [Day(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: line.day)]


def line(entry: AuditEntry, step: Step, user: User | AnonymousUser, most: int = MOST_IN_A_LIST) -> Line:
    undos = sorted(entry.undone_by.all(), key=lambda undo: undo.pk)
    undone_by = undos[-1] if undos and step.is_undone else None
    return Line(entry, what(entry), differences(entry.changes, most), undone_by, why_not(entry, step, user))


def what(entry: AuditEntry) -> str:
    return VERBS.get(entry.verb, entry.verb)


def why_not(entry: AuditEntry, step: Step, user: User | AnonymousUser) -> str:
    if step.obstacle or not entry.changes:
        return step.obstacle
    return "" if may_undo(user, entry) else "not yours to undo"


def differences(changes: Any, most: int = MOST_IN_A_LIST) -> list[Difference]:
    """{field: [before, after]} as it is shown. What is no such thing is shown as it is, for history hides nothing."""
    pairs = changes.items() if isinstance(changes, dict) else ()
    return [_difference(name, pair if isinstance(pair, list) and len(pair) == 2 else [None, pair], most) for name, pair in pairs]


def _difference(name: str, pair: list[Any], most: int) -> Difference:
    left, right = (_said(name, value) for value in pair)
    word = name.replace("_", " ")
    if name in VALUES or not (left and right):
        return Difference(word, _whole(left, most), _whole(right, most), name not in VALUES, max(len(left), len(right)) > LONG)
    ours, theirs = compared(*_near(left, right, most))
    return Difference(word, ours, theirs, True, sum(len(piece.text) for piece in (*ours, *theirs)) > LONG)


def _said(name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return ""
    if name == "status" and value in Status.values:
        return str(Status(value).label)
    if name in TIMES and isinstance(value, str):
        try:
            return readable(as_time(value))
        except ValueError:
            return readable(value)
    return readable(value)


def _whole(text: str, most: int) -> list[Piece]:
    return [Piece(text if len(text) <= most else f"{text[:most]}…", True)] if text else []


def _near(left: str, right: str, most: int) -> tuple[str, str]:
    """Either text around what differs: what both begin and end with is cut to a few words, what is too long to its beginning."""
    if max(len(left), len(right)) <= LONG // 2:
        return left, right
    head = max(len(commonprefix([left, right])) - AROUND, 0)
    while head and not left[head - 1].isspace():
        head -= 1
    left, right = left[head:], right[head:]
    tail = max(len(commonprefix([left[::-1], right[::-1]])) - AROUND, 0)
    while tail and not left[-tail].isspace():
        tail -= 1
    cut = [text[: len(text) - tail] + ("…" if tail else "") for text in (left, right)]
    cut = [text if len(text) <= most else f"{text[:most]}…" for text in cut]
    start = "…" if head else ""
    return start + cut[0], start + cut[1]
