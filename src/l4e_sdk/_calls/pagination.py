"""Lists that come in pages, as one lazy iterable."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice
from reprlib import repr as short
from typing import TYPE_CHECKING, Any, Generic, NoReturn, Protocol, Self, TypeVar

from l4e_sdk.errors import ConfigurationError, InvalidValueError, PaginationError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

MOST_EMPTY = 100
"""Empty pages in a row after which a list is taken for one without an end."""

T = TypeVar("T")
R = TypeVar("R", bound="PagedResponse")


class PagedResponse(Protocol):
    """A response with one page of a list."""

    @property
    def next_token(self) -> str | None:
        """The token of the next page; None on the last page."""
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
    """The result of one request of a list."""

    items: tuple[T, ...]
    next_token: str | None
    """The value for ``start_token=`` that continues after this page, also in another process; None on the last page."""
    reply: PagedResponse
    """The response itself."""


class Pager(Generic[T]):
    """A lazy list that fetches one page at a time while you iterate.

    Each iteration starts from the beginning. The pager holds one page at a time, and creates an item when it is
    reached.

        for model in client.models.list():
            print(model.name)

    Args:
        fetch: requests a page. It takes the page's token (None for the first page) and the number of items (None for
            the endpoint's default).
        items: returns the items of a response.
        page_size: the largest number of items on a page, 1 to 500.
        start_token: ``Page.next_token`` of the page to continue after.
        of: the noun for the listed items, for messages.
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
        """Yield the items of all pages. An empty page does not end the list; only the last page does."""
        for _, items in self._replies():
            yield from items

    def pages(self) -> Iterator[Page[T]]:
        """Yield the pages with their tokens and responses."""
        for reply, items in self._replies():
            yield Page(tuple(items), reply.next_token or None, reply)

    def first(self) -> T | None:
        """Return the first item, or None if there is none."""
        return next(iter(self), None)

    def to_list(self, limit: int | None = None) -> list[T]:
        """Return all items, or at most ``limit``; pages beyond the limit are not fetched.

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

    def __reduce__(self) -> NoReturn:
        raise ConfigurationError(
            f"{self!r} cannot be pickled, because it makes requests while it is iterated. Send its items, "
            "list(pager), or send a token, Page.next_token, with which another process lists on: "
            "list(..., start_token=...)."
        )

    def __copy__(self) -> Self:
        copied = type(self).__new__(type(self))
        copied.__dict__ |= self.__dict__
        return copied

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if not name.startswith("_")]

    def _replies(self) -> Iterator[tuple[PagedResponse, Iterator[T]]]:
        token = self._start_token
        seen: set[str | None] = {token}
        empty = 0
        while True:
            reply = self._fetch(token, self._page_size)
            items = iter(self._items(reply))
            first = list(islice(items, 1))
            yield reply, chain(first, items)
            empty = 0 if first else empty + 1
            token = reply.next_token
            if not token:
                return
            self._check(token, seen, empty)
            seen.add(token)

    @staticmethod
    def _check(token: str, seen: Container[str | None], empty: int) -> None:
        """Refuse to ask for a list that seems to have no end."""
        if token in seen:
            raise PaginationError(
                f"The endpoint sent the page token {token[:40]!r} twice; its list has no end."
            )
        if empty == MOST_EMPTY:
            raise PaginationError(
                f"The endpoint sent {MOST_EMPTY} empty pages in a row, each with a new page token; its list has no end. "
                "If items may still follow, pass the last token as start_token: pages() has it as Page.next_token."
            )
