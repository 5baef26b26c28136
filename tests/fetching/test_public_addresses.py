from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import UnavailableError
from certsvc.fetching.public_addresses import is_public, public_addresses

INSIDE = {
    "unspecified": "0.0.0.0",  # noqa: S104  # nothing is bound to it
    "this network": "0.1.2.3",
    "private, ten": "10.0.0.1",
    "private, 172.16": "172.16.0.1",
    "private, last of 172.31": "172.31.255.255",
    "private, 192.168": "192.168.1.1",
    "carrier-grade NAT": "100.64.0.1",
    "last of carrier-grade NAT": "100.127.255.255",
    "loopback": "127.0.0.1",
    "loopback elsewhere": "127.8.8.8",
    "link-local": "169.254.1.1",
    "metadata of clouds": "169.254.169.254",
    "protocol assignments": "192.0.0.8",
    "DNS64 discovery": "192.0.0.171",
    "documentation 1": "192.0.2.1",
    "documentation 2": "198.51.100.1",
    "documentation 3": "203.0.113.1",
    "6to4 relay": "192.88.99.1",
    "benchmarking": "198.18.0.1",
    "last of benchmarking": "198.19.255.255",
    "multicast": "224.0.0.1",
    "multicast of the whole internet": "233.252.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "unspecified, six": "::",
    "loopback, six": "::1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped public address": "::ffff:9.9.9.9",
    "compatible loopback": "::127.0.0.1",
    "compatible public address": "::9.9.9.9",
    "translated": "::ffff:0:127.0.0.1",
    "NAT64 of loopback": "64:ff9b::127.0.0.1",
    "NAT64 of metadata": "64:ff9b::169.254.169.254",
    "NAT64 of a private address": "64:ff9b::10.0.0.1",
    "local NAT64": "64:ff9b:1::1",
    "local NAT64 of a public address": "64:ff9b:1::9.9.9.9",
    "discard-only": "100::1",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "benchmarking, six": "2001:2::1",
    "ORCHID": "2001:10::1",
    "ORCHIDv2": "2001:20::1",
    "documentation, six": "2001:db8::1",
    "newer documentation, six": "3fff::1",
    "6to4 of loopback": "2002:7f00:1::1",
    "6to4 of a public address": "2002:909:909::1",
    "segment routing": "5f00::1",
    "not given to anyone": "4000::1",
    "unique-local": "fd00::1",
    "metadata of clouds, six": "fd00:ec2::254",
    "unique-local, first half": "fc00::1",
    "link-local, six": "fe80::1",
    "link-local with its zone": "fe80::1%eth0",
    "public with a zone": "2620:fe::fe%eth0",
    "site-local": "fec0::1",
    "multicast, six": "ff02::1",
    "multicast of the whole internet, six": "ff0e::1",
}


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE.keys())
def test_an_address_that_is_not_one_machine_on_the_internet_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "9.9.9.9",
        "172.15.255.255",
        "172.32.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "198.20.0.1",
        "2620:fe::fe",
        "2a00:1450:4001::1",
        "2001:4860:4860::8888",
        "64:ff9b::9.9.9.9",
    ],
)
def test_an_ordinary_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.integers(0, 2**32 - 1))
def test_what_python_knows_to_be_special_is_never_public(number: int) -> None:
    address = IPv4Address(number)
    assert not (is_public(address) and (not address.is_global or address.is_multicast))
    mapped = IPv6Address(0xFFFF_0000_0000 | number)
    assert not is_public(mapped)
    assert not is_public(IPv6Address(number))
    assert is_public(IPv6Address((0x64FF9B << 96) | number)) == is_public(address)


@given(st.integers(0, 2**128 - 1))
def test_no_address_outside_of_global_unicast_is_public(number: int) -> None:
    address = IPv6Address(number)
    assert not is_public(address) or number >> 125 == 1 or number >> 32 == 0x64FF9B << 64


def test_one_inside_address_among_public_ones_refuses_the_name() -> None:
    with pytest.raises(UnavailableError) as caught:
        public_addresses("issuer.example", ["9.9.9.9", "2620:fe::fe", "10.0.0.1"])
    assert caught.value.code == "address_refused"


def test_an_answer_that_is_no_address_is_refused() -> None:
    with pytest.raises(UnavailableError) as caught:
        public_addresses("issuer.example", ["9.9.9"])
    assert caught.value.code == "address_refused"


def test_addresses_keep_their_order_and_come_once() -> None:
    found = public_addresses("issuer.example", ["2620:fe::fe", "9.9.9.9", "2620:fe:0::fe"])
    assert [str(address) for address in found] == ["2620:fe::fe", "9.9.9.9"]


def test_a_name_without_addresses_is_a_failure() -> None:
    with pytest.raises(UnavailableError) as caught:
        public_addresses("issuer.example", [])
    assert caught.value.code == "fetch_failed"
