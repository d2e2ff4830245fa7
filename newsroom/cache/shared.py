"""The generation, and the answers themselves, in a Redis that several machines share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis

from newsroom.cache import generation

NAME = "newsroom:pages"
PATIENCE = 0.5  # seconds: without an answer pages are rendered, as without a cache


class Shared:
    is_shared = True

    def __init__(self, address: str) -> None:
        self.client = redis.Redis.from_url(address, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)

    def read(self) -> str:
        with _as_oserror():
            text = _text(self.client.get(NAME))
            if not text:
                self.client.set(NAME, generation.fresh(), nx=True)
                text = _text(self.client.get(NAME))
        return text

    def change(self, change: Callable[[str], str]) -> None:
        def write(pipe: Any) -> None:
            text = _text(pipe.get(NAME))
            pipe.multi()
            pipe.set(NAME, change(text))

        with _as_oserror():
            self.client.transaction(write, NAME)

    def load(self, key: str) -> bytes | None:
        with _as_oserror():
            found: Any = self.client.get(f"{NAME}:{key}")
        return found

    def keep(self, key: str, kept: bytes, seconds: float) -> None:
        with _as_oserror():
            self.client.set(f"{NAME}:{key}", kept, px=max(int(seconds * 1000), 1))


def _text(found: Any) -> str:
    return found.decode() if found else ""


@contextmanager
def _as_oserror() -> Iterator[None]:
    try:
        yield
    except redis.RedisError as problem:
        raise OSError(str(problem)) from problem
