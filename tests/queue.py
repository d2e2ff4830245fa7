"""A Redis of its own, on a port of this machine, that keeps nothing."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port

REDIS = shutil.which("redis-server")


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Its address, as TASKS_URL says it."""
    port = free_port()
    process = subprocess.Popen(
        [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder), "--logfile", "redis.log"]
    )
    try:
        _wait_for(port, process)
        yield f"redis://127.0.0.1:{port}/2"
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        assert process.poll() is None, "Redis has ended; its log says why"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("Redis does not answer")
