"""The WSGI application in front of Django's: what is kept and still true is answered without it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.utils import timezone

from newsroom.cache.answers import Answer, Headers, Start
from newsroom.cache.generation import is_settled
from newsroom.cache.keys import key_of
from newsroom.cache.places import Place
from newsroom.cache.public import PASS, Pass
from newsroom.cache.shelf import Shelf

CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE")


class Layer:
    """Answers what it keeps, and keeps what Django's answer allows (public.py)."""

    def __init__(self, application: Any, place: Place, shelf: Shelf | None = None) -> None:
        self.application, self.place, self.shelf = application, place, shelf or Shelf()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        key = key_of(environ)
        if not key:
            return self.application(environ, start_response)
        # Before the first query: an answer that began before a change is kept, if at all, under what held before it.
        now = timezone.now()
        generation = self._settled(now.timestamp())
        if not generation:
            return self.application(environ, start_response)
        answer = self._kept(key, generation, now.timestamp())
        if answer is not None:
            return answer.send(environ, start_response)
        return self._rendered(key, Pass(generation, now), environ, start_response)

    def _settled(self, now: float) -> str:
        """The generation; "" while somebody commits, and where it cannot be read."""
        try:
            text = self.place.read()
        except OSError:
            return ""
        return text if is_settled(text, now) else ""

    def _kept(self, key: str, generation: str, now: float) -> Answer | None:
        answer = self.shelf.get(key)
        if answer is not None and answer.generation == generation and now < answer.until:
            return answer
        answer = self._kept_elsewhere(key)
        if answer is None or answer.generation != generation or now >= answer.until:
            return None
        self.shelf.put(key, answer)
        return answer

    def _kept_elsewhere(self, key: str) -> Answer | None:
        if not self.place.is_shared:
            return None
        try:
            kept = self.place.load(key)
        except OSError:
            return None
        return Answer.load(kept) if kept else None

    def _rendered(self, key: str, granted: Pass, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Django is asked for the whole, whatever part of it was asked for: HEAD and “only if changed” are answered from it."""
        whole = {name: value for name, value in environ.items() if name not in CONDITIONS}
        whole.update({"REQUEST_METHOD": "GET", PASS: granted})
        said = _Said()
        body = self.application(whole, said)
        if not granted.is_for_all:
            start_response(said.status, said.headers)
            return body if environ["REQUEST_METHOD"] == "GET" else _closed(body)
        answer = Answer(said.headers, _read(body), granted.generation, granted.until)
        # A clock that passed meanwhile, or a writer: then it is this reader's alone.
        if timezone.now().timestamp() < answer.until:
            self._keep(key, answer, answer.until - granted.since.timestamp())
        return answer.send(environ, start_response)

    def _keep(self, key: str, answer: Answer, seconds: float) -> None:
        self.shelf.put(key, answer)
        if not self.place.is_shared:
            return
        with suppress(OSError):  # then every process makes it for itself
            self.place.keep(key, answer.dump(), seconds)


class _Said:
    """What Django calls to begin its answer."""

    status: str
    headers: Headers

    def __call__(self, status: str, headers: Headers, exc_info: object = None) -> None:
        self.status, self.headers = status, headers


def _read(body: Any) -> bytes:
    try:
        return b"".join(body)
    finally:
        _close(body)


def _closed(body: Any) -> Iterable[bytes]:
    _close(body)
    return []


def _close(body: Any) -> None:
    if hasattr(body, "close"):
        body.close()
