"""From numbers to the geometry of pictures: whole units in a box of 100, which templates draw as SVG. Words stay outside of it,
for they must not stretch with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

HEIGHT, SLOT, BAR = 100, 10, 7


@dataclass(frozen=True)
class Part:
    """One part of a bar, with the class that gives it its colour."""

    kind: str
    count: int
    at: float
    size: float


@dataclass(frozen=True)
class Bar:
    label: str
    parts: list[Part]
    x: float = 0
    tick: str = ""
    is_now: bool = False

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def words(self) -> str:
        return f"{self.label}: " + ", ".join(f"{part.count:,} {part.kind}" for part in self.parts)


@dataclass(frozen=True)
class Chart:
    """Columns side by side, the highest as high as the box."""

    bars: list[Bar]
    most: int
    kinds: list[str]

    @property
    def width(self) -> int:
        return SLOT * len(self.bars)

    @property
    def total(self) -> int:
        return sum(bar.total for bar in self.bars)


@dataclass(frozen=True)
class Column:
    label: str
    counts: list[int]
    tick: str = ""
    is_now: bool = False


def columns(kinds: list[str], given: Iterable[Column]) -> Chart:
    """Stacked from the ground up, in the order of the kinds."""
    given = list(given)
    most = max((sum(column.counts) for column in given), default=0)
    return Chart([_bar(kinds, column, number, most) for number, column in enumerate(given)], most, kinds)


def rows(kinds: list[str], given: Iterable[tuple[str, list[int]]]) -> list[Bar]:
    """Bars that lie, the longest as long as the box."""
    given = list(given)
    most = max((sum(counts) for _, counts in given), default=0)
    return [Bar(label, list(_stacked(kinds, counts, most))) for label, counts in given]


def line(shares: list[int | None]) -> list[str]:
    """The points of a line through these percentages: one piece for each stretch without a gap."""
    pieces: list[list[str]] = [[]]
    for number, share in enumerate(shares):
        if share is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{number * SLOT + SLOT / 2:g},{HEIGHT - share}")
    # A lone point is drawn as a line to itself, which has round ends.
    return [" ".join(piece if len(piece) > 1 else piece * 2) for piece in pieces if piece]


def span(time: timedelta | None) -> str:
    """A length of time as one says it: 40 minutes, 5 hours, 12 days, 9 weeks."""
    if time is None:
        return ""
    minutes = max(int(time.total_seconds() // 60), 0)
    for unit, length, least in (("week", 7 * 24 * 60, 5), ("day", 24 * 60, 2), ("hour", 60, 2), ("minute", 1, 0)):
        if minutes >= least * length:
            count = minutes // length
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    return ""


def _bar(kinds: list[str], column: Column, number: int, most: int) -> Bar:
    lying = _stacked(kinds, column.counts, most)
    parts = [Part(part.kind, part.count, round(HEIGHT - part.at - part.size, 2), part.size) for part in lying]
    return Bar(column.label, parts, number * SLOT + (SLOT - BAR) / 2, column.tick, column.is_now)


def _stacked(kinds: list[str], counts: list[int], most: int) -> Iterable[Part]:
    at = 0.0
    for kind, count in zip(kinds, counts, strict=True):
        size = round(HEIGHT * count / most, 2) if most else 0
        yield Part(kind, count, round(at, 2), size)
        at += size
