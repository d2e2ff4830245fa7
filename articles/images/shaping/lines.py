"""A text of strangers set in lines that fit into a box: as large as they can be there, of even length, and never wider or more.

Widths are measured at one size and scaled; whoever paints stays inside the box whatever a font does.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from articles.images.shaping.fonts import SHAPES, Faces

LONGEST = 500  # characters; no more of them could ever be set
MARKS = 2  # above or below one letter; more is a storm
MEASURED_AT = 100
SAFETY = 0.985  # of the width: hinting rounds glyphs differently at each size
_JOINERS = "\u200c\u200d"
# These are written without spaces. Where their words end only a dictionary knows; vowels, at least, stay at their consonants.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_AFTER, _BEFORE = "ะาำๅๆຯະາຳ", "เแโใไເແໂໃໄ"
_NO_BREAK = "\u00a0"
_WIDE = r"[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\U00020000-\U0003fffd]"
# Between these a line may be broken: before and after an ideograph (but for what must not begin or end a line), after a hyphen.
_BREAKS = re.compile(
    rf"(?<=[^\s（「『【《〈“‘(])(?={_WIDE})(?![、。，．！？：；）」』】》〉”’)ー々…・っゃゅょッャュョ])|(?<={_WIDE})(?<![（「『【《〈“‘])(?=\w)|(?<=\w[-–—/])(?=\w\w)"
)


class Run(NamedTuple):
    """Characters that one font writes."""

    place: int
    text: str


class Block(NamedTuple):
    """Lines as they are read, each of runs as they are read. `leading`: from one baseline to the next, in pixels."""

    lines: tuple[tuple[Run, ...], ...]
    size: int
    leading: int
    from_right: bool

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)


class Unit(NamedTuple):
    """What is not broken, and whether a space stands before it."""

    text: str
    spaced: bool


def plain(text: str) -> str:
    """What of a text can be written: one kind of space, composed letters, and nothing that is invisible or turns its neighbours."""
    made: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text[: 4 * LONGEST]):
        kind = unicodedata.category(char)
        marks = marks + 1 if kind[0] == "M" and unicodedata.combining(char) else 0
        if kind[0] == "Z" or char in "\t\n\r\v\f":
            made.append(_NO_BREAK if char in "\u00a0\u202f" else " ")
        elif char in _JOINERS or not (marks > MARKS or kind[0] == "C" or kind == "Me" or _is_picture(char, kind)):
            made.append(char)
    return re.sub(" +", " ", "".join(made)[:LONGEST]).strip(f" {_NO_BREAK}{_JOINERS}")


def is_from_right(text: str) -> bool:
    """Whether its first letter belongs to a script that is."""
    kinds = (unicodedata.bidirectional(char) for char in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def fit(text: str, faces: Faces, width: int, height: int, sizes: Sequence[int], most_lines: int) -> Block | None:
    """The largest of `sizes` (rising) in which all of the text fits; else the smallest, with an ellipsis. None: nothing can be written."""
    setter = _Setter(text, faces)
    if not setter.units:
        return None
    room = int(width * SAFETY)

    def is_too_large(size: int) -> bool:
        lines = setter.filled(room, size, most_lines + 1)
        most = min(most_lines, height // setter.leading(size))
        return len(lines) > most or setter.breaks_words(room, size)

    at = bisect_left(sizes, True, key=is_too_large)
    size = sizes[max(at - 1, 0)]
    most = max(1, min(most_lines, height // setter.leading(size)))
    return setter.block(setter.balanced(room, size, most) if at else setter.cut(room, size, most), size)


class _Setter:
    """One text and the fonts that write it."""

    def __init__(self, text: str, faces: Faces) -> None:
        self.faces = faces
        self.from_right = is_from_right(plain(text))
        runs = [] if self.from_right and not SHAPES else runs_of(plain(text), faces)
        written = "".join(run.text for run in runs)
        # Where something was left out, as an emoji, its space goes with it.
        written = written if len(written) == len(text) else re.sub(" +(?=[ ,.:;!?…])", "", written)
        words = re.split(" +", written.strip(" "))
        self.units = [Unit(part, not at) for word in words for at, part in enumerate(_BREAKS.split(word)) if part]
        self.is_tall = any(run.place and not run.text.isspace() for run in runs)
        self.width = lru_cache(maxsize=None)(self._width)

    def leading(self, size: int) -> int:
        """Other scripts than Latin reach farther up and down."""
        return round(size * (1.42 if self.is_tall else 1.16))

    def breaks_words(self, room: int, size: int) -> bool:
        return any(self.width(unit.text) * size > room * MEASURED_AT for unit in self.units if not _UNSPACED.search(unit.text))

    def filled(self, room: int, size: int, most: int) -> list[str]:
        """Lines, each as full as can be; no more than `most`, whatever is left."""
        lines: list[str] = []
        line = ""
        limit = room * MEASURED_AT / size
        for unit in self.units:
            for at, part in enumerate(self._pieces(unit.text, limit)):
                longer = f"{line}{' ' if unit.spaced and not at and line else ''}{part}"
                if line and (at or self.width(longer) > limit):
                    lines.append(line)
                    line = part
                else:
                    line = longer
            if len(lines) >= most:
                return lines[:most]
        return [*lines, line]

    def balanced(self, room: int, size: int, most: int) -> list[str]:
        """As many lines as it takes, and no line much longer than the others."""
        count = len(self.filled(room, size, most))
        widest = max((self.width(unit.text) for unit in self.units if not _UNSPACED.search(unit.text)), default=0) * size / MEASURED_AT
        narrow = bisect_left(
            range(room), True, lo=min(int(widest) + 1, room - 1), key=lambda width: len(self.filled(width, size, count + 1)) <= count
        )
        return self.filled(narrow, size, count)

    def cut(self, room: int, size: int, most: int) -> list[str]:
        """The first lines, and an ellipsis where the rest would be."""
        lines = self.filled(room, size, most + 1)
        if len(lines) <= most:
            return lines
        dots = "…" if self.faces.place_of("…") is not None else "..."
        last = lines[most - 1]
        while last and self.width(last + dots) * size > room * MEASURED_AT:
            last = _shorter(last)
        return [*lines[: most - 1], last.rstrip(" ,.;:-–—、。，") + dots]

    def block(self, lines: list[str], size: int) -> Block:
        return Block(tuple(tuple(runs_of(line, self.faces)) for line in lines), size, self.leading(size), self.from_right)

    def _width(self, text: str) -> float:
        return width_of(runs_of(text, self.faces), self.faces, MEASURED_AT, self.from_right)

    def _pieces(self, word: str, limit: float) -> list[str]:
        """A word in parts that fit into a line; mostly the word itself."""
        pieces = []
        while self.width(word) > limit and len(word) > 1:
            head = max(1, bisect_left(range(len(word)), True, lo=1, key=lambda end: self.width(word[: end + 1]) > limit))
            before = next((at for at in range(head, 0, -1) if not _is_joined(word, at)), 0)
            while not before and head < len(word) - 1 and _is_joined(word, head):  # a cluster that no line could hold
                head += 1
            head = before or head
            head -= head > 1 and word[head - 1] in _BEFORE
            pieces.append(word[:head])
            word = word[head:]
        return [*pieces, word]


def runs_of(text: str, faces: Faces) -> list[Run]:
    """The text in parts by the font that has the characters. What none has is left out.

    Spaces, marks and punctuation stay in the font of what stands before them, if it has them.
    """
    runs: list[Run] = []
    for char in text:
        last = runs[-1] if runs else None
        stays = last is not None and (_belongs(char) or not char.isalnum()) and (char in _JOINERS or faces.has(last.place, char))
        place = last.place if stays and last else None if _belongs(char) else faces.place_of(char)
        if place is None:
            continue
        if last and last.place == place:
            runs[-1] = Run(place, last.text + char)
        else:
            runs.append(Run(place, char))
    return runs


def width_of(line: Sequence[Run], faces: Faces, size: int, from_right: bool) -> float:
    return sum(length(run, faces, size, from_right) for run in line)


def length(run: Run, faces: Faces, size: int, from_right: bool) -> float:
    return faces.at(run.place, size).getlength(run.text, direction=direction(from_right))


def direction(from_right: bool) -> str | None:
    """What Pillow is told of a line; it knows of no direction without the library for it."""
    return ("rtl" if from_right else "ltr") if SHAPES else None


def _is_picture(char: str, kind: str) -> bool:
    """An emoji, its skin, or what makes a sign one: in a single colour they say nothing."""
    return char >= "\U0001f000" and kind[0] == "S" or "\ufe00" <= char <= "\ufe0f"


def _is_joined(word: str, at: int) -> bool:
    """Whether no line ends before this sign."""
    return _belongs(word[at]) or word[at] in _AFTER


def _belongs(char: str) -> bool:
    """Whether it is written at the character before it."""
    return char in _JOINERS or unicodedata.category(char)[0] == "M"


def _shorter(text: str) -> str:
    end = len(text) - 1
    while end > 0 and _belongs(text[end]):
        end -= 1
    return text[:end]
