"""The headers of a request as received: names in lower case, possibly repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.wire.faults import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable


class Headers:
    """Headers with lookup by lower-case name.

    Args:
        raw: names and values in ASGI's form.
    """

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in raw:
            self._values.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        self.names = self._values.keys()

    def all(self, name: str) -> list[str]:
        """Return all values of a header, in order."""
        return self._values.get(name, [])

    def one(self, name: str) -> str | None:
        """Return the value of a header, or None if the request does not have it.

        Raises:
            Malformed: the header occurs more than once, so another program might use another value.
        """
        values = self._values.get(name)
        if values is None:
            return None
        if len(values) > 1:
            raise Malformed(f"The request has {len(values)} headers {name}; send one.")
        return values[0]
