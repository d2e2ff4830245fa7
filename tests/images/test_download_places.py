"""Whom a download connects to: the addresses that were checked, and nobody else."""

import socket
import ssl
import subprocess
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.images import download
from articles.images.download import Guard, Refusal, fetch
from articles.images.refusals import BadCertificate, BadPort, PrivateAddress, UnknownHost, Unreachable
from tests.images.hostile import answer, hostile_server, redirect

PICTURE = b"\x89PNG\r\n\x1a\n"


class TestAddresses:
    @pytest.mark.parametrize(
        "addresses", [["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["1.1.1.1", "fe80::1%eth0"], ["::ffff:1.1.1.1"], ["2606:4700::1", "::1"]]
    )
    def test_a_name_with_one_private_address_is_refused_whatever_else_it_has(self, names, addresses):
        names["paper.example"] = addresses

        with pytest.raises(PrivateAddress):
            fetch("https://paper.example/a.png")

    def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(self, monkeypatch):
        """A name that leads elsewhere at the second look: DNS rebinding."""
        asked = []

        def getaddrinfo(host, port, *args, **options):
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port))]

        with hostile_server() as server, hostile_server("127.0.0.2", server.port) as inside:
            server.at("/a.png", answer(PICTURE))
            inside.at("/a.png", answer(b"secret"))
            monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
            url = server.url("/a.png", host="rebinds.example")

            assert fetch(url, guard=server.guard).content == PICTURE
            with pytest.raises(Refusal):
                fetch(url, guard=Guard(also=frozenset({("127.0.0.3", server.port)})))
            assert asked == ["rebinds.example", "rebinds.example"]
            assert inside.connections == 0
            assert server.headers("/a.png")["host"] == f"rebinds.example:{server.port}"

    def test_a_name_is_looked_up_for_each_hop(self, server, names):
        names["paper.example"] = names["cdn.example"] = ["127.0.0.1"]
        server.at("/a.png", redirect(server.url("/b.png", host="cdn.example")))
        server.at("/b.png", answer(PICTURE))

        assert fetch(server.url("/a.png", host="paper.example"), guard=server.guard).content == PICTURE
        assert names.asked == ["paper.example", "cdn.example"]
        assert server.headers("/b.png")["host"] == f"cdn.example:{server.port}"

    def test_a_forbidden_port_is_refused_before_anybody_is_asked(self, names):
        with pytest.raises(BadPort):
            fetch("http://paper.example:6379/")
        assert names.asked == []

    def test_a_number_is_nothing_to_look_up(self, names):
        with pytest.raises(PrivateAddress):
            fetch("http://127.0.0.1/")
        assert names.asked == []

    @pytest.mark.parametrize("error", [socket.gaierror(-2, "unknown"), UnicodeError("label too long"), OSError("no network")])
    def test_a_name_that_nobody_knows_is_refused(self, monkeypatch, error):
        def resolve(host, port):
            raise error

        monkeypatch.setattr(download, "resolve", resolve)
        with pytest.raises(UnknownHost):
            fetch("https://nowhere.example/")

    def test_the_next_address_is_tried_where_the_first_takes_no_connection(self, server, names):
        names["paper.example"] = ["127.0.0.9", "127.0.0.1"]
        server.at("/a.png", answer(PICTURE))
        both = Guard(also=frozenset({("127.0.0.9", server.port), ("127.0.0.1", server.port)}))

        assert fetch(server.url("/a.png", host="paper.example"), guard=both).content == PICTURE

    def test_where_nothing_listens_the_server_is_unreachable(self, server):
        with pytest.raises(Unreachable):
            fetch(f"http://127.0.0.9:{server.port}/", guard=Guard(also=frozenset({("127.0.0.9", server.port)})))

    def test_the_system_resolver_is_asked_for_numeric_addresses(self):
        assert "127.0.0.1" in download.resolve("localhost", 80)

    @given(st.text(max_size=40) | st.from_regex(r"https?://[0-9a-fx.:@\[\]%]{1,30}(/.{0,5})?", fullmatch=True))
    def test_whatever_an_address_is_it_is_refused_by_name_and_connects_to_nothing_inside(self, text):
        """Without a network: a name resolves to a private address, and a public address takes no connection."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(download, "resolve", lambda host, port: ["10.0.0.1"])
            patch.setattr(socket, "socket", _no_socket)
            with pytest.raises(Refusal):
                fetch(text)


def _no_socket(*args):
    raise OSError("there is no network")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The path of a file with the key and certificate of paper.example, signed by itself."""
    folder = tmp_path_factory.mktemp("certificate")
    key, signed, both = folder / "key.pem", folder / "signed.pem", folder / "both.pem"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=paper.example", "-addext", "subjectAltName=DNS:paper.example"]
    command = ["openssl", "req", "-x509", *kind, *names, "-keyout", key, "-out", signed]
    subprocess.run(command, check=True, capture_output=True)
    both.write_bytes(key.read_bytes() + signed.read_bytes())
    return both


class TestCertificates:
    @pytest.fixture
    def secure(self, certificate, names):
        """The server; `secure.asked_for` are the names that clients said they want to reach."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        asked_for = []
        context.sni_callback = lambda sock, name, context: asked_for.append(name)
        names["paper.example"] = names["other.example"] = ["127.0.0.1"]
        with hostile_server(tls=context) as server:
            server.at("/a.png", answer(PICTURE))
            server.asked_for = asked_for
            yield server

    @pytest.fixture
    def trusted(self, certificate, monkeypatch):
        monkeypatch.setattr(download, "trust", lambda: ssl.create_default_context(cafile=certificate))

    def test_one_that_nobody_known_has_signed_is_refused(self, secure):
        with pytest.raises(BadCertificate):
            fetch(secure.url("/a.png", host="paper.example"), guard=secure.guard)
        assert secure.count() == 0

    def test_it_is_checked_against_the_name_and_not_the_address(self, secure, trusted):
        assert fetch(secure.url("/a.png", host="paper.example"), guard=secure.guard).content == PICTURE
        assert secure.asked_for == ["paper.example"]
        assert secure.headers("/a.png")["host"] == f"paper.example:{secure.port}"

    @pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
    def test_one_for_another_name_is_refused(self, secure, trusted, host):
        with pytest.raises(BadCertificate):
            fetch(secure.url("/a.png", host=host), guard=secure.guard)
        assert secure.count() == 0

    def test_a_server_without_encryption_is_not_reached_by_https(self):
        def answer_plainly():
            with plain.accept()[0] as sock:
                sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                sock.recv(1024)

        with socket.create_server(("127.0.0.1", 0)) as plain:
            threading.Thread(target=answer_plainly, daemon=True).start()
            place = plain.getsockname()
            with pytest.raises(Unreachable):
                fetch(f"https://127.0.0.1:{place[1]}/", guard=Guard(also=frozenset({place})))

    def test_the_authorities_are_those_of_the_system(self):
        assert download.trust().verify_mode == ssl.CERT_REQUIRED
        assert download.trust().check_hostname
        assert download.trust().minimum_version >= ssl.TLSVersion.TLSv1_2
