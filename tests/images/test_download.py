"""The one door to the network: what is asked, and what counts as an answer."""

import gzip
import zlib

import pytest

from articles.images.download import Refusal
from articles.images.refusals import BadAddress, BadPort, BadStatus, PrivateAddress, TooManyRedirects, UnknownHost
from tests.images import hostile
from tests.images.hostile import answer, head, hostile_server, raw, redirect

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


class TestAnswers:
    def test_an_answer_is_the_bytes_and_what_was_said_about_them(self, server, get):
        found = get(answer(PICTURE, etag='"a1"', last_modified="Thu, 01 Jan 2026 00:00:00 GMT"))

        assert (found.status, found.content, found.url) == (200, PICTURE, server.url("/a.png"))
        assert (found.content_type, found.etag, found.last_modified) == ("image/png", '"a1"', "Thu, 01 Jan 2026 00:00:00 GMT")

    def test_a_type_is_reported_and_not_believed(self, get):
        found = get(hostile.html_for_a_picture())

        assert found.content_type == "image/png"
        assert found.content.startswith(b"<!doctype html>")

    @pytest.mark.parametrize("packed", [gzip.compress(PICTURE), gzip.compress(PICTURE[:9]) + gzip.compress(PICTURE[9:])])
    def test_gzip_is_unpacked(self, get, packed):
        assert get(answer(packed, content_encoding="gzip")).content == PICTURE

    @pytest.mark.parametrize("wbits", [zlib.MAX_WBITS, -zlib.MAX_WBITS], ids=["zlib", "raw"])
    def test_deflate_is_unpacked_in_both_of_its_readings(self, get, wbits):
        packer = zlib.compressobj(wbits=wbits)
        assert get(answer(packer.compress(PICTURE) + packer.flush(), content_encoding="deflate")).content == PICTURE

    def test_chunks_are_put_together(self, get):
        chunks = b"".join(b"%x;note=1\r\n%b\r\n" % (len(piece), piece) for piece in (PICTURE[:1], PICTURE[1:4000], PICTURE[4000:]))
        assert get(raw(head(transfer_encoding="chunked") + chunks + b"0\r\nX-Trailer: a\r\n\r\n")).content == PICTURE

    def test_a_body_without_a_length_goes_on_to_the_end(self, get):
        assert get(raw(head() + PICTURE)).content == PICTURE

    def test_an_empty_body_is_an_answer(self, get):
        assert get(answer(b"")).content == b""

    def test_what_a_server_says_in_a_header_is_kept_only_if_it_is_plain(self, get):
        found = get(raw(b"HTTP/1.1 200 OK\r\nETag: \xff\r\nContent-Type: image/\x00png\r\nLast-Modified: " + b"a" * 301 + b"\r\n\r\n"))

        assert (found.etag, found.content_type, found.last_modified) == ("", "", "")


class TestTheRequest:
    def test_it_says_who_asks_and_carries_nothing_else(self, server, get):
        get(answer(PICTURE), agent="Newsroom/1 (+https://news.example)", accept="image/*")

        assert server.headers("/a.png") == {
            "host": f"127.0.0.1:{server.port}",
            "user-agent": "Newsroom/1 (+https://news.example)",
            "accept": "image/*",
            "accept-encoding": "gzip, deflate",
            "connection": "close",
        }

    def test_it_asks_only_for_what_has_changed(self, server, get):
        behaviour = hostile.unchanged_for('"a1"', PICTURE)

        assert get(behaviour, etag='"a1"', last_modified="Thu, 01 Jan 2026 00:00:00 GMT").content == b""
        assert server.headers("/a.png")["if-modified-since"] == "Thu, 01 Jan 2026 00:00:00 GMT"
        assert get(behaviour, etag='"a1"').status == 304
        assert get(behaviour, etag='"a2"').content == PICTURE

    def test_nothing_has_changed_since_nothing(self, get):
        with pytest.raises(BadStatus) as refused:
            get(answer(status=304))
        assert refused.value.status == 304

    def test_the_proxies_of_the_environment_are_ignored(self, server, get, monkeypatch):
        with hostile_server() as proxy:
            for name in ("http_proxy", "https_proxy", "all_proxy"):
                monkeypatch.setenv(name, proxy.url())
                monkeypatch.setenv(name.upper(), proxy.url())
            monkeypatch.setenv("no_proxy", "")

            assert get(answer(PICTURE)).content == PICTURE
            assert proxy.connections == 0

    def test_it_is_made_once(self, server, get):
        for behaviour in (hostile.broken(), hostile.busy(1), hostile.resets()):
            before = server.connections
            with pytest.raises(Refusal):
                get(behaviour)
            assert server.connections == before + 1

    def test_no_cookie_is_kept(self, server, get):
        get(answer(PICTURE, set_cookie="a=b"))
        get(answer(PICTURE))

        assert "cookie" not in server.headers("/a.png")


