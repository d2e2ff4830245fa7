"""Where a text says what was looked for: plain pieces, for a template to escape and mark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from articles.search.query import Query, Term
from articles.words import Span, spans


class Piece(NamedTuple):
    """A part of a text as it stands there; `is_hit` where it was looked for."""

    text: str
    is_hit: bool


def pieces(text: str, query: Query) -> list[Piece]:
    """The whole text in pieces, in order: joined they are the text."""
    found: list[Piece] = []
    end = 0
    for start, stop in _joined(sorted(_hits(text, query))):
        found += [Piece(text[end:start], False), Piece(text[start:stop], True)]
        end = stop
    return [piece for piece in [*found, Piece(text[end:], False)] if piece.text]


def excerpt(text: str, query: Query, length: int) -> str:
    """So much of a text that its first hit is in it, cut between words."""
    start = min((start for start, _ in _hits(text, query)), default=0)
    is_near = len(text) <= length or start < length * 2 // 3
    begin = 0 if is_near else text.rfind(" ", 0, max(start - length // 3, 1)) + 1
    cut = text[begin:]
    if len(cut) > length:
        cut = cut[:length].rsplit(" ", 1)[0].rstrip(" .,;:") + "…"
    return f"…{cut}" if begin else cut


def _hits(text: str, query: Query) -> Iterator[tuple[int, int]]:
    """From where to where it says a term. Most of a page's texts say none: of plain ones that is seen without taking them apart."""
    if text.isascii() and not any(term.words[0] in text.lower() for term in query.terms):
        return
    places = list(spans(text))
    for term in query.terms:
        first, size = term.words[0], len(term.words)
        for number, place in enumerate(places[: len(places) - size + 1]):
            # Looked at first: a page of results asks of thousands of words, and few begin so.
            if place.word.startswith(first) and _says(beside := places[number : number + size], term):
                yield place.start, beside[-1].end


def _says(beside: list[Span], term: Term) -> bool:
    *first, last = (span.word for span in beside)
    *wanted, end = term.words
    return first == wanted and (last.startswith(end) if term.is_prefix else last == end)


def _joined(hits: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Without overlaps."""
    start, stop = -1, -1
    for begin, end in hits:
        if begin > stop:
            if stop > 0:
                yield start, stop
            start = begin
        stop = max(stop, end)
    if stop > 0:
        yield start, stop
