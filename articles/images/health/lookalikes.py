"""Near-identical among many fingerprints of 64 bits, without comparing each with each. Pure.

Cut into 6 bands, two fingerprints that differ in at most 4 bits agree in 2 bands at least. So whoever agrees in none of the 15 pairs of
bands need not be compared: some 21 bits each, of which a hundred thousand pictures rarely share one by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

BITS, BANDS, NEAR = 64, 6, 4


def groups(fingerprints: Iterable[tuple[int, int]]) -> list[list[int]]:
    """From (fingerprint, key) the keys that look alike, at least two a group, the largest first. Whoever looks like one of a group is of
    the group, also where he looks less like the others.
    """
    keys: defaultdict[int, list[int]] = defaultdict(list)
    for fingerprint, key in fingerprints:
        keys[fingerprint].append(key)
    heads = _Heads()
    for one, other in _near(keys):
        heads.join(one, other)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for fingerprint, same in keys.items():
        if len(same) > 1 or fingerprint in heads.above:
            found[heads.of(fingerprint)] += same
    return sorted((sorted(group) for group in found.values()), key=lambda group: (-len(group), group))


def _near(fingerprints: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Pairs that differ in few bits; some more than once."""
    ordered = list(fingerprints)
    for mask in _masks():
        ordered.sort(key=mask.__and__)
        alike: list[int] = []
        for fingerprint in ordered:
            if alike and (alike[0] ^ fingerprint) & mask:
                alike = []
            for other in alike:
                if (other ^ fingerprint).bit_count() <= NEAR:
                    yield other, fingerprint
            alike.append(fingerprint)


def _masks() -> list[int]:
    edges = [BITS * band // BANDS for band in range(BANDS + 1)]
    bands = [(1 << upper) - (1 << lower) for lower, upper in zip(edges, edges[1:], strict=False)]
    return [sum(chosen) for chosen in combinations(bands, BANDS - NEAR)]


class _Heads:
    """Who belongs together: each one's head, by way of those above it. Holds only those that were joined to somebody."""

    def __init__(self) -> None:
        self.above: dict[int, int] = {}

    def of(self, one: int) -> int:
        while (head := self.above.get(one, one)) != one:
            self.above[one] = one = self.above.get(head, head)
        return one

    def join(self, one: int, other: int) -> None:
        head, under = sorted((self.of(one), self.of(other)))
        self.above[head], self.above[under] = head, head
