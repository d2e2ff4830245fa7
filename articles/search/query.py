"""What somebody typed, as what is looked for. Anything is a query, and none is an error: what says nothing is left out.

robots harbour          both words, anywhere
"harbour robots"        these words beside each other
harb*                   words that begin so
-market  -"open data"   not these
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from articles.words import words

LONGEST = 500  # characters of what was typed that count
MOST_TERMS = 12
MOST_WORDS = 12  # of a phrase
SHORTEST_PREFIX = 3  # letters; thousands of words begin with any two

_PART = re.compile(r"""(?P<minus>(?<!\S)[-−])?(?:["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]?|(?P<plain>[^\s"“”„«»]+))""")


class Term(NamedTuple):
    """Words that stand beside each other; the last one may be the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False

    def __str__(self) -> str:
        text = " ".join(self.words) + "*" * self.is_prefix
        return f'"{text}"' if len(self.words) > 1 else text

    @property
    def padded(self) -> str:
        """As a text has them that has a space around each of its words."""
        return f" {' '.join(self.words)}{'' if self.is_prefix else ' '}"


@dataclass(frozen=True)
class Query:
    """All of `terms`, none of `without`. Nothing matches a query without terms."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __str__(self) -> str:
        """As it can be typed again."""
        return " ".join([*map(str, self.terms), *(f"-{term}" for term in self.without)])


def parse(typed: str, *, typing: bool = False) -> Query:
    """What was typed, read with good will. `typing`: it is not finished yet, so that its last word may be the beginning of one."""
    text = typed[:LONGEST]
    found: dict[bool, dict[Term, None]] = {False: {}, True: {}}
    for part in _PART.finditer(text):
        excluded = part["minus"] is not None
        term = _term(part, is_last=typing and part.end() == len(text))
        if term is not None and sum(map(len, found.values())) < MOST_TERMS:
            found[excluded][term] = None
    return Query(tuple(found[False]), tuple(found[True]))


def _term(part: re.Match[str], is_last: bool) -> Term | None:
    text = part["plain"] or part["phrase"] or ""
    read = words(text)[: MOST_WORDS + 1]
    if not read:
        return None
    is_prefix = len(read) <= MOST_WORDS and (text.endswith("*") or (is_last and text[-1].isalnum()))
    read = read[:MOST_WORDS]
    return Term(tuple(read), is_prefix and len(read[-1]) >= SHORTEST_PREFIX)
