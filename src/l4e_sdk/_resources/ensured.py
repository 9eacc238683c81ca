"""What ``ensure`` did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from l4e_sdk._resources._resource import Described

if TYPE_CHECKING:
    from l4e_sdk.shapes import Response

D = TypeVar("D", bound="Response")


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that was not as wanted, and was changed."""

    member: str
    """The setting, as ``ensure`` spells it."""
    before: object
    """What it was, as plain data in the service's spelling; None if it was not set."""
    after: object
    """What it is now, likewise."""

    def __str__(self) -> str:
        return f"{self.member}: {self.before} -> {self.after}"


@dataclass(frozen=True, slots=True)
class Ensured:
    """What ``ensure`` did to have a resource as wanted; true if it did anything.

    >>> print(Ensured(differences=(Difference("data_upload_frequency", "PT5M", "PT10M"),)))
    changed data_upload_frequency: PT5M -> PT10M
    """

    created: bool = False
    """Whether the resource was missing."""
    differences: tuple[Difference, ...] = ()
    """What was changed; empty for a resource that was created."""

    @property
    def changed(self) -> bool:
        """Whether anything was written: the resource was created, or some of its settings were changed."""
        return self.created or bool(self.differences)

    def __bool__(self) -> bool:
        return self.changed

    def __str__(self) -> str:
        if self.created:
            return "created"
        return f"changed {'; '.join(map(str, self.differences))}" if self.differences else "unchanged"


class Ensurable(Described[D]):
    """A resource that ``ensure`` can bring about."""

    _ensured = Ensured()

    @property
    def ensured(self) -> Ensured:
        """What ``ensure`` did to return this object; nothing, if it came about otherwise."""
        return self._ensured