class TestStatus:
    @pytest.mark.parametrize("behaviour, status", [(hostile.missing(), 404), (hostile.forbidden(), 403), (answer(status=410), 410)])
    def test_what_is_not_given_to_us_is_refused_for_good(self, get, behaviour, status):
        with pytest.raises(BadStatus) as refused:
            get(behaviour)
        assert (refused.value.status, refused.value.lasting, refused.value.retry_after) == (status, True, None)

    def test_a_busy_server_says_how_long_to_wait(self, get):
        with pytest.raises(BadStatus) as refused:
            get(hostile.busy(120))
        assert (refused.value.status, refused.value.lasting, refused.value.retry_after) == (429, False, 120)

    @pytest.mark.parametrize("status", [201, 206, 300, 500, 503])
    def test_only_200_is_an_answer(self, get, status):
        with pytest.raises(BadStatus):
            get(answer(PICTURE, status=status))

    def test_a_sentence_repeats_nothing_that_the_server_said(self, get):
        with pytest.raises(BadStatus) as refused:
            get(raw(b"HTTP/1.1 404 <script>\r\n\r\n<script>"))
        assert str(refused.value) == "The picture's server answers 404 (there is nothing)."


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    @pytest.mark.parametrize("location", ["/b.png", "b.png", "{server}/b.png", "//{place}/b.png", "/b.png#c"])
    def test_they_are_followed(self, server, get, status, location):
        server.at("/b.png", answer(PICTURE))

        found = get(redirect(location.format(server=server.url("").rstrip("/"), place=f"127.0.0.1:{server.port}"), status))

        assert (found.url, found.content) == (server.url("/b.png"), PICTURE)

    def test_three_and_no_more(self, server, get):
        with pytest.raises(TooManyRedirects):
            get(hostile.endless_redirects())
        assert server.count() == 4

    def test_a_redirect_to_itself_ends(self, server, get):
        with pytest.raises(TooManyRedirects):
            get(redirect("/a.png"))

    @pytest.mark.parametrize(
        "location, refusal",
        [
            ("http://169.254.169.254/latest/meta-data/", PrivateAddress),
            ("http://10.0.0.1/", PrivateAddress),
            ("http://[::1]/", PrivateAddress),
            ("http://[64:ff9b::7f00:1]/", PrivateAddress),
            ("//inside.example/", PrivateAddress),
            ("http://127.1/", BadAddress),
            ("http://user:word@paper.example/", BadAddress),
            ("file:///etc/passwd", BadAddress),
            ("http://1.1.1.1:22/", BadPort),
            ("http://nowhere.example/", UnknownHost),
        ],
    )
    def test_each_hop_is_checked_like_the_first(self, get, names, location, refusal):
        names["inside.example"] = ["192.168.1.1"]

        with pytest.raises(refusal):
            get(redirect(location))

    def test_nothing_is_carried_over(self, server, get):
        server.at("/b.png", answer(PICTURE))
        get(answer(status=302, location="/b.png", set_cookie="a=b"))

        assert set(server.headers("/b.png")) == {"host", "user-agent", "accept", "accept-encoding", "connection"}

    def test_the_place_may_be_told_in_utf8(self, server, get):
        server.at("/%C3%A4.png", answer(PICTURE))

        assert get(raw("HTTP/1.1 302 Found\r\nLocation: /ä.png\r\n\r\n".encode())).url == server.url("/%C3%A4.png")

    @pytest.mark.parametrize("head", [b"HTTP/1.1 302 Found\r\n\r\n", b"HTTP/1.1 305 Use Proxy\r\nLocation: /b.png\r\n\r\n"])
    def test_what_leads_nowhere_is_a_status_like_any_other(self, get, head):
        with pytest.raises(BadStatus):
            get(raw(head))
