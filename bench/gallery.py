"""A hundred pictures of a server that is 20 ms away, beside what the cores of this machine can encode; and what a worker's memory bears."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from articles.images.shaping.jobs import Job
from articles.images.shaping.pool import decoders
from bench.newsroom import ROOT, Newsroom
from bench.pictures import NASTY, photo

COUNT, AWAY = 100, 20  # pictures, milliseconds
JOB = Job(("thumbnail", "card", "lead"))


def write_pictures(folder: Path) -> list[str]:
    """As many different files; what stands behind its end is no part of a JPEG."""
    folder.mkdir(exist_ok=True)
    content = photo(1600, 900, quality=88)
    names = [f"{number}.jpg" for number in range(COUNT)]
    for name in names:
        (folder / name).write_bytes(content + name.encode())
    return names


def seconds_of_fetching(newsroom: Newsroom, folder: Path, names: list[str]) -> float:
    """From the first claim to the last row, by a real process over real sockets. Raises RuntimeError where one was not kept."""
    newsroom.start_over()
    with serving(folder) as port:
        said, _ = newsroom.start("-m", "bench.fetching", str(port), *names).communicate()
    seconds, kept = said.decode().split()[:2]
    if int(kept) != len(names):
        raise RuntimeError(f"{len(names) - int(kept)} pictures were not kept: {said.decode()}")
    return float(seconds)


def seconds_of_encoding() -> float:
    """The same pictures from memory, by a decoder for each core: what the cores can do when nothing has to be fetched or kept."""
    content = photo(1600, 900, quality=88)
    with decoders(os.cpu_count() or 1) as shape, ThreadPoolExecutor(os.cpu_count()) as threads:
        list(threads.map(lambda number: shape(content, JOB), range(4)))  # they are started
        began = time.perf_counter()
        list(threads.map(lambda number: shape(content, JOB), range(COUNT)))
        return time.perf_counter() - began


def peak_memory(newsroom: Newsroom, folder: Path) -> float:
    """MB: the most that a worker and all its children held while it met everything that is nasty."""
    folder.mkdir(exist_ok=True)
    names = [f"nasty-{number}" for number in range(len(NASTY))]
    for name, make in zip(names, NASTY.values(), strict=True):
        (folder / name).write_bytes(make())
    newsroom.start_over()
    with serving(folder) as port:
        return newsroom.peak_memory("-m", "bench.fetching", str(port), *names)


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The port of a server of these files."""
    server = subprocess.Popen([sys.executable, "-m", "bench.server", str(folder), str(AWAY)], cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert server.stdout
        yield int(server.stdout.readline())
    finally:
        server.terminate()
        server.communicate()
