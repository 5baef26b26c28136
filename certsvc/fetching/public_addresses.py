"""Which IP addresses are public: those of the IANA registries of special-purpose addresses are not."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from certsvc.fetching.refusals import address_refused, fetch_failed

Address = IPv4Address | IPv6Address

# Written out, and asked besides ``is_global``: Python's own tables differ between its versions.
_SPECIAL_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network, RFC 791
            "10.0.0.0/8",  # private, RFC 1918
            "100.64.0.0/10",  # carrier-grade NAT, RFC 6598
            "127.0.0.0/8",  # loopback, RFC 1122
            "169.254.0.0/16",  # link-local, RFC 3927: where clouds keep their metadata service
            "172.16.0.0/12",  # private, RFC 1918
            "192.0.0.0/24",  # IETF protocol assignments, RFC 6890
            "192.0.2.0/24",  # documentation, RFC 5737
            "192.88.99.0/24",  # 6to4 relays, RFC 7526
            "192.168.0.0/16",  # private, RFC 1918
            "198.18.0.0/15",  # benchmarking, RFC 2544
            "198.51.100.0/24",  # documentation, RFC 5737
            "203.0.113.0/24",  # documentation, RFC 5737
            "224.0.0.0/4",  # multicast, RFC 5771
            "240.0.0.0/4",  # reserved, RFC 1112, and broadcast
        ),
    )
)
_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")
"""RFC 4291, 2.4: outside of it are ``::``, ``::1``, IPv4-mapped and IPv4-compatible addresses,
``64:ff9b:1::/48``, ``100::/64``, unique-local, link-local, site-local and multicast ones, and what
nobody has been given yet."""
_SPECIAL_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # IETF protocol assignments, RFC 2928: Teredo, benchmarking, ORCHID and more
            "2001:db8::/32",  # documentation, RFC 3849
            "2002::/16",  # 6to4, RFC 3056: leads to whatever IPv4 address is inside
            "3fff::/20",  # documentation, RFC 9637
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_FLAGS = ("is_private", "is_loopback", "is_link_local", "is_multicast", "is_reserved", "is_unspecified")


def is_public(address: Address) -> bool:
    """Whether ``address`` is that of one machine on the public internet.

    The well-known NAT64 prefix (RFC 6052, section 3.1), which is how a machine without IPv4 reaches the
    internet of IPv4, is as public as the IPv4 address inside. No other address with another inside is.
    """
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _GLOBAL_UNICAST_V6 or any(address in network for network in _SPECIAL_V6):
            return False
    elif any(address in network for network in _SPECIAL_V4):
        return False
    return address.is_global and not any(getattr(address, flag) for flag in _FLAGS)


def public_addresses(host: str, answers: Sequence[str]) -> tuple[Address, ...]:
    """What ``host`` resolves to, each once, in the order given.

    One address that is not public refuses them all: a name that is on both sides is a trick. Raises
    UnavailableError (``address_refused``; ``fetch_failed`` where there is no address).
    """
    addresses: dict[Address, None] = {}
    for answer in answers:
        try:
            address = ip_address(answer)
        except ValueError as error:
            raise address_refused(f"The name {host} leads to something that is no address.") from error
        if not is_public(address):
            raise address_refused(f"The name {host} leads to an address that is not public.")
        addresses[address] = None
    if not addresses:
        raise fetch_failed(f"The name {host} leads to no address.")
    return tuple(addresses)
