"""A source file as an editor may read it: without the sealed payload of its `secured` key. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

MASK = "••••••"

# The key wherever it can stand: at a line's start, in a list, inside a flow map, quoted, or as an explicit `? key`.
_KEY = re.compile(r"""(?:^|[\s{,\[])(?:\?\s*)?(?P<quote>["']?)secured(?P=quote)\s*(?P<colon>:|$)""", re.IGNORECASE)
# Belt and braces: what such a payload looks like, whatever key it stands under.
_SEALED = re.compile(r"[A-Za-z0-9+/]{20,}={0,2};[A-Za-z0-9+/]{16,}={0,2}")


def masked(text: str) -> str:
    """The text with every value of a `secured` key replaced, its further lines left out. Rather too much than too little."""
    return _SEALED.sub(MASK, "".join(_without_values(re.split(r"(?<=\n)|(?<=\r)(?!\n)", text))))


def masked_value(value: Any) -> Any:
    """The same for a decoded value: `secured` at any depth of maps and lists."""
    if isinstance(value, dict):
        return {key: MASK if str(key).casefold() == "secured" else masked_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked_value(item) for item in value]
    return _SEALED.sub(MASK, value) if isinstance(value, str) else value


def _without_values(lines: list[str]) -> Iterator[str]:
    indent, quote = -1, ""
    for line in lines:
        if quote:
            quote = _still_open(quote, line)
            continue
        if indent >= 0 and _continues(line, indent):
            continue
        indent = -1
        key = _KEY.search(line.rstrip("\r\n"))
        if key is None:
            yield line
            continue
        indent = len(line) - len(line.lstrip(" -\t"))
        quote = _still_open("", line[key.end() :])
        yield f"{line[: key.end()]} {MASK}{_line_end(line)}"


def _continues(line: str, indent: int) -> bool:
    """A deeper line, an empty one, or the value of an explicit key belongs to the key above it."""
    bare = line.strip()
    return not bare or bare == ":" or bare.startswith(": ") or len(line) - len(line.lstrip(" \t")) > indent


def _still_open(quote: str, text: str) -> str:
    """The quotation mark that is open at the end of this text, or ""."""
    if not quote:
        text = text.strip()
        if text[:1] not in ("'", '"'):
            return ""
        quote, text = text[0], text[1:]
    text = text.replace("\\\\", "").replace('\\"', "") if quote == '"' else text.replace("''", "")
    return "" if quote in text else quote


def _line_end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]
