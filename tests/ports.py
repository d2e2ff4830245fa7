"""Ports for servers that are started by tests and cannot be given a socket."""

import os
import socket
from itertools import count

# Below those that the kernel gives to whoever asks for any, and apart for each worker of a run: nobody takes one before its server.
FIRST, EACH = 20_000, 500
_next = count(os.getpid())


def free_port() -> int:
    """On 127.0.0.1; never the same one twice, until there are no others."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for _ in range(EACH):
        port = FIRST + worker * EACH + next(_next) % EACH
        try:
            socket.create_server(("127.0.0.1", port)).close()
            return port
        except OSError:
            continue
    raise AssertionError(f"no port is free from {FIRST + worker * EACH} on")
