"""The headers of a request, as received: names in lower case, some of them perhaps twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.wire.faults import Malformed

if TYPE_CHECKING:
    from collections.abc import Iterable


class Headers:
    """Headers that are asked for by their names in lower case.

    Args:
        raw: names and values as ASGI has them.
    """

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in raw:
            self._values.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        self.names = self._values.keys()

    def all(self, name: str) -> list[str]:
        """Return all values of a header, in their order."""
        return self._values.get(name, [])

    def one(self, name: str) -> str | None:
        """Return the value of a header; None when the request has none.

        Raises:
            Malformed: it has several, and whoever looks next might take another.
        """
        values = self._values.get(name)
        if values is None:
            return None
        if len(values) > 1:
            raise Malformed(f"The request has {len(values)} headers {name}; send one.")
        return values[0]
