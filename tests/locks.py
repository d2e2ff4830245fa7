"""Another connection that holds what a write needs, and an own one that does not wait long for it. Real locks, no stand-ins."""

import sqlite3
import threading
from contextlib import contextmanager

from django.db import connection, connections, transaction


@contextmanager
def impatient():
    """This thread's connection gives up on a lock after a fifth of a second."""
    sqlite = connection.vendor == "sqlite"
    usual = connection.settings_dict["OPTIONS"]["timeout"] * 1000 if sqlite else "DEFAULT"
    _set("PRAGMA busy_timeout = 200" if sqlite else "SET lock_timeout = 200")
    try:
        yield
    finally:
        _set(f"PRAGMA busy_timeout = {usual}" if sqlite else f"SET lock_timeout = {usual}")


@contextmanager
def held(row):
    """Somebody else is writing to this row, or without one to all articles: on SQLite, to the database."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
        return
    taken, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            if row is None:
                _set("LOCK TABLE articles_article IN EXCLUSIVE MODE")
            else:
                type(row)._default_manager.select_for_update().get(pk=row.pk)
            taken.set()
            let_go.wait(30)
        connections.close_all()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    try:
        yield
    finally:
        let_go.set()
        thread.join(10)


def _set(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
