"""Memory for request bodies: all bodies in flight share one bound."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeVar

from l4e_sdk.local.wire.faults import Throttled

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future

T = TypeVar("T")

SMALL: Final = 64 * 1024
"""Bytes of a body up to which it may use the reserve: large bodies never keep small requests out."""
_RESERVE: Final = 8
"""One in so many bytes is in the reserve."""


class BodyMemory:
    """Counts the bytes that bodies hold, from their first byte until they are answered.

    Nobody waits for memory: bodies that wait for one another would all be late. A body that finds none is refused, and
    SDKs send it again a little later.

    Args:
        limit: most bytes of all bodies together.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes that are held now."""
        return self._held

    @contextmanager
    def lease(self) -> Iterator[Lease]:
        """Lend memory to one body; it comes back when the block ends, or the work that it was handed to."""
        lease = Lease(self)
        try:
            yield lease
        finally:
            if not lease.is_handed_over:
                lease.end()

    def lend(self, count: int, size: int) -> None:
        """Count more bytes of a body.

        Args:
            count: how many more bytes.
            size: how many bytes the body then has.

        Raises:
            Throttled: there is no memory for them.
        """
        limit = self._limit if size <= SMALL else self._limit - self._limit // _RESERVE
        with self._lock:
            if self._held + count > limit:
                raise Throttled(
                    f"The bodies of all requests in flight may have {self._limit:,} bytes together (body_memory of "
                    "ServerSettings); send this one again later."
                )
            self._held += count

    def take_back(self, count: int) -> None:
        """Count bytes of a body no longer; for any thread."""
        with self._lock:
            self._held -= count


class Lease:
    """The memory of one body."""

    def __init__(self, memory: BodyMemory) -> None:
        self.is_handed_over = False
        self._memory = memory
        self._size = 0

    def grow(self, count: int) -> None:
        """Take in more bytes.

        Raises:
            Throttled: there is no memory for them.
        """
        self._memory.lend(count, self._size + count)
        self._size += count

    def hand_over(self, work: Future[T]) -> None:
        """Keep the memory of a body until the work with it has ended, even if the caller has left."""
        self.is_handed_over = True
        work.add_done_callback(lambda _: self.end())

    def end(self) -> None:
        """Give all of it back."""
        size, self._size = self._size, 0
        self._memory.take_back(size)
