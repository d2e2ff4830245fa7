"""What the desk says of a database that somebody else was writing to for too long (`LOCK_SECONDS` in the settings)."""

from __future__ import annotations

from django.db import OperationalError

BUSY = "The database is busy with somebody else’s work."
# PostgreSQL: lock_not_available, query_canceled (a timeout), deadlock_detected, serialization_failure.
_WAITED_IN_VAIN = ("55P03", "57014", "40P01", "40001")


def waited_in_vain(error: OperationalError) -> bool:
    """Whether this says that a lock was not to be had, and not that the database is gone."""
    return "locked" in str(error) or getattr(error.__cause__, "sqlstate", "") in _WAITED_IN_VAIN
