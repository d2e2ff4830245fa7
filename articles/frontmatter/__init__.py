"""Markdown with YAML front matter: read it, and write back single keys without touching another byte.

    parse(text)            -> Document   keys in order, every scalar as the text that stands there
    splice(text, changes)  -> text       only the lines of the changed keys differ
    compose(values, body)  -> text       a new file

Built on libyaml's event stream, not on a loader: events cannot recurse (40,000 nested brackets kill the C composer with
SIGSEGV), they show what a bomb is made of (anchors, aliases, tags, merge keys, duplicate keys: all refused) and they
carry the marks that splicing needs. Scalars stay text because YAML 1.1 reads `no` as False and `12:30:45` as 45045;
articles/importer/records.py converts them by field. Pure: knows neither Django nor what the keys mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from articles.frontmatter import yamltext
from articles.frontmatter.events import Builder, FrontMatterError
from articles.frontmatter.splicing import edit_of

__all__ = ["Document", "FrontMatterError", "compose", "line_of", "parse", "splice"]

MAX_CHARACTERS = 256 * 1024  # real front matter has 6 KB at most

_OPENING = re.compile(r"---[ \t]*(?:\r?\n|\Z)")
_CLOSING = re.compile(r"^---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(slots=True)
class Document:
    """Front matter and body. Values are str, None (for `~`, `null` or nothing), list and dict."""

    data: dict[str, Any]
    body: str
    plain: set[str] = field(default_factory=set)  # top-level keys whose value stands without quotes
    first_line: int = 1


def parse(text: str, *, fenced: bool = True) -> Document:
    """Read a file's text. Without `fenced`, the whole text may be YAML, as in topic files.

    Raises FrontMatterError.
    """
    bad = _CONTROL.search(text)
    if bad:
        raise FrontMatterError(
            f"the character U+{ord(bad.group()):04X} has no place in a text file; delete it", text.count("\n", 0, bad.start()) + 1
        )
    start, end, body_start = _frame(text, fenced)
    first_line = text.count("\n", 0, start) + 1
    builder = Builder(text[start:end], first_line)
    data = builder.build()
    plain = {key for key, span in builder.spans.items() if span.style == ""}
    return Document(data, text[body_start:], plain, first_line)


def line_of(text: str, where: Sequence[str | int], *, fenced: bool = True) -> int:
    """The line (from 1) of the value at `where`, such as ("related", 2, "webUrl"), or of what stands nearest above it."""
    start, end, _ = _frame(text, fenced)
    first_line = text.count("\n", 0, start) + 1
    lines: dict[tuple[str | int, ...], int] = {}
    Builder(text[start:end], first_line, lines).build()
    return next((lines[tuple(where[:n])] for n in range(len(where), 0, -1) if tuple(where[:n]) in lines), first_line)


def splice(text: str, changes: Mapping[str, Any], order: Sequence[str] = (), *, fenced: bool = True) -> str:
    """The same text with other values for some top-level keys; None takes a key out.

    A key that the text lacks is put behind its nearest predecessor in `order`. Line ends, BOM, quoting, comments, blank
    lines and body stay as they are. Raises FrontMatterError where the text cannot be read or is one `{…}`.
    """
    start, end, _ = _frame(text, fenced)
    front = text[start:end]
    builder = Builder(front, text.count("\n", 0, start) + 1)
    builder.build()
    if builder.flow:
        raise FrontMatterError("front matter in { } cannot be edited line by line; write one key a line", builder.first_line)
    newline = "\r\n" if "\r\n" in text else "\n"
    edits = [edit_of(front, builder.spans, key, value, order, newline) for key, value in changes.items()]
    # From the back, so that earlier offsets stay true; of insertions at one place the last comes first.
    for _, (position, until, replacement) in sorted(enumerate(edits), key=lambda edit: (edit[1][:2], edit[0]), reverse=True):
        front = front[:position] + replacement + front[until:]
    return text[:start] + front + text[end:]


def compose(groups: Iterable[Mapping[str, Any]], body: str = "") -> str:
    """A new file: groups of keys with a blank line between them, as in the real files."""
    blocks = ["".join(yamltext.entry(key, value) for key, value in group.items()) for group in groups if group]
    return "---\n" + "\n".join(blocks) + "---\n" + (body or "\n")


def _frame(text: str, fenced: bool) -> tuple[int, int, int]:
    """Offsets: front matter from, to; body from."""
    bom = 1 if text.startswith("\ufeff") else 0
    opening = _OPENING.match(text, bom)
    if opening is None:
        if fenced:
            raise FrontMatterError("there is no front matter: the first line must be ---")
        start = bom
    else:
        start = opening.end()
    closing = _CLOSING.search(text, start)
    if closing is None and opening is not None and fenced:
        raise FrontMatterError("the front matter is not closed: a second line with --- is missing")
    end, body = (closing.start(), closing.end()) if closing else (len(text), len(text))
    if end - start > MAX_CHARACTERS:
        raise FrontMatterError(f"the front matter has {end - start:,} characters; more than {MAX_CHARACTERS:,} are refused")
    return start, end, body
