"""An answer as it is kept: its headers, its bytes, its bytes compressed; and what a request gets of it."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Any

Headers = list[tuple[str, str]]
Start = Callable[..., Any]

_ASKS_FOR_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?("[^"]*")')
# Said anew for each request.
_OURS = ("content-length", "etag", "vary", "content-encoding")
_OF_A_BODY = ("content-type", "content-length", "content-encoding", "content-language")


@dataclass(slots=True)
class Answer:
    """A 200 for everybody. Kept under a generation, and good until a time (seconds, as time.time())."""

    headers: Headers
    body: bytes
    generation: str = ""
    until: float = 0.0
    tag: str = ""
    modified: str = ""
    _packed: bytes = field(default=b"", repr=False)
    _ways: dict[bool, Headers] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        said = {name.lower(): value for name, value in self.headers}
        tag = _TAG.fullmatch(said.get("etag", ""))
        # Weak, for it stands for the compressed bytes too.
        self.tag = f"W/{tag[1]}" if tag else f'W/"{blake2b(self.body, digest_size=12).hexdigest()}"'
        self.modified = said.get("last-modified", "")
        vary = ", ".join(dict.fromkeys([*filter(None, said.get("vary", "").split(", ")), "Accept-Encoding"]))
        self.headers = [(name, value) for name, value in self.headers if name.lower() not in _OURS]
        self.headers += [("ETag", self.tag), ("Vary", vary)]

    @property
    def weight(self) -> int:
        """Bytes that it takes, about: compressed it is a third at most."""
        return len(self.body) * 4 // 3 + 4000

    def send(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if self._is_known(environ):
            start_response("304 Not Modified", [pair for pair in self.headers if pair[0].lower() not in _OF_A_BODY])
            return []
        is_packed = _ASKS_FOR_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")) is not None
        body = self.packed if is_packed else self.body
        start_response("200 OK", self._said(is_packed, len(body)))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @property
    def packed(self) -> bytes:
        if not self._packed:
            self._packed = gzip.compress(self.body, compresslevel=6, mtime=0)
        return self._packed

    def _said(self, is_packed: bool, length: int) -> Headers:
        """A copy: whoever gets it may change it."""
        if is_packed not in self._ways:
            encoding = [("Content-Encoding", "gzip")] if is_packed else []
            self._ways[is_packed] = [*self.headers, *encoding, ("Content-Length", str(length))]
        return list(self._ways[is_packed])

    def _is_known(self, environ: dict[str, Any]) -> bool:
        """Whether the client has these bytes already. A tag counts for more than a date."""
        if known := environ.get("HTTP_IF_NONE_MATCH", ""):
            return known.strip() == "*" or f"{self.tag.removeprefix('W/')}" in _TAG.findall(known)
        since = environ.get("HTTP_IF_MODIFIED_SINCE", "")
        if not since or not self.modified:
            return False
        try:
            return parsedate_to_datetime(self.modified) <= parsedate_to_datetime(since)
        except (ValueError, TypeError):
            return False

    def dump(self) -> bytes:
        """For another process."""
        head = json.dumps([self.headers, self.generation, self.until]).encode()
        return len(head).to_bytes(4, "big") + head + self.body

    @classmethod
    def load(cls, kept: bytes) -> Answer:
        size = 4 + int.from_bytes(kept[:4], "big")
        headers, generation, until = json.loads(kept[4:size])
        return cls([(name, value) for name, value in headers], kept[size:], generation, until)
