"""Several decoders for several threads, whose memory together is bounded. Pure."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from articles.images.shaping.decoder import Decoder
from articles.images.shaping.jobs import BadPicture, Job, Shaped

USUAL_MEMORY = 32 * 1024 * 1024  # bytes that a picture may cost while others are worked on

Shape = Callable[[bytes, Job], Shaped]


@contextmanager
def decoders(count: int = 1) -> Iterator[Shape]:
    """A function that shapes bytes in one of `count` child processes, waiting for a free one. It may be called from any thread.

    Most pictures take little memory. One that takes more is shaped alone, so that all together never take much.
    """
    pool = _Pool(count)
    try:
        yield pool.shape
    finally:
        pool.close()


class _Pool:
    def __init__(self, count: int) -> None:
        self.decoders = [Decoder(memory=USUAL_MEMORY) for _ in range(count)]
        self.large = Decoder()
        self.free: queue.SimpleQueue[Decoder] = queue.SimpleQueue()
        self.one_at_a_time = threading.Lock()
        for decoder in self.decoders:
            self.free.put(decoder)

    def shape(self, content: bytes, job: Job) -> Shaped:
        decoder = self.free.get()
        try:
            return decoder.shape(content, job)
        except BadPicture as why:
            if why.reason != "memory":
                raise
        finally:
            self.free.put(decoder)
        return self._alone(content, job)

    def _alone(self, content: bytes, job: Job) -> Shaped:
        """While no other picture is worked on, and without the processes that wait for theirs."""
        with self.one_at_a_time:
            held = [self.free.get() for _ in self.decoders]
            try:
                for decoder in held:
                    decoder.close()
                return self.large.shape(content, job)
            finally:
                self.large.close()
                for decoder in held:
                    self.free.put(decoder)

    def close(self) -> None:
        for decoder in (*self.decoders, self.large):
            decoder.close()
