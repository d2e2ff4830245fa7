"""Where the generation lives, for every process that reads or writes this newsroom's database."""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from newsroom.cache import generation

Change = Callable[[str], str]


class Place(Protocol):
    is_shared: bool  # whether answers are kept here too, for other processes

    def read(self) -> str:
        """The generation as it stands. Raises OSError."""

    def change(self, change: Change) -> None:
        """Replace it, with nobody in between. Raises OSError."""

    def load(self, key: str) -> bytes | None:
        """What a process kept under this key. Raises OSError."""

    def keep(self, key: str, kept: bytes, seconds: float) -> None:
        """Raises OSError."""


def place() -> Place | None:
    """As settings.PAGES says it; None where pages are not kept."""
    return _place(settings.PAGES) if settings.PAGES else None


@contextmanager
def changing() -> Iterator[None]:
    """Around a commit that changes what readers see.

    Before it, so that a process that dies in it leaves nothing that is out of date; after it, for who looked before it was done.
    """
    where, mark = place(), secrets.token_hex(4)
    if where is None:
        yield
        return
    _tell(where, lambda text: generation.begun(text, mark, time.time()))
    try:
        yield
    finally:
        _tell(where, lambda text: generation.ended(text, mark, time.time()))


def _tell(where: Place, change: Change) -> None:
    """A place that cannot be reached must not keep an editor from withdrawing: readers cannot reach it either, and no answer is kept
    for longer than a minute."""
    try:
        where.change(change)
    except OSError:
        logging.getLogger(__name__).exception("The generation of pages could not be changed; a page may be out of date for a minute.")


@lru_cache(maxsize=8)
def _place(address: str) -> Place:
    if address.startswith(("redis://", "rediss://")):
        from newsroom.cache.shared import Shared

        return Shared(address)
    return File(address)


class File:
    """A small file that is replaced as a whole, so that nobody ever reads half of it. Opened anew each time (4 µs), so that it is the
    file of that name that counts and not one that was there before."""

    is_shared = False

    def __init__(self, name: str) -> None:
        self.name, self.folder = name, os.path.dirname(name)

    def read(self) -> str:
        try:
            file = os.open(self.name, os.O_RDONLY)
        except FileNotFoundError:
            self.change(lambda text: text or generation.fresh())
            return self.read()
        try:
            return os.read(file, 10_000).decode()
        finally:
            os.close(file)

    def change(self, change: Change) -> None:
        with self._alone():
            unfinished = f"{self.name}.new"
            file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            try:
                os.write(file, change(self._text()).encode())
            finally:
                os.close(file)
            os.replace(unfinished, self.name)

    def load(self, key: str) -> bytes | None:
        return None

    def keep(self, key: str, kept: bytes, seconds: float) -> None:
        """Each process has its own."""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The folder is what is locked: a file of its own would have an owner. Whoever dies lets go of it."""
        os.makedirs(self.folder, exist_ok=True)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _text(self) -> str:
        try:
            with open(self.name, encoding="ascii") as file:
                return file.read()
        except FileNotFoundError:
            return ""
