"""The generation: one value that every kept answer is held against, and what a writer does to it around its commit.

A text: a number that only grows, and the writers that are committing at this moment, each with a time:

    1764700000000000000                       settled
    1764700000000000001 5f3a9c01:1764700030   somebody is committing, or died doing so

A reader notes the text before its first query and keeps its answer under it; what is kept is served while the text is the same.
A writer changes the text twice: before its commit (nothing is kept or served from then on), and after it.
"""

from __future__ import annotations

import time

# A commit that takes longer has lost its process. Locks are waited for no more than 8 seconds, web servers give up after 30.
COMMITS_WITHIN = 30.0


def fresh() -> str:
    """A generation that was never there before, also where the one before it was lost."""
    return str(time.time_ns())


def begun(text: str, mark: str, now: float) -> str:
    """This writer is about to commit. Whoever did not come back is forgotten."""
    return _text(_next(text), {**_alive(text, now), mark: now + COMMITS_WITHIN})


def ended(text: str, mark: str, now: float) -> str:
    """It has committed, or given up."""
    return _text(_next(text), {other: until for other, until in _alive(text, now).items() if other != mark})


def is_settled(text: str, now: float) -> bool:
    """Nobody is between the two."""
    return bool(text) and (" " not in text or not _alive(text, now))


def _next(text: str) -> int:
    number = text.partition(" ")[0]
    # By the clock, so that a lost file or a Redis that was emptied does not come back to a number that answers are kept under.
    return max(int(number or 0) + 1, time.time_ns())


def _alive(text: str, now: float) -> dict[str, float]:
    writers = (part.partition(":") for part in text.split(" ")[1:])
    return {mark: float(until) for mark, _, until in writers if float(until) > now}


def _text(number: int, writers: dict[str, float]) -> str:
    return " ".join([str(number), *(f"{mark}:{until:.3f}" for mark, until in writers.items())])
