"""The base of all collections: a client's resources of one kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, overload

if TYPE_CHECKING:
    from l4e_sdk._client import LookoutEquipment


class Collection:
    """The resources of one kind in a client's account.

    Args:
        client: the client to call the service with.
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
        """The name of the resource."""
        ...


@overload
def name_of(resource: str | Named) -> str: ...
@overload
def name_of(resource: str | Named | None) -> str | None: ...
def name_of(resource: str | Named | None) -> str | None:
    """Return the name of a resource, from the resource itself or from its name."""
    return resource if resource is None or isinstance(resource, str) else resource.name
