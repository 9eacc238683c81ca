"""Addresses and names of this machine."""

from __future__ import annotations

from ipaddress import ip_address

_USUAL = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Return whether an address or name can be reached from this machine only.

    Of names only ``localhost`` counts: what any other means is decided by a name server.
    """
    if host.lower() in _USUAL:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(authority: str) -> str:
    """Return the host of a ``Host`` header, without its port and brackets."""
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    return authority.partition(":")[0]
