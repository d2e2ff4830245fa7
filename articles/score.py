"""How a candidate ranks in the queue: named terms that add up to the score shown. Pure; `ArticleQuerySet.scored()` says the same in SQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

HIGHEST = 100  # of quality and heat: what is over counts as this
QUALITY_PER_POINT, HEAT_PER_POINT = 2, 5
# Younger than so many hours: so many points.
FRESHNESS = ((6, 20), (12, 18), (24, 16), (48, 14), (72, 12), (168, 8), (336, 4), (720, 2))
POINTS_PER_LINK, MOST_FOR_STORY = 2, 10
SUPERSEDED = -20


class Term(NamedTuple):
    """A part of the score: what it is called, what it adds, and how much that is of the most that it can be, in percent."""

    name: str
    points: int
    share: int


def terms(quality: int | None, heat: int | None, listed_at: datetime, links: int, now: datetime) -> list[Term]:
    """What speaks for a candidate, and what against it. `links` is how much other coverage its story has."""
    story = f"Story of {links + 1}" if links else "Nobody else has it"
    found = {
        f"Quality {_known(quality)}": (_points(quality, QUALITY_PER_POINT), HIGHEST // QUALITY_PER_POINT),
        f"Heat {_known(heat)}": (_points(heat, HEAT_PER_POINT), HIGHEST // HEAT_PER_POINT),
        f"Freshness, {_age(now - listed_at)}": (_freshness(now - listed_at), FRESHNESS[0][1]),
        story: (min(POINTS_PER_LINK * links, MOST_FOR_STORY), MOST_FOR_STORY),
    }
    if heat == -1:
        del found["Heat -1"]
        found["Superseded"] = (SUPERSEDED, SUPERSEDED)
    return [Term(name, points, 100 * points // most) for name, (points, most) in found.items()]


def score(found: Iterable[Term]) -> int:
    return sum(term.points for term in found)


def _known(number: int | None) -> str:
    return "unknown" if number is None else f"{number:,}"


def _points(number: int | None, per_point: int) -> int:
    return min(max(number or 0, 0), HIGHEST) // per_point


def _freshness(age: timedelta) -> int:
    return next((points for hours, points in FRESHNESS if age < timedelta(hours=hours)), 0)


def _age(age: timedelta) -> str:
    hours = max(age, timedelta()) // timedelta(hours=1)
    if hours < 1:
        return "under an hour"
    count, unit = (hours, "hour") if hours < 48 else (hours // 24, "day")
    return f"{count:,} {unit}{'s' if count > 1 else ''}"
