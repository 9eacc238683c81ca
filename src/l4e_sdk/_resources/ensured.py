"""The result of ``ensure``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from l4e_sdk._resources._resource import Described

if TYPE_CHECKING:
    from l4e_sdk.shapes import Response

D = TypeVar("D", bound="Response")


@dataclass(frozen=True, slots=True)
class Difference:
    """One setting that differed and was changed."""

    member: str
    """The setting, in the spelling of ``ensure``."""
    before: object
    """The old value, as plain data in the service's spelling; None if it was not set."""
    after: object
    """The new value, in the same form."""

    def __str__(self) -> str:
        return f"{self.member}: {self.before} -> {self.after}"


@dataclass(frozen=True, slots=True)
class Ensured:
    """The changes that ``ensure`` made; true in a condition if there are any.

    >>> print(Ensured(differences=(Difference("data_upload_frequency", "PT5M", "PT10M"),)))
    changed data_upload_frequency: PT5M -> PT10M
    """

    created: bool = False
    """Whether ``ensure`` created the resource."""
    differences: tuple[Difference, ...] = ()
    """The settings that were changed; empty for a new resource."""

    @property
    def changed(self) -> bool:
        """Whether ``ensure`` created the resource or changed settings."""
        return self.created or bool(self.differences)

    def __bool__(self) -> bool:
        return self.changed

    def __str__(self) -> str:
        if self.created:
            return "created"
        return f"changed {'; '.join(map(str, self.differences))}" if self.differences else "unchanged"


class Ensurable(Described[D]):
    """A resource that ``ensure`` can return."""

    _ensured = Ensured()

    @property
    def ensured(self) -> Ensured:
        """The changes that ``ensure`` made before it returned this object; none if another method returned it."""
        return self._ensured
