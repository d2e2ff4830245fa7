"""A web server on real sockets that behaves as badly as it is told to, and counts.

    with hostile_server() as server:
        server.at("/a.png", answer(content, type="image/png"))
        server.at("/slow.png", dripping_body(content, interval=0.2))
        fetch(server.url("/a.png"), guard=server.guard)
        assert server.count("/a.png") == 1

A behaviour is a function that is given the Exchange; write one for what is missing here.
"""

from __future__ import annotations

import gzip
import socket
import socketserver
import struct
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from ssl import SSLContext

from articles.images.guard import Guard


class HostileServer(socketserver.ThreadingTCPServer):
    """`latency` is how many seconds each answer waits; `most_at_once` how many requests ever waited for one at the same time."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 64

    def __init__(self, ip: str = "127.0.0.1", port: int = 0, tls: SSLContext | None = None) -> None:
        super().__init__((ip, port), _Conversation)
        self.tls, self.latency = tls, 0.0
        self.over = threading.Event()
        self.connections = self.most_at_once = self._now = 0
        self._lock = threading.Lock()
        self._behaviours: dict[str, Behaviour] = {}
        self._counts: Counter[str] = Counter()
        self._headers: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        self.forms: list[tuple[str, str]] = []  # (method and path, body) of each request that had a body

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def guard(self) -> Guard:
        """One that allows this server besides what is public."""
        return Guard(also=frozenset({(str(self.server_address[0]), self.port)}))

    def url(self, path: str = "/", host: str = "") -> str:
        return f"{'https' if self.tls else 'http'}://{host or self.server_address[0]}:{self.port}{path}"

    def at(self, path: str, behaviour: Behaviour) -> str:
        """From now on, `path` (and its query) behaves like that. Its address."""
        self._behaviours[path] = behaviour
        return self.url(path)

    def count(self, path: str = "") -> int:
        """Requests of this path; of any without one."""
        return self._counts[path] if path else self._counts.total()

    def headers(self, path: str) -> dict[str, str]:
        """Of the last request of this path; names in lower case."""
        return self._headers[path][-1]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what half of the tests are about."""

    def serve(self, exchange: Exchange) -> None:
        with self._lock:
            self._counts[exchange.path] += 1
            self._headers[exchange.path].append(exchange.headers)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        # Nobody is counted who may have an answer: its client may ask for the next one at once.
        self.over.wait(self.latency)
        with self._lock:
            self._now -= 1
        self._behaviours.get(exchange.path, missing())(exchange)


class Exchange:
    """A request that was read, and the socket to answer on."""

    def __init__(self, server: HostileServer, sock: socket.socket, path: str, headers: dict[str, str]) -> None:
        self.server, self.sock, self.path, self.headers = server, sock, path, headers

    def send(self, content: bytes) -> None:
        self.sock.sendall(content)

    def drip(self, content: bytes, interval: float) -> None:
        """A byte at a time, until the client or the server has had enough."""
        for byte in content:
            self.send(bytes([byte]))
            if self.server.over.wait(interval):
                return


Behaviour = Callable[[Exchange], None]


class _Conversation(socketserver.BaseRequestHandler):
    server: HostileServer

    def handle(self) -> None:
        self.server.connections += 1
        with suppress(OSError):
            sock = self.server.tls.wrap_socket(self.request, server_side=True) if self.server.tls else self.request
            with sock, sock.makefile("rb") as lines:
                request = lines.readline().decode("latin-1").split(" ")
                headers = {}
                while (line := lines.readline().decode("latin-1").rstrip("\r\n")) != "":
                    name, _, value = line.partition(":")
                    headers[name.lower()] = value.strip()
                if body := lines.read(int(headers.get("content-length", 0))).decode("latin-1"):
                    self.server.forms.append((" ".join(request[:2]), body))
                if len(request) == 3:
                    self.server.serve(Exchange(self.server, sock, request[1], headers))


@contextmanager
def hostile_server(ip: str = "127.0.0.1", port: int = 0, tls: SSLContext | None = None) -> Iterator[HostileServer]:
    with HostileServer(ip, port, tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def head(status: int = 200, **headers: object) -> bytes:
    """Status line and headers; `content_length=3` is sent as Content-Length."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def raw(content: bytes) -> Behaviour:
    """These very bytes, whatever they are."""
    return lambda exchange: exchange.send(content)


def answer(content: bytes = b"", status: int = 200, type: str = "image/png", **headers: object) -> Behaviour:
    """An honest answer with these bytes; also with a type that they are not of."""
    return raw(head(status, **{"content_type": type, "content_length": len(content), **headers}) + content)


def missing() -> Behaviour:
    return answer(b"not here", status=404, type="text/plain")


def forbidden() -> Behaviour:
    return answer(b"not for you", status=403, type="text/plain")


def broken() -> Behaviour:
    return answer(b"oh no", status=500, type="text/plain")


def busy(retry_after: object) -> Behaviour:
    return answer(b"later", status=429, type="text/plain", retry_after=retry_after)


def html_for_a_picture() -> Behaviour:
    return answer(b"<!doctype html><script>alert(1)</script>", type="image/png")


def redirect(location: str, status: int = 302) -> Behaviour:
    return answer(status=status, location=location)


def endless_redirects() -> Behaviour:
    """Each to a path of its own, and the last of them is never reached."""

    def behave(exchange: Exchange) -> None:
        onward = f"{exchange.path}x"
        exchange.server.at(onward, behave)
        redirect(onward)(exchange)

    return behave


def unchanged_for(etag: str, content: bytes) -> Behaviour:
    """304 for who has it already."""

    def behave(exchange: Exchange) -> None:
        known = exchange.headers.get("if-none-match") == etag
        (answer(status=304, etag=etag) if known else answer(content, etag=etag))(exchange)

    return behave


def wrong_length(content: bytes, said: int) -> Behaviour:
    return raw(head(content_type="image/png", content_length=said) + content)


def cut_after(count: int, content: bytes) -> Behaviour:
    """The connection ends in an orderly way after that many bytes of the content."""
    return wrong_length(content[:count], said=len(content))


def resets(after: bytes = b"") -> Behaviour:
    """The connection is torn down, with the bytes `after` sent before."""

    def behave(exchange: Exchange) -> None:
        exchange.send(after)
        time.sleep(0.05)  # or the reset would overtake the bytes
        exchange.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave


def dripping_head(interval: float) -> Behaviour:
    """Headers without end, a byte at a time."""
    return lambda exchange: exchange.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Drip: drop\r\n" * 1000, interval)


def dripping_body(content: bytes, interval: float, **headers: object) -> Behaviour:
    def behave(exchange: Exchange) -> None:
        exchange.send(head(content_type="image/png", **(headers or {"content_length": len(content)})))
        exchange.drip(content, interval)

    return behave


def bomb(megabytes: int, layers: int = 1) -> Behaviour:
    """Zeros, packed by gzip: a thousandth of what they unpack to."""
    content = gzip.compress(bytes(1024 * 1024)) * megabytes
    for _ in range(layers - 1):
        content = gzip.compress(content)
    return answer(content, content_encoding=", ".join(["gzip"] * layers))


def endless(piece: bytes = bytes(64 * 1024), **headers: object) -> Behaviour:
    """A body that never ends, as fast as it is taken."""

    def behave(exchange: Exchange) -> None:
        exchange.send(head(content_type="image/png", **headers))
        while not exchange.server.over.is_set():
            exchange.send(piece)

    return behave


def silent() -> Behaviour:
    """Takes the request and never says a word."""

    def behave(exchange: Exchange) -> None:
        exchange.server.over.wait(60)

    return behave
