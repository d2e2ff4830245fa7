"""Answers that are none: each becomes a named refusal, and leaves nothing behind."""

import gc
import gzip
import os
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.images.download import Limits, Refusal, fetch
from articles.images.refusals import BadAnswer, CutShort, TooLarge, Unreachable
from tests.images import hostile
from tests.images.hostile import answer, head, hostile_server, raw, redirect

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


class TestBrokenAnswers:
    @pytest.mark.parametrize(
        "behaviour",
        [
            hostile.cut_after(100, PICTURE),
            hostile.cut_after(0, PICTURE),
            hostile.wrong_length(PICTURE, said=len(PICTURE) + 1),
            hostile.resets(after=head(content_length=100) + b"half"),
            raw(head(transfer_encoding="chunked") + b"ff\r\nhalf"),
            raw(head(transfer_encoding="chunked") + b"4\r\nhalf\r\n"),
            raw(head(transfer_encoding="chunked") + b"many\r\nhalf\r\n"),
            raw(head(transfer_encoding="chunked") + b"-4\r\nhalf\r\n"),
        ],
        ids=["cut", "nothing", "a byte missing", "reset", "cut chunk", "no last chunk", "no chunk", "negative chunk"],
    )
    def test_a_body_that_breaks_off_is_no_picture(self, get, behaviour):
        with pytest.raises(CutShort) as refused:
            get(behaviour)
        assert not refused.value.lasting

    @pytest.mark.parametrize(
        "behaviour",
        [hostile.resets(), raw(b""), hostile.resets(after=b"HTTP/1.1 200 OK\r\nA:"), raw(b"HTTP/1.1 100 Continue\r\n\r\n")],
        ids=["reset", "closed", "in headers", "after a promise"],
    )
    def test_a_server_that_hangs_up_before_its_answer_is_unreachable(self, get, behaviour):
        with pytest.raises(Unreachable):
            get(behaviour)

    @pytest.mark.parametrize(
        "content",
        [
            b"SSH-2.0-OpenSSH_9.6\r\n",
            b"<html>not http</html>",
            b"HTTP/1.1 abc OK\r\n\r\n",
            b"HTTP/1.1 99999 OK\r\n\r\n",
            b"HTTP/2 \x00\r\n\r\n",
            b"ICY 200 OK\r\n\r\n",
            b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 200 + b"\r\n",
            b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 70_000 + b"\r\n\r\n",
            b"HTTP/1.1 200 " + b"a" * 70_000 + b"\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Length: 3, 4\r\n\r\nabc",
        ],
        ids=["ssh", "html", "word", "status", "version", "icecast", "many headers", "long header", "long status", "two lengths"],
    )
    def test_what_is_no_http_is_refused(self, get, content):
        with pytest.raises(BadAnswer):
            get(raw(content))

    def test_headers_without_end_are_stopped(self, get):
        with pytest.raises((BadAnswer, TooLarge)):
            get(raw(b"HTTP/1.1 200 OK\r\n" + (b"X-Long: " + b"a" * 60_000 + b"\r\n") * 50), limits=Limits(bytes=1000))

    def test_an_answer_that_is_always_about_to_come_is_stopped(self, get):
        with pytest.raises(TooLarge):
            get(raw(b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000), limits=Limits(bytes=1000))

    @pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="open files are counted as Linux lists them")
    def test_no_socket_is_left_behind(self, get):
        behaviours = [answer(PICTURE), hostile.missing(), hostile.resets(), hostile.cut_after(3, PICTURE), raw(b"?"), redirect("ftp://x/")]
        gc.disable()  # nothing here is to wait for the collector
        try:
            before = open_files()
            for behaviour in behaviours * 5:
                with suppress(Refusal):
                    get(behaviour)
            for _ in range(500):  # the server's side of them is closed by threads of its own
                if open_files() > before:
                    time.sleep(0.02)
            assert open_files() <= before
        finally:
            gc.enable()


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_whatever_a_server_sends_is_an_answer_or_a_named_refusal():
    with hostile_server() as server:

        @given(ANY_BYTES | ANY_HEADERS)
        def fetched(sent):
            with suppress(Refusal):
                assert fetch(server.at("/", raw(sent)), guard=server.guard, limits=Limits(seconds=5)).status == 200

        fetched()


ODD_VALUES = ["", "0", "5", "-1", "9" * 5000, "1_0", "5, 5", "a\tb", "//[", "\xff"]
ODD_ENCODINGS = ["chunked", "gzip", "deflate", "identity", "chunked, chunked"]
ODD_NAMES = ["content_length", "transfer_encoding", "content_encoding", "content_type", "etag", "location", "retry_after", "connection"]
ANY_BYTES = st.binary(max_size=300) | st.binary(max_size=100).map(lambda rest: b"HTTP/1.1 200 OK\r\n" + rest)
ANY_HEADERS = st.builds(
    lambda status, headers, body: head(status, **headers) + body,
    st.sampled_from([200, 200, 204, 302, 304, 429]),
    st.dictionaries(st.sampled_from(ODD_NAMES), st.sampled_from(ODD_VALUES + ODD_ENCODINGS), max_size=4),
    st.binary(max_size=60) | st.sampled_from([b"5\r\nhello\r\n0\r\n\r\n", b"-1\r\nhello", gzip.compress(b"hello")]),
)
