"""Stored values in words, and two texts with those words marked in which they differ. Plain text: escaping is the template's."""

from __future__ import annotations

import re
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.utils import timezone

from articles.desk.source import masked_value

# Looking for what two texts share takes more than twice as long for texts of twice the length.
MOST = 1500
_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


class Piece(NamedTuple):
    text: str
    differs: bool


def compared(left: str, right: str) -> tuple[list[Piece], list[Piece]]:
    """Either text in pieces; those that the other does not have are marked."""
    ours, theirs = _TOKEN.findall(left), _TOKEN.findall(right)
    head = _shared(ours, theirs)
    tail = _shared(ours[head:][::-1], theirs[head:][::-1])
    before, after = ours[:head], ours[len(ours) - tail :]
    steps = _steps(ours[head : len(ours) - tail], theirs[head : len(theirs) - tail])
    middle = [(("".join(one), "".join(other)), differs) for one, other, differs in steps]
    whole = [(("".join(before),) * 2, False), *middle, (("".join(after),) * 2, False)]
    return _pieces([(text[0], differs) for text, differs in whole]), _pieces([(text[1], differs) for text, differs in whole])


def readable(value: Any) -> str:
    """Any stored value as a line of text. Lists by comma, maps as `key: value`; never a sealed payload."""
    value = masked_value(value)
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, list):
        return ", ".join(f"({readable(item)})" if isinstance(item, dict) else readable(item) for item in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {readable(item)}" for key, item in value.items() if item not in (None, "", [], {}))
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M %Z")
    return str(value)


def _shared(ours: list[str], theirs: list[str]) -> int:
    """How many tokens both begin with."""
    pairs = enumerate(zip(ours, theirs, strict=False))
    return next((number for number, (one, other) in pairs if one != other), min(len(ours), len(theirs)))


def _steps(ours: list[str], theirs: list[str]) -> list[tuple[list[str], list[str], bool]]:
    if max(len(ours), len(theirs)) > MOST:
        return [(ours, theirs, True)]
    codes = SequenceMatcher(None, ours, theirs).get_opcodes()
    return [(ours[a:b], theirs[c:d], code != "equal") for code, a, b, c, d in codes]


def _pieces(parts: list[tuple[str, bool]]) -> list[Piece]:
    """Neighbours of one kind as one piece; a blank between two words that differ differs with them."""
    found: list[Piece] = []
    for number, (text, differs) in enumerate(parts):
        between = bool(found) and found[-1].differs and any(differ for _, differ in parts[number + 1 : number + 2])
        kind = differs or (between and text.isspace())
        if text and found and found[-1].differs == kind:
            found[-1] = Piece(found[-1].text + text, kind)
        elif text:
            found.append(Piece(text, kind))
    return found
