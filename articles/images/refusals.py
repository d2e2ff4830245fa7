"""Why an address on the web gave us nothing: a kind of error for each reason, a word for the database, a sentence for an editor. Pure.

No sentence repeats what a server said: that may be anything, and is read at the desk.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import ClassVar

# Codes below 500 that a server gives for the moment and not for this address.
_PASSING = frozenset({408, 421, 423, 425, 429})
_LONGEST_WAIT = 86_400.0


class Refusal(Exception):
    """Nothing was fetched. `code` is stored and never changes; `lasting` says that there is no use in trying again soon."""

    code: ClassVar[str]
    says: ClassVar[str]
    lasting: bool = True

    def __str__(self) -> str:
        return self.says


class BadAddress(Refusal):
    code, says = "bad-address", "This is not a plain address of the web."


class BadPort(Refusal):
    code, says = "port", "The address names a port that is not one of the web's."


class PrivateAddress(Refusal):
    code, says = "private-address", "The address leads into a private network."


class UnknownHost(Refusal):
    code, says, lasting = "unknown-host", "No server of that name is known.", False


class Unreachable(Refusal):
    code, says, lasting = "unreachable", "The picture's server cannot be reached.", False


class BadCertificate(Refusal):
    code, says, lasting = "certificate", "The picture's server cannot prove that it is the one it is called.", False


class TooManyRedirects(Refusal):
    code, says = "redirects", "The picture's server sends us from one address to the next."


class BadStatus(Refusal):
    """Any answer but 200; `retry_after` is how many seconds the server asks us to wait, None where it does not say."""

    code = "status"

    def __init__(self, status: int, retry_after: float | None = None) -> None:
        super().__init__(status, retry_after)
        self.status, self.retry_after = status, retry_after
        self.lasting = status < 500 and status not in _PASSING

    @classmethod
    def of(cls, status: int, header: str) -> BadStatus:
        """With the wait that a Retry-After header asks for, in seconds or as a date: a day at the most."""
        seconds = _seconds(header)
        return cls(status, None if seconds is None else min(max(seconds, 0.0), _LONGEST_WAIT))

    def __str__(self) -> str:
        return f"The picture's server answers {self.status}{_MEANINGS.get(self.status, '')}."


class TooLarge(Refusal):
    code, says = "too-large", "The picture's server sends more than we take."


class TooSlow(Refusal):
    code, says, lasting = "too-slow", "The picture's server takes too long.", False


class CutShort(Refusal):
    code, says, lasting = "cut-short", "The picture's server broke off in the middle.", False


class BadAnswer(Refusal):
    code, says = "bad-answer", "The picture's server answers in a way that makes no sense."


class BadEncoding(Refusal):
    code, says = "encoding", "The picture's server packs its answer in a way that we cannot unpack."


def _seconds(header: str) -> float | None:
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        when = parsedate_to_datetime(header)
    except (ValueError, TypeError, OverflowError):
        return None
    return ((when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()


_MEANINGS = {
    401: " (only after a login)",
    403: " (not for us)",
    404: " (there is nothing)",
    410: " (gone for good)",
    429: " (too many requests)",
    451: " (not for legal reasons)",
    503: " (out of service)",
}
