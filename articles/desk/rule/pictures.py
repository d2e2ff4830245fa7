"""The backtest drawn: where lines and bars stand. Numbers are text here, for a template would write them in the site's language."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from articles.backtest import NEVER, Backtest, Confusion

WIDTH, HEIGHT = 480, 220  # of the plot, without its axes
STEPS = 60  # thresholds on a curve
BINS = 20
USUAL = 100  # qualities end there, as a rule
FEW = 0.02  # the share of higher ones that shares the last bar


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    x: str
    width: str
    published_y: str
    published_height: str
    declined_y: str
    declined_height: str


def pictures(backtest: Backtest, threshold: int) -> dict[str, Any]:
    top = _top(backtest)
    mark = _x(min(threshold, top), top)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "mark": f"{mark:.1f}",
        "mark_left": mark > WIDTH * 0.75,
        "ticks": [(f"{WIDTH * part / 4:.0f}", f"{top * part // 4:,}") for part in range(5)],
        "shares": [(f"{HEIGHT * (4 - part) / 4:.0f}", f"{part * 25} %") for part in range(5)],
        "precision": _line(backtest, top, "precision"),
        "recall": _line(backtest, top, "recall"),
        "dots": _dots(backtest.at(threshold), mark),
        "bars": _bars(backtest, top),
        "tallest": _tallest(backtest, top),
    }


def shares(confusion: Confusion) -> list[dict[str, str]]:
    """Two bars of one scale: what the rule publishes and what it leaves, each parted by what the editors did."""
    total = max(confusion.right + confusion.wrong, confusion.missed + confusion.left, 1)
    pairs = (("published", confusion.right, confusion.wrong), ("left", confusion.left, confusion.missed))
    return [_share(name, right, wrong, WIDTH / total) for name, right, wrong in pairs]


def percent(share: float | None) -> str:
    """Rounded down, so that 100 % means all of them."""
    return "–" if share is None else f"{int(share * 1000) / 10:g} %"


def _share(name: str, right: int, wrong: int, scale: float) -> dict[str, str]:
    drawn = {"right": f"{right * scale:.1f}", "wrong": f"{wrong * scale:.1f}"}
    return {"name": name, **drawn, "n_right": f"{right:,}", "n_wrong": f"{wrong:,}"}


def _top(backtest: Backtest) -> int:
    """Where the axis ends: at 100, or where most of the qualities do."""
    reached = sorted(one for one in [*backtest.published, *backtest.declined] if one != NEVER)
    most = reached[int(len(reached) * (1 - FEW))] if reached else 0
    return USUAL if most <= USUAL else -(-most // USUAL) * USUAL


def _x(threshold: float, top: int) -> float:
    return WIDTH * threshold / top


def _line(backtest: Backtest, top: int, name: str) -> str:
    points = []
    for step in range(STEPS + 1):
        threshold = top * step // STEPS
        share = getattr(backtest.at(threshold), name)
        if share is not None:
            points.append(f"{_x(threshold, top):.1f},{HEIGHT * (1 - share):.1f}")
    return " ".join(points)


def _dots(confusion: Confusion, mark: float) -> list[tuple[str, str, str]]:
    found = (("precision", confusion.precision), ("recall", confusion.recall))
    return [(name, f"{mark:.1f}", f"{HEIGHT * (1 - share):.1f}") for name, share in found if share is not None]


def _bars(backtest: Backtest, top: int) -> list[Bar]:
    """One bar a step of quality: what was published stands on what was declined."""
    scale, wide, bars = HEIGHT / (_tallest(backtest, top) or 1), WIDTH / BINS, []
    for number, (low, high, published, declined) in enumerate(_bins(backtest, top)):
        up, down = published * scale, declined * scale
        label = f"quality {low}{f' to {high - 1}' if high else ' and more'}: {published} published, {declined} declined"
        places = (number * wide + 1, wide - 2, HEIGHT - down - up, up, HEIGHT - down, down)
        bars.append(Bar(label, *(f"{place:.1f}" for place in places)))
    return bars


def _bins(backtest: Backtest, top: int) -> list[tuple[int, int, int, int]]:
    """(from, below, published, declined); the last one has no end, and says 0."""
    bins = []
    for number in range(BINS):
        low, high = top * number // BINS, top * (number + 1) // BINS if number < BINS - 1 else 0
        bins.append((low, high, _between(backtest.published, low, high), _between(backtest.declined, low, high)))
    return bins


def _between(reached: list[int], low: int, high: int) -> int:
    return (bisect_left(reached, high) if high else len(reached)) - bisect_left(reached, low)


def _tallest(backtest: Backtest, top: int) -> int:
    return max(published + declined for _, _, published, declined in _bins(backtest, top))
