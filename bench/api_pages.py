"""What a far page of the JSON API costs beside the first one: pages 1, 1,000 and the last, in turns, over one running server."""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from statistics import median

ROUNDS = 30
SIZE = 25
TARGET = 2.0  # times the first page


@dataclass
class PageCost:
    """Milliseconds: the median of a page that was asked for before, and of the one request that notes where rows stand."""

    number: int
    milliseconds: float
    first: float


def page_costs(address: str, articles: int, rounds: int = ROUNDS) -> list[PageCost]:
    """Pages 1, 1,000 (if there are so many) and the last one, of a newsroom at `address` with so many public articles."""
    last = (articles + SIZE - 1) // SIZE
    numbers = sorted({1, min(1000, last), last})
    first = {number: _ask(address, number) for number in numbers}
    taken: dict[int, list[float]] = {number: [] for number in numbers}
    for _ in range(rounds):
        for number in numbers:
            taken[number].append(_ask(address, number))
    return [PageCost(number, median(taken[number]), first[number]) for number in numbers]


def _ask(address: str, number: int) -> float:
    began = time.perf_counter()
    with urllib.request.urlopen(f"{address}/api/news/page/{number}/", timeout=60) as answer:
        found = json.load(answer)
    taken = (time.perf_counter() - began) * 1000
    if found["page"] != number or not found["value"]:
        raise RuntimeError(f"page {number} is not what was asked for")
    return taken
