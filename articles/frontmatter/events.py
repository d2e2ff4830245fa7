"""YAML as data and as places in the text, from libyaml's event stream."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from articles.frontmatter.yamltext import explain

try:
    from yaml.cyaml import CParser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover
    raise ImportError("PyYAML was built without libyaml, which is nine times as fast and needed here: reinstall PyYAML.") from None

MAX_DEPTH = 20  # real files nest 4 deep

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


class FrontMatterError(ValueError):
    """The text cannot be read; `line` counts from 1 in the whole text."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message, self.line = message, line

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


@dataclass(slots=True)
class Span:
    """Where a top-level entry stands, as offsets into the front matter."""

    key_start: int
    column: int
    value_start: int = 0
    value_end: int = 0
    style: str | None = None  # of a scalar: "" plain, '"', "'", "|", ">"; None for a collection


class Builder:
    """Turns events into dicts, lists and texts, with an explicit stack instead of recursion."""

    def __init__(self, front: str, first_line: int, lines: dict[tuple[str | int, ...], int] | None = None) -> None:
        self.front, self.first_line, self.lines = front, first_line, lines
        self.spans: dict[str, Span] = {}
        self.flow = False
        self.root: dict[str, Any] | None = None
        self.container: Any = None  # the innermost open dict or list
        self.key: str | None = None  # read in it, its value not yet
        self.stack: list[tuple[Any, str | None]] = []  # open containers, each with the key that waits outside of it
        self.span: Span | None = None  # of the top-level entry that is being read
        self.last_end = 0

    def build(self) -> dict[str, Any]:
        try:
            return self._build()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise FrontMatterError(explain(error.problem or str(error)), self._line_at(mark.index if mark else 0)) from None
        except yaml.YAMLError as error:  # the reader: characters that YAML does not allow
            position = getattr(error, "position", 0)
            line = self.first_line + self.front.encode("utf-8", "replace").count(b"\n", 0, position)
            raise FrontMatterError("a character here is not allowed in YAML; delete it", line) from None

    def _build(self) -> dict[str, Any]:
        get = CParser(self.front).get_event
        documents = 0
        while True:
            event: Any = get()  # each kind has the attributes that its handler reads; the stubs know only what all have
            kind = event.__class__
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self._open(event, {} if kind is MappingStartEvent else [])
            elif kind is AliasEvent:
                self._refuse(event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise FrontMatterError("more than one YAML document", self._line(event))
            elif kind is StreamEndEvent:
                break
        if self.root is None:
            raise FrontMatterError("the front matter is empty: at least a title is needed", self.first_line)
        return self.root

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse(event)
        container = self.container
        if container.__class__ is dict:
            if self.key is None:
                self._take_key(container, event)
                return
            container[self.key] = self._value(event)
            self.key = None
            if len(self.stack) == 1 and self.span is not None:
                span = self.span
                span.value_start, span.value_end, span.style = event.start_mark.index, self.last_end, event.style or ""
        elif container is None:
            raise FrontMatterError("the front matter must be keys with values, such as title: …", self.first_line)
        else:
            container.append(self._value(event))
            self._trace_item(event)

    def _value(self, event: Any) -> str | None:
        self.last_end = event.end_mark.index
        return None if not event.style and event.value in _NULLS else event.value

    def _take_key(self, container: dict[str, Any], event: Any) -> None:
        key = event.value
        if key == "<<" and not event.style:
            raise FrontMatterError("merge keys (<<) are refused; write the keys out", self._line(event))
        if key in container:
            raise FrontMatterError(f"“{key}” stands here twice; delete one of the two", self._line(event))
        self.key = key
        if len(self.stack) == 1:
            self.span = self.spans[key] = Span(event.start_mark.index, event.start_mark.column)
        if self.lines is not None:
            self.lines[*self._where(), key] = self._line(event)

    def _open(self, event: Any, made: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse(event)
        container = self.container
        if len(self.stack) >= MAX_DEPTH:
            raise FrontMatterError(f"nested more than {MAX_DEPTH} levels deep", self._line(event))
        if container is None:
            if made.__class__ is list:
                raise FrontMatterError("the front matter is a list; it must be keys with values, such as title: …", self._line(event))
            self.root, self.flow = made, bool(event.flow_style)
        elif container.__class__ is dict:
            if self.key is None:
                raise FrontMatterError("a key must be a word, not a list or map", self._line(event))
            container[self.key] = made
            if len(self.stack) == 1 and self.span is not None:
                self.span.value_start = event.start_mark.index
        else:
            container.append(made)
            self._trace_item(event)
        self.stack.append((made, self.key))
        self.container, self.key = made, None

    def _close(self, event: Any) -> None:
        self.stack.pop()
        end = event.end_mark.index
        if end > event.start_mark.index:  # a closing bracket; block collections end at nothing
            self.last_end = end
        self.container = self.stack[-1][0] if self.stack else None
        if len(self.stack) == 1 and self.span is not None:
            self.span.value_end = max(self.last_end, self.span.value_start)

    def _trace_item(self, event: Any) -> None:
        if self.lines is not None:
            self.lines[*self._where(), len(self.container) - 1] = self._line(event)

    def _where(self) -> tuple[str | int, ...]:
        """The path of the innermost open container."""
        return tuple(len(outer) - 1 if key is None else key for (outer, _), (_, key) in zip(self.stack, self.stack[1:], strict=False))

    def _refuse(self, event: Any) -> NoReturn:
        if isinstance(event, AliasEvent):
            what = "aliases (*name)"
        elif event.anchor is not None:
            what = "anchors (&name)"
        else:
            what = "tags (!name)"
        raise FrontMatterError(f'{what} are refused; if it is text, put it in "quotes"', self._line(event))

    def _line(self, event: Any) -> int:
        return self._line_at(event.start_mark.index)

    def _line_at(self, position: int) -> int:
        """As editors count: YAML takes a lone carriage return and U+0085 for line ends, too."""
        return self.first_line + self.front.count("\n", 0, position)
