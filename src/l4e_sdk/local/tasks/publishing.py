"""The objects that a job writes for its user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.objects import Objects


@dataclass(frozen=True, slots=True)
class Publication:
    """One object to write.

    Writing is a part of the computation, because an endpoint may be slow, and the final transaction of a job makes
    other callers wait. A job that runs again writes the object again.
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
