"""The way in: `with Decoder() as decoder: decoder.shape(content, Job(("card",)))`. Hostile bytes are only looked at in a child process."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from articles.images.shaping import wire
from articles.images.shaping.jobs import MEMORY, BadPicture, CardJob, Job, Shaped

ROOT = Path(__file__).resolve().parents[3]
# Isolated (-I) from the environment and the current folder, it still has to find these modules.
START = "import sys, importlib; sys.path.insert(0, sys.argv[1]); importlib.import_module(sys.argv[2]).main(*sys.argv[3:])"
# One arena, and what is freed at its end goes back to the system. The high threshold keeps encoders from asking the system for the same
# pages again and again, a tenth of all the time.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "1048576"}
# How long the child may be silent beyond its own limit, in seconds.
PATIENCE = 5.0


class Decoder:
    """Shapes pictures, one after the other: for one thread at a time. Starts its process when the first picture comes.

    `memory`: bytes that a picture may cost, beside its own length; `cpu`: seconds of computing; `wall`: seconds by the clock.
    `module`: what the process runs, for tests.
    """

    def __init__(self, *, memory: int = MEMORY, cpu: int = 20, wall: float = 30.0, module: str = "articles.images.shaping.child") -> None:
        self.wall = wall
        self.memory = memory
        self._command = [sys.executable, "-I", "-c", START, str(ROOT), module, str(memory), str(cpu), str(wall)]
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Decoder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def shape(self, content: bytes, job: Job) -> Shaped:
        """Raises BadPicture, whose reason says why, and nothing else for any content."""
        if not content:
            raise BadPicture("empty")
        if len(content) > self.memory:
            raise BadPicture("memory")
        head, body = self.ask("shape", wire.job_told(job), content)
        try:
            return wire.shaped_heard(head, body, job)
        except wire.BrokenAnswer as error:
            raise BadPicture("crashed", str(error)) from error

    def card(self, picture: bytes, job: CardJob) -> bytes:
        """A JPEG of 1200 × 630 pixels; `picture`: b"" for none. Raises BadPicture, as `shape` does."""
        if len(picture) > self.memory:
            raise BadPicture("memory")
        _, body = self.ask("card", wire.job_told(job), picture)
        try:
            return wire.card_heard(body)
        except wire.BrokenAnswer as error:
            raise BadPicture("crashed", str(error)) from error

    def ask(self, kind: str, job: wire.Head, content: bytes = b"") -> tuple[wire.Head, bytes]:
        """The answer (head, body) to a job of a kind that child.KINDS knows; it must be checked. Raises BadPicture."""
        try:
            process = self._running()
            _say(process, wire.start({"kind": kind, "job": job}, len(content)), content)
            return self._heard(process)
        except TimeoutError as error:
            self.close()
            raise BadPicture("time") from error
        except (OSError, EOFError, wire.BrokenAnswer) as error:
            # Killed by somebody, or no longer to be trusted: the next picture gets a new process.
            self.close()
            raise BadPicture("crashed", str(error)) from error

    def close(self) -> None:
        process, self._process = self._process, None
        if process:
            process.kill()
            for pipe in filter(None, (process.stdin, process.stdout)):
                pipe.close()
            process.wait()

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return self._process.pid if self._process else None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process and self._process.poll() is not None:
            self.close()
        if not self._process:
            self._process = subprocess.Popen(
                self._command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=ENVIRONMENT,
            )
        return self._process

    def _heard(self, process: subprocess.Popen[bytes]) -> tuple[wire.Head, bytes]:
        assert process.stdout
        until = time.monotonic() + self.wall + PATIENCE
        head_length, body_length = wire.lengths(_read(process.stdout.fileno(), wire.LENGTHS.size, until))
        head = _read(process.stdout.fileno(), head_length, until)
        body = _read(process.stdout.fileno(), body_length, until)
        return wire.head_of(head), body


def _say(process: subprocess.Popen[bytes], *parts: bytes) -> None:
    assert process.stdin
    for part in parts:
        left = memoryview(part)
        while left:
            left = left[process.stdin.write(left) :]


def _read(pipe: int, length: int, until: float) -> bytes:
    """Exactly so many bytes. TimeoutError when they are not there in time, EOFError when they never will be."""
    read = bytearray()
    while len(read) < length:
        if not select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
            raise TimeoutError
        piece = os.read(pipe, length - len(read))
        if not piece:
            raise EOFError("no answer")
        read += piece
    return bytes(read)
