"""Says of every answer whether it is everybody's. Django's middleware; the layer in front (layer.py) believes nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from articles.schedule import next_turn

# Everybody may keep it and nobody may show it without asking: what is withdrawn is gone from every cache that keeps the rules.
FOR_ALL = "public, max-age=0, must-revalidate"
FOR_NOBODY = "no-store"
# Pages say "12 minutes ago" and "today".
MINUTE = 60.0
PASS = "newsroom.cache.pass"
# An answer that differs by anything else is not kept. Requests with an Origin never come here with a pass.
VARY = {"accept-encoding", "origin"}


@dataclass
class Pass:
    """What the layer gives a request on its way in: the generation before its first query, and the time. It comes back with what
    became of the answer."""

    generation: str
    since: datetime
    until: float = 0.0  # how long what is public now is public
    is_for_all: bool = False


class PublicOrPrivate:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        granted: Pass | None = request.META.get(PASS)
        if granted is not None:
            granted.until = _until(granted)
            request.holding = granted  # type: ignore[attr-defined]
        response = self.get_response(request)
        is_for_all = _is_for_all(request, response)
        # What is gone for good is gone for good; everything else is asked for again.
        if response.status_code not in (301, 308):
            response.headers.setdefault("Cache-Control", FOR_ALL if is_for_all else FOR_NOBODY)
        if granted is not None:
            granted.is_for_all = is_for_all and "public" in response["Cache-Control"]
        return response


def _is_for_all(request: HttpRequest, response: HttpResponseBase) -> bool:
    if request.method not in ("GET", "HEAD") or response.status_code != 200 or response.streaming or response.cookies:
        return False
    if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
        return False
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",")} - {""}
    return vary <= VARY and "Content-Encoding" not in response


def _until(granted: Pass) -> float:
    """A minute, or until something becomes due, expires, or is out of its embargo."""
    turn = _turns.after(granted)
    minute = granted.since.timestamp() + MINUTE
    return minute if turn is None else min(minute, turn.timestamp())


class _Turns:
    """When the clock will change what readers see, asked once a generation."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: tuple[str, datetime | None] = ("", None)

    def after(self, granted: Pass) -> datetime | None:
        with self._lock:
            generation, turn = self._known
        if generation != granted.generation or (turn is not None and turn <= granted.since):
            turn = next_turn(granted.since)
            with self._lock:
                self._known = granted.generation, turn
        return turn


_turns = _Turns()
