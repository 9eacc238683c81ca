"""Which stretches inference flagged, and how labels take them back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.local.learning import fitting
from l4e_sdk.local.tasks.labels import flagged_ranges
from l4e_sdk.shapes import LabelsInputConfiguration
from tests import plant
from tests.conftest import START
from tests.contract.test_main_path import watch

if TYPE_CHECKING:
    from datetime import datetime

    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock
    from l4e_sdk.local import LocalEngine

HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


@pytest.fixture
def event(boto: BaseClient, engine: LocalEngine, clock: VirtualClock) -> tuple[datetime, datetime]:
    """One event that inference has recorded."""
    watch(boto, engine)
    for hour in range(1, 7):
        plant.upload_window(engine, clock.now() + hour * HOUR, faulty=hour >= 3)
    clock.advance(6 * HOUR)
    events = boto.list_inference_events(
        InferenceSchedulerName="press-live", IntervalStartTime=START, IntervalEndTime=START + 10 * HOUR
    )
    (only,) = events["InferenceEventSummaries"]
    return only["EventStartTime"], only["EventEndTime"]


def flagged(engine: LocalEngine, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
    source = LabelsInputConfiguration(label_group_name="faults")
    return flagged_ranges(engine._context(engine.scope), "press", source, (start, end))


def label(boto: BaseClient, start: datetime, end: datetime, rating: str) -> None:
    boto.create_label_group(LabelGroupName="faults")
    boto.create_label(LabelGroupName="faults", StartTime=start, EndTime=end, Rating=rating)


def test_what_inference_recorded_is_flagged(engine: LocalEngine, event: tuple[datetime, datetime]) -> None:
    assert flagged(engine, START, START + 10 * HOUR) == (event,)


def test_events_outside_the_window_are_not_flagged(
    engine: LocalEngine, event: tuple[datetime, datetime]
) -> None:
    assert flagged(engine, event[1] + HOUR, START + 10 * HOUR) == ()


def test_a_label_that_says_normal_takes_its_part_back(
    boto: BaseClient, engine: LocalEngine, event: tuple[datetime, datetime]
) -> None:
    start, end = event
    label(boto, start + HOUR, end - HOUR, "NO_ANOMALY")
    left = (start, start + HOUR - MOMENT), (end - HOUR + MOMENT, end)
    assert flagged(engine, START, START + 10 * HOUR) == left


def test_a_label_that_says_nothing_takes_nothing_back(
    boto: BaseClient, engine: LocalEngine, event: tuple[datetime, datetime]
) -> None:
    label(boto, *event, "NEUTRAL")
    assert flagged(engine, START, START + 10 * HOUR) == (event,)


def test_a_retraining_is_told_of_the_events(
    boto: BaseClient,
    engine: LocalEngine,
    clock: VirtualClock,
    event: tuple[datetime, datetime],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tasks: list[fitting.FitTask] = []
    fit = fitting.fit
    monkeypatch.setattr(fitting, "fit", lambda task: (tasks.append(task), fit(task))[1])
    boto.create_retraining_scheduler(
        ModelName="press",
        RetrainingFrequency="P1M",
        LookbackWindow="P180D",
        RetrainingStartDate=START + timedelta(days=1),
    )
    clock.advance_to(START + timedelta(days=1))
    (task,) = tasks
    assert task.flagged == (event,)
