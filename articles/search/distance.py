"""How far two words are apart, in typing errors."""

from __future__ import annotations

from collections import Counter


def distance(one: str, other: str, most: int) -> int:
    """Letters wrong, left out, too many, or two beside each other changed about; `most + 1` for anything farther."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, before, row = before, row, [number, *[0] * len(other)]
        for place, against in enumerate(other, 1):
            row[place] = min(row[place - 1] + 1, before[place] + 1, before[place - 1] + (letter != against))
            if number > 1 < place and letter == other[place - 2] and one[number - 2] == against:
                row[place] = min(row[place], above[place - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def letters_apart(one: str, other: str) -> int:
    """Never more than their distance, and quick to tell: letters that one of them has and the other lacks."""
    ours, theirs = Counter(one), Counter(other)
    return max((ours - theirs).total(), (theirs - ours).total())
