"""Where a download may lead to: public addresses and the ports of the web. Pure.

`ipaddress.is_global` is not asked: it lets the forms through in which an IPv6 address carries an IPv4 address to somewhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from articles.images.refusals import BadPort, PrivateAddress

PORTS = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class Guard:
    """What may be connected to. `also` names (address, port) pairs besides the public ones: a test's own server."""

    also: frozenset[tuple[str, int]] = frozenset()

    def check_port(self, port: int) -> None:
        """Raise BadPort for one that no address could be allowed at: nobody needs to be asked for a name then."""
        if port not in PORTS and port not in {allowed for _, allowed in self.also}:
            raise BadPort()

    def check(self, address: str, port: int) -> None:
        """Raise BadPort or PrivateAddress unless this very pair may be connected to. `address` is numeric, in its short form."""
        if (address, port) in self.also:
            return
        if port not in PORTS:
            raise BadPort()
        if not is_public(address):
            raise PrivateAddress()


PUBLIC = Guard()


def is_public(address: str) -> bool:
    """Whether a numeric address is one of the internet's; False also for what is no address, or one of a single link (%eth0)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return _is_public_v4(parsed) if isinstance(parsed, IPv4Address) else _is_public_v6(parsed)


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in network for network in _SPECIAL_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    """Only what is given out as global unicast. That leaves out ::/8 (so ::1, IPv4-mapped, IPv4-compatible and NAT64 addresses), 100::/64,
    fc00::/7, fe80::/10, fec0::/10, ff00::/8, 5f00::/16 and whatever is defined next."""
    if address.scope_id is not None or address not in _GIVEN_OUT or any(address in network for network in _SPECIAL_V6):
        return False
    inner = _isatap(address)
    return inner is None or _is_public_v4(inner)


def _isatap(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an ISATAP address tunnels to. It is the one form that hides in anybody's network; the others have their own."""
    upper, lower = divmod(int(address) & (1 << 64) - 1, 1 << 32)
    return IPv4Address(lower) if upper & ~0x02000000 == 0x5EFE else None  # the bit says only whether the IPv4 address is unique


# IANA's registries of special-purpose addresses, all of them, and what else leads to no server of the public.
_SPECIAL_V4 = [
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared behind a provider's NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # what Azure's machines are told by their host: registered as public, reached from inside alone
        "169.254.0.0/16",  # link-local, and the clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
]
_GIVEN_OUT = IPv6Network("2000::/3")
_SPECIAL_V6 = [
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID, AMT, AS112
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
]
