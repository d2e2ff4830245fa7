"""XML as feeds and sitemaps write it: text is escaped here, once, and what XML has no place for is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

# All but what XML 1.0 calls a Char; beside them what Unicode keeps for no character at all, which validators warn of.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")

Attributes = Mapping[str, str | int | None]


def legal(text: str) -> str:
    """The text without what no XML document can hold."""
    return _FORBIDDEN.sub("", text)


def plain(text: str) -> str:
    """The text on one line, of what every format can hold."""
    return " ".join(legal(text).split())


class Document:
    """Written from the top down:

    document = Document("urlset", {"xmlns": …})
    with document.inside("url"):
        document.leaf("loc", address)
    document.end()
    """

    def __init__(self, root: str, attributes: Attributes) -> None:
        self._root, self._buffer = root, StringIO()
        self._out = XMLGenerator(self._buffer, "utf-8", short_empty_elements=True)
        self._out.startDocument()
        self._out.startElement(root, _written(attributes))

    @contextmanager
    def inside(self, name: str, attributes: Attributes = {}) -> Iterator[None]:  # noqa: B006 (it is only read)
        self._out.ignorableWhitespace("\n")
        self._out.startElement(name, _written(attributes))
        yield
        self._out.endElement(name)

    def leaf(self, name: str, text: str = "", attributes: Attributes = {}) -> None:  # noqa: B006
        """An attribute of None is left out."""
        self._out.ignorableWhitespace("\n")
        self._out.startElement(name, _written(attributes))
        self._out.characters(legal(text))
        self._out.endElement(name)

    def written(self) -> bytes:
        """What was written since this was last asked for, so that a long document takes little memory."""
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text.encode()

    def end(self) -> bytes:
        self._out.ignorableWhitespace("\n")
        self._out.endElement(self._root)
        self._out.ignorableWhitespace("\n")
        return self.written()


def _written(attributes: Attributes) -> AttributesImpl[str]:
    return AttributesImpl({name: legal(str(value)) for name, value in attributes.items() if value is not None})
