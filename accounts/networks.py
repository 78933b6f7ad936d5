"""From which addresses a workspace lets people and programs in: networks of IPv4 and IPv6."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from allauth.core.internal.httpkit import get_client_ip

MOST = 100


def read_networks(text: str) -> list[str]:
    """The networks of a text, one a line or by commas; ValueError with the word that is none.

    A single address is a network of one. Host bits are refused: "203.0.113.7/24" may be a slip.
    """
    words = [word for line in text.splitlines() for word in line.replace(",", " ").split()]
    found = []
    for word in words:
        try:
            network = ip_network(word)
        except ValueError as error:
            raise ValueError(word) from error
        if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped:
            raise ValueError(word)
        found.append(str(network))
    return sorted(set(found), key=found.index)


def admits(networks: Iterable[str], address: str) -> bool:
    """Whether an address lies in one of the networks; everything does where there are none."""
    wanted = list(networks)
    if not wanted:
        return True
    known = _read(address)
    return known is not None and any(known in ip_network(network) for network in wanted)


def address_of(request: Any) -> str:
    """From where a request comes, trusted proxies left out; empty where that is not known."""
    return get_client_ip(request) or ""


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.strip())
    except ValueError:
        return None
    # An IPv4 client of a server that listens on IPv6 alone.
    return getattr(found, "ipv4_mapped", None) or found
