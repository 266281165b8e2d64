"""The address of a client: believed from our own proxies, and from nobody else."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_site.client_address import client_address

PEER = "192.0.2.9"
V4, V6 = st.ip_addresses(v=4), st.ip_addresses(v=6)
FORGED = st.lists(st.text(max_size=20) | V4.map(str) | V6.map(str), max_size=5)


def address(forwarded: str | None = None, proxies: int = 0, peer: str = PEER) -> str:
    meta = {"REMOTE_ADDR": peer} | ({} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded})
    return client_address(meta, proxies)


@given(FORGED)
def test_without_proxies_the_header_says_nothing(forged):
    assert address(", ".join(forged)) == PEER


@given(FORGED, V4, st.lists(V4.map(str), max_size=3))
def test_what_stands_left_of_our_proxies_changes_nothing(forged, client, inner_proxies):
    header = ", ".join([*forged, str(client), *inner_proxies])
    assert address(header, proxies=1 + len(inner_proxies)) == str(client)


@given(V4, st.integers(1, 5))
def test_fewer_entries_than_proxies_falls_back_to_the_connection(client, missing):
    assert address(str(client), proxies=1 + missing) == PEER
    assert address(None, proxies=missing) == PEER


@given(V6.filter(lambda address: address.ipv4_mapped is None), st.integers(0, 2**64 - 1))
def test_all_addresses_of_one_ipv6_home_are_one(client, other_half):
    neighbour = ipaddress.IPv6Address(int(client) >> 64 << 64 | other_half)
    found = address(str(client), proxies=1)
    assert found == address(peer=str(client))
    assert client in ipaddress.ip_network(found)
    if neighbour.ipv4_mapped is None:
        assert address(str(neighbour), proxies=1) == found


def test_two_ipv6_homes_are_two():
    assert address(peer="2001:db8:0:1::1") == "2001:db8:0:1::/64"
    assert address(peer="2001:db8:0:2::1") == "2001:db8:0:2::/64"


@given(V4)
def test_ipv4_in_the_clothes_of_ipv6_is_ipv4(client):
    assert address(f"::ffff:{client}", proxies=1) == address(peer=f"::ffff:{client}") == str(client)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("198.51.100.7:4711", "198.51.100.7"),
        (" 198.51.100.7 ", "198.51.100.7"),
        ("[2001:db8::1]:4711", "2001:db8::/64"),
        ("[2001:db8::1]", "2001:db8::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_ports_brackets_and_zones_are_left_out(written, read):
    assert address(written, proxies=1) == read


@pytest.mark.parametrize(
    "garbage", ["", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "::1::", "[", "%", "\x00", "١.٢.٣.٤"]
)
def test_garbage_falls_back_to_the_connection(garbage):
    assert address(garbage, proxies=1) == PEER
    assert address(f"198.51.100.7, {garbage}", proxies=1) == PEER
    assert address(garbage, proxies=1, peer=garbage) == ""


@given(st.text(max_size=50), st.text(max_size=50), st.integers(0, 10))
def test_nothing_breaks_it_and_the_answer_is_an_address_or_blank(header, peer, proxies):
    found = address(header, proxies, peer)
    assert found == "" or ipaddress.ip_network(found)
