"""How long a click waits for a database that somebody else is writing to, and what it says then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

# Less than the 30 seconds after which a web server gives a worker up, and the editor's text with it.
SECONDS = 8.0
BUSY = "The database is busy with somebody else’s work."
# PostgreSQL: lock_not_available, query_canceled (a timeout), deadlock_detected, serialization_failure.
_WAITED_IN_VAIN = ("55P03", "57014", "40P01", "40001")


@contextmanager
def patient() -> Iterator[None]:
    """A transaction that waits for its locks for so long, and then raises OperationalError with nothing written."""
    with _sqlite_waits(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {int(SECONDS * 1000)}")
        yield


def waited_in_vain(error: OperationalError) -> bool:
    """Whether this says that a lock was not to be had, and not that the database is gone."""
    return "locked" in str(error) or getattr(error.__cause__, "sqlstate", "") in _WAITED_IN_VAIN


@contextmanager
def _sqlite_waits() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    usual = float(connection.settings_dict["OPTIONS"].get("timeout", 5))
    _wait_for(min(SECONDS, usual))
    try:
        yield
    finally:
        _wait_for(usual)


def _wait_for(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
