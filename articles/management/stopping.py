"""Ctrl-C that stops between two batches, and not amid a question to the database, where a driver can take it for an error of its own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError

SAID = b"\nStopping as soon as the files at hand are stored; Ctrl-C once more stops at once.\n"


@contextmanager
def stopping() -> Iterator[Callable[[], None]]:
    """Gives what is to be called between two batches: it raises KeyboardInterrupt once Ctrl-C was pressed. Pressed again, it raises that
    wherever it comes, and out of here also where a driver made something else of it."""
    pressed = 0

    def press(*signalled: object) -> None:
        nonlocal pressed
        pressed += 1
        if pressed > 1:
            raise KeyboardInterrupt
        os.write(2, SAID)

    def heed() -> None:
        if pressed:
            raise KeyboardInterrupt

    usual = signal.getsignal(signal.SIGINT)
    # What a shell starts in the background ignores it; and only the main thread is told of signals.
    if usual is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield heed
        return
    signal.signal(signal.SIGINT, press)
    try:
        yield heed
    except DatabaseError as error:
        if pressed > 1:
            raise KeyboardInterrupt from error
        raise
    finally:
        signal.signal(signal.SIGINT, usual)
