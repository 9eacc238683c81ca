"""Checks of a request's head. A proxy must not be able to read it differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.wire.faults import Malformed

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT = 64 * 1024
"""Largest size, in bytes, of everything before a request's body."""


def check(version: str, target: bytes, headers: Sequence[tuple[bytes, bytes]], *, upgrades: bool) -> None:
    """Refuse a head that the parser accepts but that is ambiguous.

    Args:
        version: the version of HTTP, such as ``1.1``.
        target: the text between method and version.
        headers: names in lower case, with values.
        upgrades: whether the request asks for another protocol. The server never switches, but the parser treats the
            body of such a request as the other protocol.

    Raises:
        Malformed: the head is ambiguous.
    """
    names = [name for name, _ in headers]
    codings = [value.strip().lower() for name, value in headers if name == b"transfer-encoding"]
    if version not in {"1.0", "1.1"}:
        raise Malformed(f"HTTP/{version} is not spoken here; send HTTP/1.1.")
    if not target.startswith(b"/") or b"#" in target:
        # A target with a host overrides the header, and a proxy may use either.
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
    """Return whether the caller waits for "100 Continue" before it sends the body."""
    return any(name == b"expect" and value.lower() == b"100-continue" for name, value in headers)


def too_long() -> Malformed:
    """Return the fault of a head that is larger than ``LIMIT``."""
    return Malformed(f"The head of the request has more than {LIMIT:,} bytes, which is the limit.")
