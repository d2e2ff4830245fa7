"""Text as the words that it can be found by, the same for both databases: without case, accents and punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import combining, normalize

LONGEST = 64  # characters of a word that count
# Scripts that put no spaces between words: each of their characters is a word, and a word of theirs is a phrase.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Accents that stand behind their letter, and the vowel signs of scripts from Devanagari to Tibetan.
_SIGNS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0980-\u0dff\u0e00-\u0fff"
_LETTER = f"(?:[^\\W_{_UNSPACED}]|[{_SIGNS}])"
_WORD = re.compile(f"[{_UNSPACED}]|{_LETTER}+")
_NOT_IN_WORDS = re.compile(r"[\W_]+")
# Quotes, dashes and dots of print stand in no word, and are often all of a text that is not ASCII.
_PRINTED = re.compile("[“”„‚‘’«»‹›…–—\u00a0]")
_ASCII = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))
# What no decomposition takes apart.
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n"})


class Span(NamedTuple):
    """A word and where it stands in its text."""

    start: int
    end: int
    word: str


def words(text: str) -> list[str]:
    """Its words in order, each of letters and digits alone."""
    if not text.isascii():
        text = _PRINTED.sub(" ", text)
    if text.isascii():  # the same, ten times as fast
        return [word[:LONGEST] for word in text.translate(_ASCII).split()]
    return [word for word in map(_folded, _WORD.findall(text)) if word]


def padded(text: str) -> str:
    """Its words with a space around each, so that a phrase is found by its own with one around."""
    return f" {' '.join(words(text))} "


def spans(text: str) -> Iterator[Span]:
    """The same words with their places."""
    for found in _WORD.finditer(text):
        if word := _folded(found[0]):
            yield Span(found.start(), found.end(), word)


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()[:LONGEST]
    letters = "".join(letter for letter in normalize("NFKD", word[: 4 * LONGEST]) if not combining(letter))
    return _NOT_IN_WORDS.sub("", letters.casefold().translate(_PLAIN))[:LONGEST]
