"""The interval between two polls."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Backoff:
    """A growing interval between polls: the first polls follow quickly, later ones are rare.

    Raises:
        InvalidValueError: the values are out of range.
    """

    first: timedelta = timedelta(milliseconds=50)
    factor: float = 1.6
    longest: timedelta = timedelta(seconds=30)
    jitter: float = 0.2
    """The fraction by which an interval is randomly shortened or lengthened, so that waits do not poll in step."""

    def __post_init__(self) -> None:
        if not timedelta(0) < self.first <= self.longest:
            raise InvalidValueError(
                f"Backoff needs 0 < first <= longest, not {self.first} and {self.longest}."
            )
        if self.factor < 1:
            raise InvalidValueError(f"Backoff needs a factor of at least 1, not {self.factor}.")
        if not 0 <= self.jitter < 1:
            raise InvalidValueError(f"Backoff needs a jitter of at least 0 and below 1, not {self.jitter}.")

    @classmethod
    def every(cls, interval: timedelta) -> Backoff:
        """Return a back-off with a constant interval."""
        return cls(first=interval, factor=1, longest=interval, jitter=0)

    def delays(self) -> Iterator[float]:
        """Yield the intervals in seconds, without end."""
        delay, longest = self.first.total_seconds(), self.longest.total_seconds()
        while True:
            yield delay * random.uniform(1 - self.jitter, 1 + self.jitter)
            delay = min(delay * self.factor, longest)
