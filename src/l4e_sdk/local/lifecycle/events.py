"""Inference events: stretches of abnormal rows, joined over executions (service/inference#events)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from l4e_sdk.local.detection.events import JOIN_ROWS
from l4e_sdk.local.store.descriptions import StoredInferenceEvent, StoredInferenceScheduler

if TYPE_CHECKING:
    from collections.abc import Sequence


LEAST_SECONDS = 300
"""Only longer events are recorded."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of one event: abnormal ones, and those that hold it open."""

    start: float
    """The first row, in epoch seconds."""
    end: float
    """The last row, in epoch seconds."""
    rows: int
    """The number of abnormal rows."""
    sums: tuple[float, ...]
    """Per sensor, the contributions of the abnormal rows added up."""

    def joined(self, later: Stretch) -> Stretch:
        """Return this stretch continued by another."""
        sums = tuple(mine + theirs for mine, theirs in zip(self.sums, later.sums, strict=True))
        return Stretch(self.start, later.end, self.rows + later.rows, sums)

    @property
    def is_event(self) -> bool:
        """Whether it is long enough to be recorded."""
        return self.end - self.start > LEAST_SECONDS


def continued(
    unfinished: Stretch | None,
    found: Sequence[Stretch],
    rate_seconds: float,
    *,
    lead: Stretch | None = None,
    first_off: float | None = None,
) -> list[Stretch]:
    """Return the stretches of a window. An unfinished stretch of the previous window is merged if it continues.

    Args:
        unfinished: The unfinished stretch of the previous window, from a model with the same sensors.
        found: The stretches of this window, in the order of time.
        rate_seconds: The sampling rate of the rows.
        lead: The rows at the window's start that keep an open event open.
        first_off: The first row at which the machine was off. No stretch continues beyond it.
    """
    if unfinished is None:
        return list(found)
    if lead is not None and _follows(unfinished, lead, rate_seconds, 0):
        unfinished = unfinished.joined(lead)
    if not found:
        return [unfinished]
    stopped = first_off is not None and first_off < found[0].start
    if stopped or not _follows(unfinished, found[0], rate_seconds, JOIN_ROWS):
        return [unfinished, *found]
    return [unfinished.joined(found[0]), *found[1:]]


def may_go_on(stretch: Stretch, last_row: float, rate_seconds: float, *, last_off: float | None) -> bool:
    """Return whether a row after the last one could still belong to a stretch."""
    off_since = last_off is not None and last_off > stretch.end
    # The next row lies one interval further on.
    return not off_since and last_row + rate_seconds - stretch.end < (JOIN_ROWS + 1.5) * rate_seconds


def _follows(earlier: Stretch, later: Stretch, rate_seconds: float, rows: int) -> bool:
    # Half a row of tolerance: the grid of both windows is the same, their clocks are floats.
    return later.start - earlier.end < (rows + 1.5) * rate_seconds


def in_words(stretch: Stretch, sensors: Sequence[str], count: int = 3) -> str:
    """Return the sensors with the largest shares in a stretch, largest first."""
    shares = sorted(zip(stretch.sums, sensors, strict=True), key=lambda share: -share[0])[:count]
    return ", ".join(f"{name} {total / max(stretch.rows, 1):.0%}" for total, name in shares)


def event_of(
    scheduler: StoredInferenceScheduler, stretch: Stretch, sensors: Sequence[str]
) -> StoredInferenceEvent:
    """Return a stretch as the event that the API lists: with the mean contribution of each sensor."""
    mean = [
        {"name": name, "value": round(total / stretch.rows, 5)}
        for name, total in zip(sensors, stretch.sums, strict=True)
    ]
    return StoredInferenceEvent(
        inference_scheduler_arn=scheduler.inference_scheduler_arn,
        inference_scheduler_name=scheduler.inference_scheduler_name,
        event_start_time=datetime.fromtimestamp(stretch.start, UTC),
        event_end_time=datetime.fromtimestamp(stretch.end, UTC),
        event_duration_in_seconds=round(stretch.end - stretch.start),
        diagnostics=json.dumps(mean),
    )
