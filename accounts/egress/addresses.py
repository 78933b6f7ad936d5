"""Which addresses of the internet may be spoken to: what is not plainly public is refused."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# ipaddress.is_private misses several of these: 100.64/10, 192.88.99/24, 224/4, 64:ff9b::, 2002::.
_CLOSED_4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers (CGNAT)
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# Of IPv6 only the global unicast block is open at all; NAT64, unique-local, link-local and mapped
# addresses lie outside of it.
_OPEN_6 = IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # Teredo, ORCHID and other protocols
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)


def is_public(text: str) -> bool:
    """Whether a numeric address is one of the public internet; raises ValueError for a name."""
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _CLOSED_4)
    return _is_public_6(address)


def is_loopback(text: str) -> bool:
    """Whether a numeric address is this machine itself."""
    return ip_address(text.partition("%")[0]).is_loopback


def _is_public_6(address: IPv6Address) -> bool:
    return address in _OPEN_6 and not any(address in block for block in _CLOSED_6)
