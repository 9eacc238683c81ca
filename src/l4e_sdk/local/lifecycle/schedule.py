"""The times of schedulers' runs, as pure arithmetic (service/inference#runs, service/retraining#schedule)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk._durations import CalendarDuration, parse_duration
from l4e_sdk._rules.layout.runs import first_run, next_run, run_of
from l4e_sdk._rules.layout.windows import Window, next_window

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.local.store.descriptions import StoredInferenceScheduler, StoredRetrainingScheduler


__all__ = [
    "Window",
    "first_run",
    "frequency_of",
    "next_retraining",
    "next_run",
    "next_window",
    "offset_of",
    "run_of",
]


def frequency_of(scheduler: StoredInferenceScheduler) -> timedelta:
    """Return how often an inference scheduler runs."""
    return parse_duration(str(scheduler.data_upload_frequency))


def offset_of(scheduler: StoredInferenceScheduler) -> timedelta:
    """Return how long after the end of a window its run begins."""
    return timedelta(minutes=scheduler.data_delay_offset_in_minutes)


def next_retraining(scheduler: StoredRetrainingScheduler, after: datetime) -> datetime:
    """Return the first retraining after a time: the start date plus a whole number of calendar steps, at 00:00 UTC."""
    begin = scheduler.retraining_start_date.replace(hour=0, minute=0, second=0, microsecond=0)
    step = CalendarDuration.parse(scheduler.retraining_frequency)
    moment, count = begin, 0
    while moment <= after:
        count += 1
        # Counted from the start date every time: month after month, the 31st would slip to the 28th and stay there.
        moment = CalendarDuration(step.years * count, step.months * count, step.days * count).add_to(begin)
    return moment
