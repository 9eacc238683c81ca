"""What work writes for its user, and where to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.objects import Objects


@dataclass(frozen=True, slots=True)
class Publication:
    """One object that is to be written.

    That is part of computing: an endpoint may be slow, and the transaction that ends the work keeps others waiting.
    Work that is done again writes it again.
    """

    objects: Objects
    bucket: str
    key: str

    def publish(self, body: bytes | Path) -> None:
        """Write the object.

        Raises:
            ObjectError: it cannot be written.
        """
        self.objects.put(self.bucket, self.key, body)
