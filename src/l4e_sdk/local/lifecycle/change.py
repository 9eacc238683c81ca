"""A description with some members changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from l4e_sdk.shapes import Shape

S = TypeVar("S", bound="Shape")


def changed(description: S, **changes: object) -> S:
    """Return a copy with changed members. None removes a member, because the service omits members without a value."""
    members: dict[str, object] = {name: getattr(description, name) for name in description.model_fields_set}
    members |= changes
    present = {name: value for name, value in members.items() if value is not None}
    # model_construct, not model_copy: the values are valid already, and model_copy cannot take a member away.
    return cast("S", type(description).model_construct(_fields_set=set(present), **present))


def selected(description: Shape, shape: type[S], **changes: object) -> S:
    """Return the members that a description shares with another shape, for example with its summary."""
    shared = description.model_fields_set & set(shape.model_fields)
    empty = cast("S", shape.model_construct(_fields_set=set()))
    return changed(empty, **{name: getattr(description, name) for name in shared}, **changes)
