"""Which addresses and ports a download may lead to."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.images.guard import PUBLIC, Guard, is_public
from articles.images.refusals import BadPort, PrivateAddress

PUBLIC_ADDRESSES = """
    1.1.1.1 93.184.215.14 172.15.255.255 172.32.0.1 100.63.255.255 223.255.255.255 192.0.1.1 198.20.0.1
    2606:4700:4700::1111 2a00:1450:4001:82a::200e 2001:200::1 2001:4860:4860::8888 2003::1 3ffe:ffff::1
"""
PRIVATE_ADDRESSES = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254 168.63.129.16
    169.254.0.1 169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.31.196.1 192.52.193.1
    192.88.99.1 192.168.1.1 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
    255.255.255.255 :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808
    64:ff9b:1::a00:1 100::1 100:0:0:1::1 2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1::
    2002:808:808::1 2620:4f:8000::1 3fff::1 3fff:fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 2606:4700:4700::1111%eth0
    fec0::1 ff02::1 ff0e::1 4000::1 2606:4700::5efe:a00:1 2606:4700::200:5efe:a00:1
"""

IPV4 = st.ip_addresses(v=4).map(int)


@pytest.mark.parametrize("address", PUBLIC_ADDRESSES.split())
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES.split())
def test_a_special_address_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("words", ["", "localhost", "127.1", "0x7f000001", "2130706433", "127.0.0.01", "1.1.1.1 ", "1.1.1.1/32", "::1]"])
def test_what_is_no_address_is_not_public(words):
    assert not is_public(words)


@pytest.mark.parametrize("network", ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "2002::/16"])
def test_a_special_network_is_closed_to_its_last_address_and_not_beyond(network):
    found = ip_network(network)

    assert [is_public(str(address)) for address in (found[0] - 1, found[0], found[-1], found[-1] + 1)] == [True, False, False, True]


@given(IPV4, st.integers(0, 2**16 - 1))
def test_no_form_that_carries_an_ipv4_address_is_public_by_its_looks(inner, port):
    forms = [
        inner,  # IPv4-compatible
        0xFFFF << 32 | inner,  # IPv4-mapped
        0xFFFF << 48 | inner,  # IPv4-translated
        0x64FF9B << 96 | inner,  # NAT64
        0x64FF9B0001 << 80 | inner,  # NAT64 of a site
        0x2002 << 112 | inner << 80 | 1,  # 6to4
        0x20010000 << 96 | inner << 64 | port << 32 | inner ^ 0xFFFFFFFF,  # Teredo: its server, and its client
        0xFE80 << 112 | 0x5EFE << 32 | inner,  # ISATAP
    ]
    for form in forms:
        assert not is_public(str(IPv6Address(form)))


@given(IPV4, st.integers(0x2003 << 48, (0x2600 << 48) - 1), st.sampled_from([0x5EFE, 0x02005EFE]))
def test_an_isatap_address_of_a_public_network_is_public_only_with_what_it_carries(inner, network, marker):
    assert is_public(str(IPv6Address(network << 64 | marker << 32 | inner))) == is_public(str(IPv4Address(inner)))


@given(st.ip_addresses())
def test_no_more_is_public_than_python_holds_to_be_global(address):
    assert address.is_global or not is_public(str(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111"])
def test_the_ports_of_the_web_are_open_and_no_others(address):
    for port in (80, 443):
        PUBLIC.check_port(port)
        PUBLIC.check(address, port)
    for port in (0, 22, 25, 81, 6379, 8000, 8080, 65535, 70000):
        with pytest.raises(BadPort):
            PUBLIC.check_port(port)
        with pytest.raises(BadPort):
            PUBLIC.check(address, port)


def test_a_guard_allows_the_named_pairs_beside_the_public_and_not_their_halves():
    guard = Guard(also=frozenset({("127.0.0.1", 8123)}))

    guard.check_port(8123)
    guard.check("127.0.0.1", 8123)
    guard.check("1.1.1.1", 443)
    for address, port in [("127.0.0.2", 80), ("127.0.0.1", 80), ("::ffff:127.0.0.1", 80)]:
        with pytest.raises(PrivateAddress):
            guard.check(address, port)
    for address, port in [("127.0.0.1", 8124), ("1.1.1.1", 8123), ("127.0.0.2", 8123)]:
        with pytest.raises(BadPort):
            guard.check(address, port)
