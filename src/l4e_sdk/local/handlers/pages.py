"""Pages of lists: a token is bound to the list and filters it was given for (service/wire#paging)."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from l4e_sdk.local.wire.faults import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.local.store import Scope, Shelf
    from l4e_sdk.local.store.shelf import Condition, Value
    from l4e_sdk.shapes import Shape

DEFAULT_SIZE = 50

_UNKNOWN: Final = "NextToken is not a token of this engine; begin again without one."

D = TypeVar("D", bound="Shape")


@dataclass(frozen=True, slots=True)
class Page(Generic[D]):
    """Some descriptions, and the token for those that follow; None on the last page."""

    items: list[D]
    next_token: str | None

    @property
    def token(self) -> dict[str, str]:
        """The token as a member of the response; absent on the last page."""
        return {} if self.next_token is None else {"next_token": self.next_token}


def page(shelf: Shelf[D], scope: Scope, request: Shape, *conditions: Condition) -> Page[D]:
    """Return the page that a list request asks for.

    Args:
        shelf: what is listed.
        scope: whose resources.
        request: a ``List*Request``; its ``max_results`` and ``next_token`` are used, the rest binds the token.
        conditions: the request's filters.

    Raises:
        Invalid: the token was not made by this list with these filters.
    """
    size = getattr(request, "max_results", None) or DEFAULT_SIZE
    binding = _binding(request)
    after = _place(getattr(request, "next_token", None), binding, shelf)
    items = shelf.select(scope, *conditions, after=after, limit=size + 1)
    if len(items) <= size:
        return Page(items, None)
    return Page(items[:size], _token(shelf.position(items[size - 1]), binding))


def sheet(items: Sequence[D], request: Shape, version: int) -> Page[D]:
    """Return the page of a list that never changes: a list that belongs to a model version.

    Args:
        items: the whole list.
        request: as for `page`.
        version: number of the version. A request may leave it out, so the token is bound to it.

    Raises:
        Invalid: the token was not made by this list with these filters.
    """
    size = getattr(request, "max_results", None) or DEFAULT_SIZE
    binding = f"{_binding(request)}-{version}"
    place = _bound(getattr(request, "next_token", None), binding)
    begin = 0 if place is None else _count(place)
    end = begin + size
    return Page(list(items[begin:end]), _token([end], binding) if end < len(items) else None)


def _count(place: object) -> int:
    match place:
        case [int(count)] if count >= 0:
            return count
    raise Invalid(_UNKNOWN)


def _binding(request: Shape) -> str:
    filters = {
        name: value
        for name, value in request.to_dict(wire=True).items()
        if name not in {"NextToken", "MaxResults"}
    }
    text = json.dumps([type(request).__name__, filters], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _token(place: list[Value], binding: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([binding, place]).encode()).decode()


def _place(token: str | None, binding: str, shelf: Shelf[D]) -> list[Value] | None:
    place = _bound(token, binding)
    if place is None:
        return None
    if not shelf.is_position(place):
        raise Invalid(_UNKNOWN)
    return place


def _bound(token: str | None, binding: str) -> object:
    """Return the place in a token; None without a token."""
    if token is None:
        return None
    try:
        bound, place = json.loads(base64.urlsafe_b64decode(token.encode("ascii")))
    except (ValueError, TypeError, RecursionError) as error:
        raise Invalid(_UNKNOWN) from error
    if bound != binding:
        raise Invalid(
            "NextToken belongs to another list or to other filters; repeat the call with the same filters."
        )
    if place is None:
        raise Invalid(_UNKNOWN)
    return place
