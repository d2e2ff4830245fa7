"""How long a download may wait, and how much may come in: held at each read of the socket, where no library can forget it. Pure."""

from __future__ import annotations

import io
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from articles.images.refusals import TooLarge, TooSlow

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Socket(Protocol):
    """What is used of a connected socket, under TLS or not."""

    def settimeout(self, value: float | None, /) -> None: ...
    def sendall(self, data: bytes, /) -> None: ...
    def recv_into(self, buffer: WriteableBuffer, /) -> int: ...


class Deadline:
    """One end for everything that a download does."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Seconds, more than none. Raises TooSlow."""
        seconds = self._end - monotonic()
        if seconds <= 0:
            raise TooSlow()
        return seconds


class Wire(io.RawIOBase):
    """A connected socket in the shape that an HTTP connection takes one. However slowly bytes drip in, each wait for them ends at the
    deadline; and each byte counts against what is `allowed`, those of headers and of frames too. Raises TooSlow and TooLarge."""

    def __init__(self, sock: Socket, deadline: Deadline, allowed: int) -> None:
        self._sock, self._deadline, self._allowed = sock, deadline, allowed

    def sendall(self, content: bytes) -> None:
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(content)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._sock.settimeout(self._deadline.left())
        try:
            count = self._sock.recv_into(buffer)
        except TimeoutError:
            raise TooSlow() from None
        self._allowed -= count
        if self._allowed < 0:
            raise TooLarge()
        return count

    def settimeout(self, seconds: float | None) -> None:
        """The deadline stands."""

    def close(self) -> None:
        """An HTTP connection closes its socket when it has read the headers. Whoever opened this one closes it."""
