"""The one door to the network: fetch an address of the web, or send it a form, or say in a word why not. Pure.

read the address | look its host up, once | check all that was found | connect to what was checked | ask | follow, or take the answer

One deadline holds for all of it, redirects included. Nothing of the environment is heeded: no proxy, no cookie, no password.
"""

from __future__ import annotations

import socket
import ssl
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from queue import Empty, SimpleQueue
from threading import Thread
from typing import cast
from urllib.parse import urlencode

from urllib3.connection import HTTPConnection
from urllib3.exceptions import DecodeError, HTTPError
from urllib3.response import BaseHTTPResponse

from articles.images.guard import PUBLIC, Guard
from articles.images.refusals import (
    BadAnswer,
    BadCertificate,
    BadEncoding,
    BadStatus,
    CutShort,
    Refusal,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    UnknownHost,
    Unreachable,
)
from articles.images.targets import Target, host_of
from articles.images.wire import Deadline, Wire

__all__ = ["PUBLIC", "Answer", "BadStatus", "Guard", "Limits", "Refusal", "fetch", "host_of", "post_form"]

AGENT = "Newsroom/1"
_PIECE = 64 * 1024
# What an answer may have beside its content: headers, and the frames of chunks.
_FRAMES = 256 * 1024
_MOST_ADDRESSES = 4
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_LONGEST_HEADER = 300


@dataclass(frozen=True, slots=True)
class Limits:
    """`bytes` both as sent and as unpacked; `seconds` from the call to its return; how many `redirects` are followed."""

    bytes: int = 10 * 1024 * 1024
    seconds: float = 15.0
    redirects: int = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What came from `url`, where the redirects ended. 304, only where it was asked for, has no content. A header that is missing, or
    too odd to be kept, is "". The content is whatever was sent: nothing here believes what `content_type` calls it."""

    url: str
    status: int
    content: bytes
    content_type: str
    etag: str
    last_modified: str


USUAL = Limits()


def fetch(
    url: str,
    *,
    guard: Guard = PUBLIC,
    limits: Limits = USUAL,
    accept: str = "*/*",
    agent: str = AGENT,
    etag: str = "",
    last_modified: str = "",
) -> Answer:
    """Ask for `url`; with `etag` or `last_modified` of an earlier answer, only for what has changed since. Raises Refusal."""
    deadline = Deadline(limits.seconds)
    headers = {"User-Agent": agent, "Accept": accept, "Accept-Encoding": "gzip, deflate", "Connection": "close"}
    # Every hop is asked these: the answer that gave them stood at the end of the redirects.
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers |= {name: value for name, value in known.items() if value}
    target = Target.of(url)
    for _ in range(limits.redirects + 1):
        with closing(_connect(target, guard, deadline)) as sock:
            response = _ask(target, Wire(sock, deadline, allowed=limits.bytes + _FRAMES), headers)
            if response.status not in _REDIRECTS or "location" not in response.headers:
                return _answer(target, response, limits, is_304_welcome=bool(etag or last_modified))
        # From https to http too: what is fetched is looked at like a stranger's in either case, and nothing secret is sent.
        target = target.follow(_as_utf8(response.headers["location"]))
    raise TooManyRedirects()


def post_form(url: str, fields: list[tuple[str, str]], *, guard: Guard = PUBLIC, limits: Limits = USUAL, agent: str = AGENT) -> None:
    """Send these fields to `url`, which takes them: any answer of 2xx; what else it says is not read. No redirect is followed, for
    only a GET may be repeated elsewhere. Raises Refusal."""
    deadline = Deadline(limits.seconds)
    target = Target.of(url)
    kind = "application/x-www-form-urlencoded"
    headers = {"User-Agent": agent, "Accept": "*/*", "Content-Type": kind, "Connection": "close"}
    with closing(_connect(target, guard, deadline)) as sock:
        response = _ask(target, Wire(sock, deadline, allowed=_FRAMES), headers, urlencode(fields).encode())
        if not 200 <= response.status < 300:
            raise BadStatus.of(response.status, response.headers.get("retry-after", ""))


def resolve(host: str, port: int) -> list[str]:
    """The numeric addresses of a name, in the order that the system prefers. Raises OSError and UnicodeError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@cache
