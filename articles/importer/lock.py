"""One import of a source at a time. The lock goes with the process that holds it, however that ends."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


class AlreadyRunning(Exception):
    """Another import of the same source is running."""


class CannotLock(Exception):
    """The lock's file cannot be made beside the database."""


@contextmanager
def import_lock(source: str) -> Iterator[None]:
    """Hold the source for this process, across machines on PostgreSQL. Raises AlreadyRunning at once, never waits."""
    number = int.from_bytes(hashlib.blake2b(f"newsroom import {source}".encode(), digest_size=8).digest(), "big", signed=True)
    with _on_postgresql(number, source) if connection.vendor == "postgresql" else _on_this_machine(number, source):
        yield


@contextmanager
def _on_postgresql(number: int, source: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise AlreadyRunning(source)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _on_this_machine(number: int, source: str) -> Iterator[None]:
    """SQLite lives on one machine, so a file lock beside the database will do."""
    name = str(connection.settings_dict["NAME"])
    # A database in memory belongs to this process alone.
    in_memory = name == ":memory:" or "mode=memory" in name
    beside = Path(tempfile.gettempdir()) / f"newsroom-{os.getpid()}" if in_memory else Path(name).absolute()
    path = f"{beside}.import-{number & 0xFFFFFFFF:08x}.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotLock(f"{path} cannot be written: {error.strerror}") from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(source) from None
        yield
    finally:
        os.close(handle)
