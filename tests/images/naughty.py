"""The child process with jobs that no picture should be able to make it do: what a reader that has been taken over might try."""

import os
import socket
import sys
import time

from articles.images.shaping import child, wire


def _tried(do) -> str:
    try:
        do()
    except OSError as error:
        return type(error).__name__
    return "done"


def forbidden(head, content, memory):
    """What became of each try to get at something."""
    tries = {
        "read": lambda: open(__file__).close(),
        "write": lambda: open(head["path"], "w").close(),
        "connect": lambda: socket.socket().close(),
        "pipe": os.pipe,
        "question": lambda: os.read(0, 1),
        "answer": lambda: os.write(1, b"x"),
    }
    return {name: _tried(do) for name, do in tries.items()}, b""


def seen(head, content, memory):
    """What the process knows of the world it was started from."""
    return {"environment": sorted(os.environ), "django": "django" in sys.modules, "folder": os.getcwd()}, b""


def eat(head, content, memory):
    eaten = [bytearray(1024 * 1024) for _ in range(4096)]
    return {"eaten": len(eaten)}, b""


def spin(head, content, memory):
    while True:
        pass


def sleep(head, content, memory):
    time.sleep(60)
    return {}, b""


def die(head, content, memory):
    os.kill(os.getpid(), head["signal"])
    return {}, b""


def fail(head, content, memory):
    raise LookupError("a fault of ours")


def talk(head, content, memory):
    return {}, bytes(wire.MAX_ANSWER + 1)


def blurt(head, content, memory):
    """Not a frame, and written behind the back of what writes frames."""
    for descriptor in range(2, 64):
        _tried(lambda number=descriptor: os.write(number, b"garbage that is no frame at all"))
    os._exit(0)


def _kind(job):
    return lambda head, content: lambda memory: job(head, content, memory)


child.KINDS |= {job.__name__: _kind(job) for job in (forbidden, seen, eat, spin, sleep, die, fail, talk, blurt)}
main = child.main
