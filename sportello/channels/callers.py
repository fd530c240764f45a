"""Who is calling: from which site, and from which address."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# One IPv6 client is given this whole network, not one address.
_CLIENT_BITS = 64


def is_welcome(origin: str | None, fetch_site: str | None, host: str, allowed: Collection[str]) -> bool:
    """Whether a request comes from our own site, from an allowed one, or from no site at all.

    Args:
        origin: the header `Origin`, which a browser sends with every POST and DELETE.
        fetch_site: the header `Sec-Fetch-Site` of newer browsers, which no page can set.
        host: the header `Host`.
        allowed: the origins of the other sites that carry the assistant.
    """
    if fetch_site == "same-origin" or origin in allowed:
        return True
    if origin is None:
        return fetch_site in {None, "none"}
    return urlsplit(origin).netloc == host


def client(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The address to count requests by: the last one in the chain that is not a proxy of ours.

    What stands before it in `forwarded_for` is written by the client itself and proves nothing.
    """
    address = _address(peer)
    if address is None:
        return peer
    chain = [part.strip() for part in forwarded_for.split(",")]
    while chain and any(address in network for network in trusted):
        before = _address(chain.pop())
        if before is None:
            break
        address = before
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _CLIENT_BITS), strict=False))
    return str(address)


def is_one_of(peer: str, networks: Sequence[Network]) -> bool:
    """Whether an address is in one of the networks; what is no address is in none."""
    address = _address(peer)
    return address is not None and any(address in network for network in networks)


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address