def trust() -> ssl.SSLContext:
    """The system's certificate authorities; names are checked."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _connect(target: Target, guard: Guard, deadline: Deadline) -> socket.socket:
    """A socket to an address that was checked, and not to a name: a second look-up could find somewhere else."""
    guard.check_port(target.port)
    addresses = [target.host] if target.is_numeric else _look_up(target, deadline)
    for address in addresses:
        guard.check(address, target.port)
    sock = _reach(addresses[:_MOST_ADDRESSES], target.port, deadline)
    return _secured(sock, target.host, deadline) if target.scheme == "https" else sock


def _look_up(target: Target, deadline: Deadline) -> list[str]:
    """In a thread that is left to itself at the deadline, for the system's resolver takes no timeout."""
    answers: SimpleQueue[list[str]] = SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolve(target.host, target.port))
        except (OSError, UnicodeError):
            answers.put([])

    Thread(target=ask, name=f"resolve {target.host}", daemon=True).start()
    try:
        addresses = answers.get(timeout=deadline.left())
    except Empty:
        raise TooSlow() from None
    if not addresses:
        raise UnknownHost()
    return addresses


def _reach(addresses: list[str], port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first that takes one. One that keeps silent has its share of the time, and not that of the others."""
    for position, address in enumerate(addresses):
        share = deadline.left() / (len(addresses) - position)
        try:
            sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        except OSError:  # a machine without IPv6
            continue
        try:
            sock.settimeout(share)
            sock.connect((address, port))
            return sock
        except OSError:
            sock.close()
    deadline.left()
    raise Unreachable()


def _secured(sock: socket.socket, host: str, deadline: Deadline) -> socket.socket:
    """The socket under TLS, with a certificate for the name that was asked for. Takes the socket over, also where it fails."""
    try:
        sock.settimeout(deadline.left())
        return trust().wrap_socket(sock, server_hostname=host)
    except TimeoutError as error:
        raise TooSlow() from error
    except ssl.SSLCertVerificationError as error:
        raise BadCertificate() from error
    except OSError as error:
        raise Unreachable() from error
    finally:
        sock.close()  # wrapping has taken its descriptor away, or it is no longer wanted


def _ask(target: Target, wire: Wire, headers: dict[str, str], form: bytes | None = None) -> BaseHTTPResponse:
    """The response with its headers read, and no more; to a POST where there is a form. urllib3's connection, not its pool: that
    retries, redirects and resolves."""
    connection = HTTPConnection(target.host, target.port)
    connection.sock = cast(socket.socket, wire)
    try:
        method = "GET" if form is None else "POST"
        connection.request(method, target.path, form, {"Host": target.authority, **headers}, preload_content=False)
        return connection.getresponse()
    except OSError as error:
        raise Unreachable() from error
    except (HTTPError, HTTPException) as error:
        raise BadAnswer() from error


def _answer(target: Target, response: BaseHTTPResponse, limits: Limits, *, is_304_welcome: bool) -> Answer:
    """The response as an answer, read to its end. Raises Refusal."""
    is_unchanged = response.status == 304 and is_304_welcome
    if response.status != 200 and not is_unchanged:
        raise BadStatus.of(response.status, response.headers.get("retry-after", ""))
    return Answer(
        url=target.url,
        status=response.status,
        content=b"" if is_unchanged else _content(response, limits.bytes),
        content_type=_kept(response, "content-type"),
        etag=_kept(response, "etag"),
        last_modified=_kept(response, "last-modified"),
    )


def _content(response: BaseHTTPResponse, most: int) -> bytes:
    """Unpacked piece by piece, so that a small body which unpacks to gigabytes takes no more memory than an honest one."""
    # Anything else urllib3 would hand on as it came, or unpack several times over.
    if response.headers.get("content-encoding", "").lower() not in _ENCODINGS:
        raise BadEncoding()
    if response.headers.get("transfer-encoding", "chunked").lower() != "chunked":
        raise BadEncoding()
    if (response.length_remaining or 0) > most:
        raise TooLarge()
    content = bytearray()
    try:
        for piece in response.stream(_PIECE, decode_content=True):
            content += piece
            if len(content) > most:
                raise TooLarge()
    except DecodeError as error:
        raise BadEncoding() from error
    except (HTTPError, HTTPException, OSError, ValueError) as error:  # ValueError: a chunk of negative length
        raise CutShort() from error
    return bytes(content)


def _kept(response: BaseHTTPResponse, name: str) -> str:
    """A header's value for storing, and for sending back; "" for one that is too long or has more than printable ASCII."""
    value = response.headers.get(name, "")
    return value if len(value) <= _LONGEST_HEADER and value.isascii() and value.isprintable() else ""


def _as_utf8(header: str) -> str:
    """Headers are read as Latin-1; addresses in them are UTF-8 where they are not plain."""
    try:
        return header.encode("latin-1").decode()
    except UnicodeError:
        return header
