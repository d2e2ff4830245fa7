"""One changed key as one change of the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from articles.frontmatter import yamltext
from articles.frontmatter.events import Span

Edit = tuple[int, int, str]  # from, to, replacement


def edit_of(front: str, spans: Mapping[str, Span], key: str, value: Any, order: Sequence[str], newline: str) -> Edit:
    """One change as (from, to, replacement)."""
    span = spans.get(key)
    if span is None:
        return _insertion(front, spans, key, value, order, newline)
    if value is None:
        return _line_start(front, span.key_start), _line_end(front, _content_end(front, span)), ""
    if isinstance(value, dict | list) or span.style is None:
        block = yamltext.entry(key, value, indent=span.column, newline=newline, quoted=span.style == '"')
        return _line_start(front, span.key_start), _line_end(front, _content_end(front, span)), block
    replacement = yamltext.scalar(value, quoted=span.style not in ("", None), key=key)
    if span.style in ("|", ">"):
        return span.value_start, _content_end(front, span), replacement
    if span.value_start == span.value_end:  # nothing stood behind the colon
        colon = front.index(":", span.key_start + len(key)) + 1
        return colon, colon, f" {replacement}"
    return span.value_start, span.value_end, replacement


def _insertion(front: str, spans: Mapping[str, Span], key: str, value: Any, order: Sequence[str], newline: str) -> Edit:
    if value is None:
        return 0, 0, ""
    before = order[: order.index(key)] if key in order else order
    behind = next((spans[name] for name in reversed(before) if name in spans), None)
    column = next(iter(spans.values())).column if spans else 0
    block = yamltext.entry(key, value, indent=column, newline=newline)
    at_the_end = 0 if key in order else len(front)
    position = at_the_end if behind is None else _line_end(front, _content_end(front, behind))
    if position and not front[:position].endswith("\n"):
        block = newline + block
    return position, position, block


def _content_end(front: str, span: Span) -> int:
    """Where the value's last visible character ends: marks of block scalars run on over the lines behind."""
    end = span.value_end
    while end > span.value_start and front[end - 1] in " \t\r\n":
        end -= 1
    return max(end, span.key_start + 1)


def _line_start(front: str, position: int) -> int:
    return front.rfind("\n", 0, position) + 1


def _line_end(front: str, position: int) -> int:
    end = front.find("\n", position)
    return len(front) if end == -1 else end + 1
