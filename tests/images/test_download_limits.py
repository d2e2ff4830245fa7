"""What a download may cost: seconds and bytes, however a server sends them."""

import gzip
import os
import socket
import threading
import time
import tracemalloc
import zlib
from contextlib import ExitStack, contextmanager, suppress

import pytest

from articles.images import download
from articles.images.download import Guard, Limits, fetch
from articles.images.refusals import BadEncoding, CutShort, TooLarge, TooSlow
from tests.images import hostile
from tests.images.hostile import answer, head, raw

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
SOON = Limits(seconds=0.5)
# What a busy machine may add to a deadline.
GRACE = 2.0


@contextmanager
def in_time():
    began = time.monotonic()
    yield
    assert SOON.seconds * 0.9 < time.monotonic() - began < SOON.seconds + GRACE


@contextmanager
def memory_below(most):
    """What Python allocates inside, in bytes."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


@contextmanager
def deaf(ip="127.0.0.1", port=0):
    """A place whose queue of connections is full, so that a new one is not even refused."""
    with socket.create_server((ip, port), backlog=0) as listener, ExitStack() as queue:
        for _ in range(4):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()


def fetch_at(place, scheme="http"):
    return fetch(f"{scheme}://{place[0]}:{place[1]}/", guard=Guard(also=frozenset({place})), limits=SOON)


class TestTime:
    @pytest.mark.parametrize(
        "behaviour",
        [
            hostile.silent(),
            hostile.dripping_head(0.02),
            hostile.dripping_body(PICTURE, 0.02),
            hostile.dripping_body(PICTURE, 0.02, x_length="none"),
            hostile.dripping_body(b"1\r\na\r\n" * 1000, 0.02, transfer_encoding="chunked"),
            hostile.dripping_body(b"1;" + b"a" * 1000, 0.02, transfer_encoding="chunked"),
            hostile.dripping_body(gzip.compress(os.urandom(5000)), 0.02, content_encoding="gzip"),
        ],
        ids=["silent", "headers", "body", "body without length", "chunks", "a chunk's size", "gzip"],
    )
    def test_the_deadline_holds_for_all_of_an_answer(self, get, behaviour):
        with in_time(), pytest.raises(TooSlow):
            get(behaviour, limits=SOON)

    def test_the_deadline_holds_for_all_redirects_together(self, server, get):
        server.latency = 0.2
        with in_time(), pytest.raises(TooSlow):
            get(hostile.endless_redirects(), limits=Limits(seconds=SOON.seconds, redirects=30))
        assert server.count() <= 3

    def test_the_deadline_holds_for_a_resolver_that_hangs(self, monkeypatch):
        over = threading.Event()
        monkeypatch.setattr(download, "resolve", lambda host, port: over.wait(30) and [])
        with in_time(), pytest.raises(TooSlow):
            fetch("https://paper.example/", limits=SOON)
        over.set()

    def test_the_deadline_holds_for_a_connection_that_is_never_taken(self):
        with deaf() as place, in_time(), pytest.raises(TooSlow):
            fetch_at(place)

    def test_a_silent_address_leaves_time_for_the_next(self, server, names):
        server.at("/a.png", answer(PICTURE))
        names["paper.example"] = ["127.0.0.8", "127.0.0.1"]
        with deaf("127.0.0.8", server.port) as place:
            both = Guard(also=server.guard.also | {place})
            assert fetch(server.url("/a.png", host="paper.example"), guard=both, limits=Limits(seconds=2)).content == PICTURE

    @pytest.mark.parametrize("interval", [60, 0.02], ids=["never", "dripping"])
    def test_the_deadline_holds_for_a_handshake(self, interval):
        """The head of a long record, and then its bytes one by one."""
        over = threading.Event()

        def shake_hands():
            with suppress(OSError), mute.accept()[0] as sock:
                for byte in b"\x16\x03\x03\x40\x00" + bytes(0x4000):
                    over.wait(interval)
                    sock.sendall(bytes([byte]))

        with socket.create_server(("127.0.0.1", 0)) as mute:
            threading.Thread(target=shake_hands, daemon=True).start()
            with in_time(), pytest.raises(TooSlow):
                fetch_at(mute.getsockname(), scheme="https")
            over.set()


class TestSize:
    small = Limits(bytes=1000)

    def test_the_cap_itself_is_allowed_and_one_byte_more_is_not(self, get):
        for headers in ({}, {"content_encoding": "gzip"}):
            pack = gzip.compress if headers else bytes
            assert len(get(answer(pack(bytes(1000)), **headers), limits=self.small).content) == 1000
            with pytest.raises(TooLarge):
                get(answer(pack(bytes(1001)), **headers), limits=self.small)
        with pytest.raises(TooLarge):
            get(raw(head() + bytes(1001)), limits=self.small)

    def test_a_length_beyond_the_cap_is_refused_before_the_body_comes(self, get):
        with pytest.raises(TooLarge):
            get(raw(head(content_length=1001)), limits=self.small)

    @pytest.mark.parametrize(
        "behaviour",
        [
            hostile.endless(),
            hostile.endless(b"10000\r\n" + bytes(0x10000) + b"\r\n", transfer_encoding="chunked"),
            hostile.endless(b"1;" + b"a" * 60_000 + b"\r\n.\r\n", transfer_encoding="chunked"),
            hostile.endless(b"0\r\n" + b"X-Trailer: a\r\n" * 1000, transfer_encoding="chunked"),
            hostile.endless(gzip.compress(b"") * 1000, content_encoding="gzip"),
            raw(head(transfer_encoding="chunked") + b"a" * 70_000),
        ],
        ids=["body", "chunks", "chunks mostly of frames", "trailers", "gzip of nothing", "chunk size"],
    )
    def test_what_never_ends_is_stopped(self, get, behaviour):
        with memory_below(2_000_000), pytest.raises((TooLarge, CutShort)):
            get(behaviour, limits=Limits(bytes=100_000))

    @pytest.mark.parametrize("encoding", ["gzip", "deflate"])
    def test_a_bomb_is_stopped_before_it_fills_the_memory(self, get, encoding):
        packed = gzip.compress(bytes(1024 * 1024)) * 300 if encoding == "gzip" else zlib.compress(bytes(300 * 1024 * 1024), 1)
        limits = Limits(bytes=5 * 1024 * 1024)
        with memory_below(2 * limits.bytes), pytest.raises(TooLarge):
            get(answer(packed, content_encoding=encoding), limits=limits)

    @pytest.mark.parametrize("encoding", ["br", "zstd", "compress", "gzip, gzip", "gzip,br", "unheard-of", "identity, gzip"])
    def test_an_encoding_that_was_not_offered_is_refused(self, get, encoding):
        with pytest.raises(BadEncoding):
            get(answer(PICTURE, content_encoding=encoding))

    def test_layers_of_packing_are_refused(self, get):
        with pytest.raises(BadEncoding):
            get(hostile.bomb(1, layers=2))

    @pytest.mark.parametrize("encoding", ["gzip", "deflate"])
    def test_what_does_not_unpack_is_refused(self, get, encoding):
        with pytest.raises(BadEncoding):
            get(answer(PICTURE, content_encoding=encoding))

    def test_a_transfer_may_be_in_chunks_and_no_more(self, get):
        with pytest.raises(BadEncoding):
            get(raw(head(transfer_encoding="gzip, chunked") + b"0\r\n\r\n"))
