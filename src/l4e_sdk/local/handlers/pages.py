"""Pages of lists: a token is bound to the list and filters it was given for (service/wire#paging)."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from l4e_sdk.local.wire.faults import Invalid

if TYPE_CHECKING:
    from l4e_sdk.local.store import Scope, Shelf
    from l4e_sdk.local.store.shelf import Condition, Value
    from l4e_sdk.shapes import Shape

DEFAULT_SIZE = 50

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
    if token is None:
        return None
    try:
        bound, place = json.loads(base64.urlsafe_b64decode(token.encode("ascii")))
    except (ValueError, TypeError, RecursionError) as error:
        raise Invalid("NextToken is not a token of this engine; begin again without one.") from error
    if bound != binding:
        raise Invalid(
            "NextToken belongs to another list or to other filters; repeat the call with the same filters."
        )
    if not shelf.is_position(place):
        raise Invalid("NextToken is not a token of this engine; begin again without one.")
    return place
