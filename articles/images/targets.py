"""What an address on the web means, read in one way only: whatever two programs might read differently is refused. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

from articles.images.refusals import BadAddress

LONGEST = 2000
_PORTS = {"http": 80, "https": 443}
# Python's urlsplit would drop some of these in silence, and browsers read a backslash as a slash.
_NEVER = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")
_AUTHORITY = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<name>[^\[\]:@%]+))(?::(?P<port>[1-9][0-9]{0,4}))?")
_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
# What a resolver may take for a number: 127.1, 0x7f.1, 017700000001, 2130706433.
_NUMERIC = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
# Python's IDNA is that of 2003: it would turn these into the name of another site than the one that browsers go to.
_DEVIATING = frozenset("ßẞς\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Target:
    """A place to ask. `host` is a lower-case ASCII name or an address without brackets; `path` begins with / and carries the query."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> Target:
        """Raises BadAddress."""
        _check_characters(url)
        try:
            parts = urlsplit(url)
        except ValueError:
            raise BadAddress() from None
        found = _AUTHORITY.fullmatch(parts.netloc)
        if parts.scheme not in _PORTS or not found:
            raise BadAddress()
        host = _v6(found["v6"]) if found["v6"] else _name(found["name"])
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~?[]")
        return cls(parts.scheme, host, int(found["port"] or _PORTS[parts.scheme]), f"{path}?{query}" if query else path)

    def follow(self, location: str) -> Target:
        """Where a redirect leads to from here, whether it says so in full or in part. Raises BadAddress."""
        _check_characters(location)
        try:
            return Target.of(urljoin(self.url, location))
        except ValueError:
            raise BadAddress() from None

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """As a Host header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_numeric(self) -> bool:
        return ":" in self.host or bool(_NUMERIC.fullmatch(self.host))


def host_of(url: str) -> str:
    """The host that an address names, in the one form it has here. Raises BadAddress."""
    return Target.of(url).host


def _check_characters(url: str) -> None:
    if len(url) > LONGEST or _NEVER.search(url):
        raise BadAddress()


def _v6(literal: str) -> str:
    try:
        return str(IPv6Address(literal))
    except AddressValueError:
        raise BadAddress() from None


def _name(name: str) -> str:
    """Looked at after it was converted, for digits and dots have wide and circled forms that come out as plain ones."""
    if _DEVIATING & set(name):
        raise BadAddress()
    try:
        host = (name if name.isascii() else name.encode("idna").decode("ascii")).lower()
    except UnicodeError:
        raise BadAddress() from None
    if len(host) > 253 or not _NAME.fullmatch(host) or _NUMERIC.fullmatch(host) and not _is_v4(host):
        raise BadAddress()
    return host


def _is_v4(host: str) -> bool:
    """Four plain decimal numbers; Python knows no other form."""
    try:
        return str(IPv4Address(host)) == host
    except AddressValueError:
        return False
