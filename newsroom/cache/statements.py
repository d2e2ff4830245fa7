"""Does this SQL statement change what readers see? What is not known here does: a page rendered once too often costs nothing.

Every write passes here, whoever makes it (newsroom/databases): verbs, forms, the importer's bulk, a worker's UPDATE, a migration.
So a new verb or a new table cannot forget to say that pages are out of date; only what is listed here does not count.
"""

from __future__ import annotations

import re
from functools import lru_cache

READING = (
    "SELECT",
    "PRAGMA",
    "SAVEPOINT",
    "RELEASE",
    "ROLLBACK",
    "BEGIN",
    "EXPLAIN",
    "SET",
    "SHOW",
    "ANALYZE",
    "DECLARE",
    "FETCH",
    "CLOSE",
)
# Tables of which no public page, feed or answer of the API says anything.
UNSEEN_TABLES = frozenset(
    {
        *("django_session", "django_admin_log", "django_content_type"),
        *("auth_user", "auth_user_groups", "auth_user_user_permissions", "auth_group", "auth_group_permissions", "auth_permission"),
        *("articles_note", "articles_apitoken", "articles_savedview", "articles_declinereason", "articles_publishingrule"),
        *("articles_batch", "articles_batchitem", "articles_importrun"),
        *("articles_picturehost", "articles_pictureedit"),
    }
)
# Columns that change by the minute while editors and workers are at it: whose turn it is, what is due, what a server said.
UNSEEN_COLUMNS = {
    "articles_article": frozenset({"held_by_id", "held_until", "later_until", "assigned_to_id", "has_conflict"}),
    "articles_picture": frozenset(
        {
            *("due_at", "is_check", "claimed_until", "asking_until", "attempts", "error", "error_text", "seen_at", "checked_at"),
            *("is_gone", "has_changed", "other_digest", "etag", "last_modified"),
        }
    ),
}
_WRITE = re.compile(r'(INSERT INTO|INSERT OR \w+ INTO|UPDATE|DELETE FROM) "(\w+)"')
_ASSIGNED = re.compile(r'(?: SET|,) "(\w+)" = ')
_WRITES_WITHIN = re.compile(r"\b(INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE)


@lru_cache(maxsize=2000)
def is_seen(statement: str) -> bool:
    """True for what may change a public page."""
    statement = statement.lstrip(" \n\t(")
    word = statement.split(None, 1)[0].upper() if statement else "SELECT"
    if word.rstrip(";") in READING:
        return False
    if word == "WITH":
        return bool(_WRITES_WITHIN.search(statement))
    write = _WRITE.match(statement)
    if write is None:
        return True
    verb, table = write.groups()
    if table in UNSEEN_TABLES:
        return False
    # An assignment stands behind SET or a comma, wherever in the statement that is: one too many is found, never one too few.
    assigned = set(_ASSIGNED.findall(statement)) if verb == "UPDATE" else set()
    return not assigned or not assigned <= UNSEEN_COLUMNS.get(table, frozenset())
