"""The process that touches hostile bytes: a parent of one limited child per picture, which it has only to fork.

It reads frames (see `wire`) from stdin and answers each on stdout, until stdin ends. It imports Pillow and these modules once, and
decodes nothing itself, so nothing that a picture does to its child is there for the next one.
"""

from __future__ import annotations

import copy
import gc
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import NamedTuple, NoReturn

from PIL import ImageColor, ImagePalette, TiffImagePlugin

from articles.images.shaping import card, opening, shaper, wire
from articles.images.shaping.jobs import BadPicture

# What is left to be done once the process has given up all that it does not need for it; it gets the bytes of memory that it may use.
Work = Callable[[int], tuple[wire.Head, bytes]]
# Pillow imports these when it first needs them, and by then a child cannot open files any more.
IMPORTED = (copy, ImageColor, ImagePalette, TiffImagePlugin)
# What the interpreter needs to run at all when the pictures have taken everything, in bytes.
SPARE = 8 * 1024 * 1024


class Limits(NamedTuple):
    """`memory`: bytes beside what the process has; `cpu`: whole seconds of it; `wall`: seconds."""

    memory: int
    cpu: int
    wall: float


def shape(head: wire.Head, content: bytes) -> Work:
    job = wire.job_heard(head)
    return lambda memory: wire.shaped_told(shaper.shape(content, job, memory))


def draw(head: wire.Head, content: bytes) -> Work:
    """The text is painted first, with fonts that are opened for it."""
    job = wire.card_job_heard(head)
    begun = card.begin(job, bool(content))
    return lambda memory: ({}, card.finish(begun, job, content, memory))


# What can be asked for. A kind gets the head of its job and the content, which it does not look at before it works.
KINDS: dict[str, Callable[[wire.Head, bytes], Work]] = {"shape": shape, "card": draw}


def main(memory: str, cpu: str, wall: str) -> None:
    """Serves until stdin ends. The arguments are those of Limits."""
    limits = Limits(int(memory), int(cpu), float(wall))
    opening.tighten()
    # What was allocated until now is never looked at by the collector, so that children share its pages.
    gc.freeze()
    while prefix := sys.stdin.buffer.read(wire.LENGTHS.size):
        head_length, body_length = wire.LENGTHS.unpack(prefix)
        asked = wire.head_of(sys.stdin.buffer.read(head_length))
        sys.stdout.buffer.write(_answer(asked, sys.stdin.buffer.read(body_length), limits))
        sys.stdout.buffer.flush()


def _answer(asked: wire.Head, content: bytes, limits: Limits) -> bytes:
    """A whole frame, from the child or about its end."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _work(asked, content, limits, writing)
    # The child has the content; this process must not keep a second one of it alive.
    del content
    os.close(writing)
    try:
        said, in_time = _heard(reading, time.monotonic() + limits.wall)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if not in_time:
        return wire.frame({"reason": "time"})
    if said:
        return said if _is_frame(said) else wire.frame({"reason": "crashed", "detail": "no frame"})
    return wire.frame(_end(status))


def _work(asked: wire.Head, content: bytes, limits: Limits, writing: int) -> NoReturn:
    """The child's whole life."""
    try:
        # Nothing of the other conversation can be read or answered from here.
        os.close(0)
        os.close(1)
        answer = wire.frame(*_done(asked, content, limits))
        while answer:
            answer = answer[os.write(writing, answer) :]
    finally:
        os._exit(0)


def _done(asked: wire.Head, content: bytes, limits: Limits) -> tuple[wire.Head, bytes]:
    try:
        limit_time(limits)
        work = KINDS[asked["kind"]](asked["job"], content)
        limit(limits, _address_space())
        return work(limits.memory)
    except BadPicture as bad:
        return {"reason": bad.reason, "detail": bad.detail}, b""
    except MemoryError:
        return {"reason": "memory"}, b""
    except Exception as error:  # a fault of ours, which must not look like the end of the process
        return {"reason": "crashed", "detail": f"{type(error).__name__}: {error}"[:200]}, b""


def limit_time(limits: Limits) -> None:
    """At the first of the two it is killed by a signal of its own, which says why."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))


def limit(limits: Limits, base: int) -> None:
    """Takes from this process what reading a picture does not need: memory, every file, every other process.

    `base`: the bytes of address space that it has already; 0 where that is not known, and then memory is not limited.
    """
    if base:
        resource.setrlimit(resource.RLIMIT_AS, (base + limits.memory + SPARE,) * 2)
    for what in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC):
        resource.setrlimit(what, (0, 0))


def _address_space() -> int:
    """Bytes of this process; 0 on a system that does not tell."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _heard(reading: int, until: float) -> tuple[bytes, bool]:
    """(everything that the child says, whether it came to its end in time)."""
    said = bytearray()
    while len(said) <= wire.MAX_ANSWER + wire.LENGTHS.size:
        if not select.select([reading], [], [], max(0.0, until - time.monotonic()))[0]:
            return b"", False
        piece = os.read(reading, 1024 * 1024)
        if not piece:
            break
        said += piece
    return bytes(said), True


def _is_frame(said: bytes) -> bool:
    """Whether it has the length that it says. More is checked by the parent."""
    size = wire.LENGTHS.size
    return len(said) >= size and len(said) == size + sum(wire.LENGTHS.unpack(said[:size])) <= wire.MAX_ANSWER + size


def _end(status: int) -> wire.Head:
    """Why a child died that has not answered. Not by us: `_answer` kills only what is over."""
    ended = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "exit"
    # The kernel kills when the machine, or the container, is out of memory.
    return {"reason": {"SIGXCPU": "time", "SIGKILL": "memory"}.get(ended, "crashed"), "detail": ended}
