"""The tags of a resource as a mapping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk._client import LookoutEquipment


class Tags(MutableMapping[str, str]):
    """The tags of a resource, as a mapping. A change of the mapping changes the resource's tags.

    The tags are loaded once, on first access. ``update`` and ``clear`` send one request each.

        model.tags["site"] = "north"
        model.tags.update(line="2", owner="reliability")

    Args:
        client: the client to call the service with.
        arn: ARN of the resource.
    """

    def __init__(self, client: LookoutEquipment, arn: str) -> None:
        self._client = client
        self._arn = arn
        self._known: dict[str, str] | None = None

    def __getitem__(self, key: str) -> str:
        return self._tags[key]

    def __setitem__(self, key: str, value: str) -> None:
        self._put({key: value})

    def __delitem__(self, key: str) -> None:
        if key not in self._tags:
            raise KeyError(key)
        self._remove([key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._tags)

    def __len__(self) -> int:
        return len(self._tags)

    def update(self, other: Mapping[str, str] | Iterable[tuple[str, str]] = (), /, **tags: str) -> None:  # type: ignore[override]  # typeshed's overloads also take what merely has keys()
        """Set several tags in one call; other tags stay."""
        self._put(dict(other, **tags))

    def clear(self) -> None:
        """Remove all tags."""
        self._remove(list(self._tags))

    def __repr__(self) -> str:
        return f"Tags({self._known})" if self._known is not None else f"<Tags of {self._arn}, not yet read>"

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]

    @property
    def _tags(self) -> dict[str, str]:
        if self._known is None:
            answer = self._client.list_tags_for_resource(resource_arn=self._arn)
            self._known = {tag.key: tag.value for tag in answer.tags}
        return self._known

    def _put(self, tags: dict[str, str]) -> None:
        if tags:
            self._client.tag_resource(resource_arn=self._arn, tags=tags)
        if self._known is not None:
            self._known |= tags

    def _remove(self, keys: list[str]) -> None:
        if keys:
            self._client.untag_resource(resource_arn=self._arn, tag_keys=keys)
        for key in keys:
            self._tags.pop(key, None)
