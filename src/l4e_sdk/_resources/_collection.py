"""What all collections are: a door from a client to its resources of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, overload

if TYPE_CHECKING:
    from l4e_sdk._client import LookoutEquipment


class Collection:
    """The resources of one kind that a client reaches.

    Args:
        client: what reaches the service.
    """

    def __init__(self, client: LookoutEquipment) -> None:
        self._client = client

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._client!r}>"

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]


class Named(Protocol):
    """A resource that has a name."""

    @property
    def name(self) -> str:
        """The name."""
        ...


@overload
def name_of(resource: str | Named) -> str: ...
@overload
def name_of(resource: str | Named | None) -> str | None: ...
def name_of(resource: str | Named | None) -> str | None:
    """Return the name of a resource that is given as itself or by its name."""
    return resource if resource is None or isinstance(resource, str) else resource.name
