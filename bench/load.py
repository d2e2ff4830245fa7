"""Requests a second: measured by wrk where there is one, else by a small client of our own."""

import re
import shutil
import subprocess
import threading
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

CONNECTIONS = 4
WRK = shutil.which("wrk")
CLIENT = "wrk" if WRK else "a Python client (install wrk for a lighter one)"


# What every browser says.
HEADERS = {"Accept-Encoding": "gzip"}


def requests_a_second(url: str, seconds: int) -> float:
    """Raises RuntimeError if any answer is not 200."""
    return _by_wrk(url, seconds) if WRK else _by_python(url, seconds)


def _by_wrk(url: str, seconds: int) -> float:
    headers = [part for name, value in HEADERS.items() for part in ("--header", f"{name}: {value}")]
    command = [str(WRK), "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", *headers, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not found or "Non-2xx" in said:
        raise RuntimeError(f"{url} answered with errors:\n{said}")
    return float(found[1])


def _by_python(url: str, seconds: int) -> float:
    until = time.monotonic() + seconds
    counts: list[int] = []
    threads = [threading.Thread(target=_ask, args=(url, until, counts)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(counts) < CONNECTIONS:
        raise RuntimeError(f"{url} answered with errors")
    return sum(counts) / seconds


def _ask(url: str, until: float, counts: list[int]) -> None:
    """Keeps its connection where the server does; a failing one adds no count."""
    parts, count = urlsplit(url), 0
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    while time.monotonic() < until:
        connection.request("GET", parts.path, headers=HEADERS)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            return
        count += 1
    counts.append(count)
