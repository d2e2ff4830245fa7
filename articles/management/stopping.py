"""Ctrl-C that stops between two batches, and not amid a question to the database, where a driver can take it for an error of its own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SAID = b"\nStopping as soon as the files at hand are stored; Ctrl-C once more stops at once.\n"


class Stop:
    """Whether it is wished."""

    is_wished = False

    def heed(self) -> None:
        if self.is_wished:
            raise KeyboardInterrupt


@contextmanager
def stopping() -> Iterator[Stop]:
    """The first Ctrl-C is noted, for `heed()`; the next one raises KeyboardInterrupt wherever it comes."""
    stop = Stop()

    def note(*signalled: object) -> None:
        stop.heed()
        stop.is_wished = True
        os.write(2, SAID)

    usual = signal.getsignal(signal.SIGINT)
    # What a shell starts in the background ignores it; and only the main thread is told of signals.
    if usual is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield stop
        return
    signal.signal(signal.SIGINT, note)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, usual)
