"""The windows of an inference scheduler: the rows that a run looks at, and the files that it opens for them.

Source: service/inference#runs, service/inference#search.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """The data that one execution looks at: rows after ``start``, up to and including ``end``."""

    start: datetime
    end: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.start < moment <= self.end

    def __str__(self) -> str:
        first, last = (f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for moment in (self.start, self.end))
        return f"({first}, {last}]"

    @property
    def length(self) -> timedelta:
        """The upload frequency that the window belongs to."""
        return self.end - self.start

    @property
    def searched(self) -> tuple[datetime, datetime]:
        """The first and the last time in the name of a file that may have rows of the window: a segment around it."""
        return self.start - self.length, self.end + self.length


def next_window(frequency: timedelta, after: datetime) -> Window:
    """Return the first window that ends after a time; the hour is cut into equal segments, in UTC."""
    segments = (after - EPOCH) // frequency + 1
    end = EPOCH + segments * frequency
    return Window(end - frequency, end)
