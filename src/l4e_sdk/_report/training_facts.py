"""The facts that training stores for the report, in the file ``report.json.gz`` next to the model."""

from __future__ import annotations

import gzip
import math
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field, JsonValue

from l4e_sdk._rules.layout.report_file import REPORT_FORMAT
from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.shapes._shape import Items  # noqa: TC001 - pydantic reads annotations at run time
from l4e_sdk.views import Diagnostic, Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

_HOUR, _HOURS = 3600, 24

EVENTS_DRAWN = 12
"""Most events whose signals training keeps."""

_LATEST = 253_402_300_799.0  # the last second of the year 9999


def _an_instant(seconds: float) -> float:
    if not 0 <= seconds <= _LATEST:
        raise ValueError("is not a time between 1970 and 9999")
    return seconds


Seconds = Annotated[float, AfterValidator(_an_instant)]
"""An instant as seconds since 1970, UTC."""


class Series(Document):
    """Values over time: the lowest and the highest of each of many equal parts, None where there are none."""

    start: Seconds = 0.0
    """The first part's first row."""
    step: float = 1.0
    """The length of a part, in seconds."""
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()

    @property
    def end(self) -> float:
        """The end of the last interval."""
        return self.start + self.step * max(len(self.low), 1)

    def points(self) -> Iterator[tuple[float, float, float] | None]:
        """Yield instant, lowest and highest value of each part; None for a part without values."""
        for number, (low, high) in enumerate(zip(self.low, self.high, strict=False)):
            at = self.start + number * self.step
            yield None if low is None or high is None else (at, low, high)


class Signal(Series):
    """The readings of a sensor around an event."""

    name: str = ""
    r"""``component\sensor``."""
    usual: tuple[tuple[float, float], ...] = ()
    """1st and 99th percentile of what the model learned from: for each hour of the day (UTC), or for all of them."""

    def band(self) -> Iterator[tuple[float, float, float]]:
        """Yield the usual range over the time of the signal: timestamps with the edges that hold from then on."""
        if len(self.usual) != _HOURS:
            yield from ((self.start, *edges) for edges in self.usual[:1])
            return
        for hour in range(int(self.start // _HOUR), math.ceil(self.end / _HOUR)):
            yield (max(self.start, hour * _HOUR), *self.usual[hour % _HOURS])


class EventFacts(Document):
    """An event, as far as only training knows it."""

    start: Seconds = 0.0
    end: Seconds = 0.0
    rows: int | None = None
    """The number of abnormal rows."""
    peak: float | None = None
    """Its highest anomaly score."""
    shares: Items[Diagnostic] = ()
    """The sensors with the largest shares, largest first."""
    signals: Items[Signal] = ()
    """The readings of the first sensors."""


class RowCounts(Document):
    """Rows of the training range."""

    training: int | None = None
    used: int | None = None
    off: int | None = None
    labelled: int | None = None


class Flagged(Document):
    """The share of abnormal rows outside of labels."""

    all: float | None = None
    last_week: float | None = None


class DriftFacts(Document):
    """Whether the plant has come to run in another way than the model learned."""

    status: str | None = None
    """UNKNOWN, STEADY, GROWING or REGIME_CHANGED."""
    share: float | None = None
    """The share of abnormal rows in the last week, labelled or not."""
    reason: str | None = None
    """The status in words."""


class TrainingFacts(Document):
    """The facts about a version that only its training knows."""

    format: int | None = None
    rate_seconds: float | None = None
    model: dict[str, JsonValue] = Field(default_factory=dict)
    """The detector's description of itself: threshold, candidates, unused sensors."""
    rows: RowCounts = RowCounts()
    scores: Items[Series] = ()
    """The anomaly scores of each evaluated range."""
    off: tuple[tuple[Seconds, Seconds], ...] = ()
    """The ranges in which the machine was off."""
    changed: tuple[tuple[Seconds, Seconds], ...] = ()
    """The ranges with a known changed regime; normal rows of that regime are not events."""
    labels: tuple[tuple[Seconds, Seconds], ...] = ()
    """All labels, in the training range too."""
    flagged: Flagged | None = None
    drift: DriftFacts | None = None
    """The result of the check for a changed operation; None if there was no check."""
    events: Items[EventFacts] = ()
    """The weightiest events."""

    @classmethod
    def unpack(cls, content: bytes) -> Self:
        """Parse the file.

        Raises:
            UnreadableDocumentError: the file is not a gzip file of this document, or has a newer format.
        """
        try:
            facts = cls.parse(gzip.decompress(content))
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableDocumentError(
                f"the facts of a report are not a complete gzip file: {error}"
            ) from error
        if facts.format != REPORT_FORMAT:
            raise UnreadableDocumentError(
                f"the facts of a report have format {facts.format}; this version of the package reads {REPORT_FORMAT}"
            )
        return facts


def moment(seconds: float) -> datetime:
    """Return an instant as an aware time."""
    return datetime.fromtimestamp(seconds, UTC)
