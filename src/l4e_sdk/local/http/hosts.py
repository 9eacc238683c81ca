"""Addresses and names of this machine."""

from __future__ import annotations

from ipaddress import ip_address

_USUAL = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address or name.

    ``localhost`` is the only name that counts, because a name server decides about all others.
    """
    if host.lower() in _USUAL:
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(authority: str) -> str:
    """Return the host in a ``Host`` header, without port and brackets."""
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    return authority.partition(":")[0]
