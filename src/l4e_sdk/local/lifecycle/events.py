"""Inference events: stretches of abnormal rows, joined over executions (section 5.7)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.shapes import InferenceEventSummary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk.shapes import DescribeInferenceSchedulerResponse

LEAST_SECONDS = 300
"""Only longer events are recorded."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Abnormal rows that follow one another on the sampling grid."""

    start: float
    """The first row, in epoch seconds."""
    end: float
    """The last row, in epoch seconds."""
    rows: int
    sums: tuple[float, ...]
    """Per sensor, the contributions of all rows added up."""

    def joined(self, later: Stretch) -> Stretch:
        """Return this stretch continued by another."""
        sums = tuple(mine + theirs for mine, theirs in zip(self.sums, later.sums, strict=True))
        return Stretch(self.start, later.end, self.rows + later.rows, sums)

    @property
    def is_event(self) -> bool:
        """Whether it is long enough to be recorded."""
        return self.end - self.start > LEAST_SECONDS


def continued(unfinished: Stretch | None, found: Sequence[Stretch], rate_seconds: float) -> list[Stretch]:
    """Return the stretches of a window, the first one joined to the unfinished one when no row lies between them."""
    if not found or unfinished is None or len(unfinished.sums) != len(found[0].sums):
        return list(found)
    # Half a row of tolerance: the grid of both windows is the same, their clocks are floats.
    if found[0].start - unfinished.end > 1.5 * rate_seconds:
        return list(found)
    return [unfinished.joined(found[0]), *found[1:]]


def event_of(
    scheduler: DescribeInferenceSchedulerResponse, stretch: Stretch, sensors: Sequence[str]
) -> InferenceEventSummary:
    """Return a stretch as the event that the API lists: with the mean contribution of each sensor."""
    mean = [
        {"name": name, "value": round(total / stretch.rows, 5)}
        for name, total in zip(sensors, stretch.sums, strict=True)
    ]
    return changed(
        InferenceEventSummary(),
        inference_scheduler_arn=scheduler.inference_scheduler_arn,
        inference_scheduler_name=scheduler.inference_scheduler_name,
        event_start_time=datetime.fromtimestamp(stretch.start, UTC),
        event_end_time=datetime.fromtimestamp(stretch.end, UTC),
        event_duration_in_seconds=round(stretch.end - stretch.start),
        diagnostics=json.dumps(mean),
    )
