"""In which order matches are shown: what says it in its title before what says it elsewhere, the fresh before the old."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from articles.search.query import Term

TITLE, ABOUT, EXCERPT = 3.0, 2.0, 1.0  # a term's points, by the best place that says it
WHOLE = 1.0  # more, where the title says all that was typed in one piece
FRESH = 1.5  # points of what is new this minute; half of them after HALF
HALF = 14 * 24 * 60  # minutes

Wanted = tuple[Term, Collection[str]]  # a term, and facets that say the same


class Ranking:
    """Points of matches. Hundreds are asked for at once, so what is the same for all is worked out before."""

    def __init__(self, wanted: Sequence[Wanted], now: int) -> None:
        """`now`: the minute that it is, counted from where the matches' minutes are."""
        self.needles = [(term.padded, [f" {facet} " for facet in same]) for term, same in wanted]
        self.whole = f" {' '.join(word for term, _ in wanted for word in term.words)}"
        self.now = now

    def points(self, title: str, about: str, facets: str, minute: int) -> float:
        """Of one match, listed in that minute. Its texts and facets have a space around each word."""
        said = 0.0
        for needle, same in self.needles:
            if needle in title:
                said += TITLE
            elif needle in about or any(facet in facets for facet in same):
                said += ABOUT
            else:
                said += EXCERPT
        age = max(self.now - minute, 0)
        return said / len(self.needles) + WHOLE * (self.whole in title) + FRESH * HALF / (HALF + age)
