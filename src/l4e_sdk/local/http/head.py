"""The head of a request: nothing in it that a proxy may read differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.wire.faults import Malformed

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT = 64 * 1024
"""Most bytes before a request's body."""


def check(version: str, target: bytes, headers: Sequence[tuple[bytes, bytes]], *, upgrades: bool) -> None:
    """Refuse a head that the parser has taken and that has more than one meaning.

    Args:
        version: of HTTP, as ``1.1``.
        target: what stands between method and version.
        headers: names in lower case, and values.
        upgrades: whether it asks for another protocol on this connection. Nobody switches; but where the parser sees
            such a head, it takes the body for the other protocol already.

    Raises:
        Malformed: it has.
    """
    names = [name for name, _ in headers]
    codings = [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]
    if version not in {"1.0", "1.1"}:
        raise Malformed(f"HTTP/{version} is not spoken here; send HTTP/1.1.")
    if not target.startswith(b"/") or b"#" in target:
        # A target with a host in it means that one, whatever the header says; a proxy may look at either.
        raise Malformed("The target of the request must be a path; send operations as POST /.")
    if names.count(b"host") != 1 and not (version == "1.0" and b"host" not in names):
        raise Malformed("The request must have one header Host.")
    if codings and (codings != [b"chunked"] or version == "1.0"):
        raise Malformed(
            "A body that does not come as it is must be chunked, and nothing else; in HTTP/1.0 it cannot be."
        )
    if upgrades and (codings or b"content-length" in names):
        raise Malformed("The engine speaks no other protocol; send the request without Upgrade.")


def asks(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Return whether the sender waits for a word before it sends the body."""
    return any(name == b"expect" and value.lower() == b"100-continue" for name, value in headers)


def too_long() -> Malformed:
    """Return what is wrong with a head of more than ``LIMIT`` bytes."""
    return Malformed(f"The head of the request has more than {LIMIT:,} bytes, which is the limit.")
