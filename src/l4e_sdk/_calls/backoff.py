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
    """How the interval grows: the first polls come quickly, later ones are polite.

    Raises:
        InvalidValueError: the values cannot make intervals.
    """

    first: timedelta = timedelta(milliseconds=50)
    factor: float = 1.6
    longest: timedelta = timedelta(seconds=30)
    jitter: float = 0.2
    """By which part of itself an interval is shortened or lengthened at random, so that waits do not march in step."""

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
        """Return the back-off that does not grow."""
        return cls(first=interval, factor=1, longest=interval, jitter=0)

    def delays(self) -> Iterator[float]:
        """Yield the intervals in seconds, without end."""
        delay, longest = self.first.total_seconds(), self.longest.total_seconds()
        while True:
            yield delay * random.uniform(1 - self.jitter, 1 + self.jitter)
            delay = min(delay * self.factor, longest)
