"""Lists that come in pages, as one lazy iterable."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from reprlib import repr as short
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from l4e_sdk.errors import InvalidValueError, PaginationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R", bound="PagedResponse")


class PagedResponse(Protocol):
    """A response that holds one page of a list."""

    @property
    def next_token(self) -> str | None:
        """What to ask the next page with; None on the last page."""
        ...

    @property
    def request_id(self) -> str | None:
        """The service's id of the request."""
        ...

    def to_dict(self, *, wire: bool = False) -> dict[str, Any]:
        """Return the response as plain data."""
        ...


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What one request brought."""

    items: tuple[T, ...]
    next_token: str | None
    """What ``start_token=`` takes to go on after this page, later or elsewhere; None on the last page."""
    reply: PagedResponse
    """The response itself."""


class Pager(Generic[T]):
    """A list that is fetched while it is iterated, one page at a time.

    Every iteration starts anew. No more than one page is held at once, and items are made only as they are reached.

        for model in client.models.list():
            print(model.name)

    Args:
        fetch: asks for a page, given its token (None for the first) and the number of items wished (None for the
            endpoint's own choice).
        items: finds the items in a response.
        page_size: how many items a page has at most, 1 to 500.
        start_token: ``Page.next_token`` of the page to go on after.
        of: what is listed, in words.
    """

    def __init__(
        self,
        fetch: Callable[[str | None, int | None], R],
        items: Callable[[R], Iterable[T]],
        *,
        page_size: int | None = None,
        start_token: str | None = None,
        of: str = "items",
    ) -> None:
        self._fetch: Callable[[str | None, int | None], PagedResponse] = fetch
        self._items: Callable[[Any], Iterable[T]] = items
        self._page_size = page_size
        self._start_token = start_token
        self._of = of

    def __iter__(self) -> Iterator[T]:
        """Yield the items of all pages; a page that is empty but not the last one is no end."""
        for reply in self._replies():
            yield from self._items(reply)

    def pages(self) -> Iterator[Page[T]]:
        """Yield the pages with their tokens and responses."""
        for reply in self._replies():
            yield Page(tuple(self._items(reply)), reply.next_token or None, reply)

    def first(self) -> T | None:
        """Return the first item, or None if there is none."""
        return next(iter(self), None)

    def to_list(self, limit: int | None = None) -> list[T]:
        """Return all items, or as many as the limit allows, fetching no page beyond it.

        Raises:
            InvalidValueError: the limit is negative.
        """
        if limit is not None and limit < 0:
            raise InvalidValueError(
                f"limit={limit} is negative; pass a number from 0 on, or None for all items."
            )
        return list(islice(self, limit))

    def __repr__(self) -> str:
        options = {"page_size": self._page_size, "start_token": self._start_token}
        shown = (f", {name}={short(value)}" for name, value in options.items() if value is not None)
        return f"<{type(self).__name__} of {self._of}{''.join(shown)}>"

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]

    def _replies(self) -> Iterator[PagedResponse]:
        token = self._start_token
        seen: set[str | None] = {token}
        while True:
            reply = self._fetch(token, self._page_size)
            yield reply
            token = reply.next_token
            if not token:
                return
            if token in seen:
                raise PaginationError(
                    f"The endpoint sent the page token {token[:40]!r} twice; its list has no end."
                )
            seen.add(token)
