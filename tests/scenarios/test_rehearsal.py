"""Half a year of two models, played by a virtual clock: live windows, faults, monthly retraining, and twice the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk._clock import VirtualClock
from l4e_sdk._durations import CalendarDuration
from l4e_sdk.local import EngineSettings, LocalEngine
from tests import plant
from tests.conftest import START, boto_client
from tests.contract.test_main_path import train
from tests.support.factory import inference

if TYPE_CHECKING:
    from botocore.client import BaseClient

MODELS = ("press", "twin")
MONTHS = 6
HOURS = 12


@dataclass
class Half:
    """What half a year left behind, without the parts of ARNs that are never used twice."""

    runs: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    results: dict[str, bytes] = field(default_factory=dict)
    events: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    versions: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)


def play() -> Half:
    """Judge half a day of every month live, with a fault in it; retrain each month."""
    clock = VirtualClock(START)
    with LocalEngine(clock=clock, settings=EngineSettings(workers=0)) as engine:
        boto = boto_client(engine)
        train(boto, engine)
        copy(boto, engine)
        for name in MODELS:
            boto.create_retraining_scheduler(
                ModelName=name, RetrainingFrequency="P1M", LookbackWindow="P180D", PromoteMode="MANAGED"
            )
            place = {"Bucket": plant.BUCKET, "Prefix": f"out/{name}/"}
            request = {**inference(name, name), "DataOutputConfiguration": {"S3OutputConfiguration": place}}
            boto.create_inference_scheduler(**request)
        for _ in range(MONTHS):
            month = clock.now()
            live_hours(boto, engine, clock)
            clock.advance_to(CalendarDuration(months=1).add_to(month))
        return found(boto, engine)


def copy(boto: BaseClient, engine: LocalEngine) -> None:
    """Make the second model, of the same data, without labels."""
    boto.create_model(ModelName="twin", DatasetName="press")
    engine.run_until_idle()


def live_hours(boto: BaseClient, engine: LocalEngine, clock: VirtualClock) -> None:
    begin = clock.now()
    for hour in range(1, HOURS + 1):
        plant.upload_window(engine, begin + timedelta(hours=hour), faulty=5 <= hour <= 10)
    for name in MODELS:
        status = boto.describe_inference_scheduler(InferenceSchedulerName=name)["Status"]
        if status == "STOPPED":
            boto.start_inference_scheduler(InferenceSchedulerName=name)
    clock.advance(timedelta(hours=HOURS))
    for name in MODELS:
        boto.stop_inference_scheduler(InferenceSchedulerName=name)
    engine.run_until_idle()


def found(boto: BaseClient, engine: LocalEngine) -> Half:
    half = Half()
    for name in MODELS:
        runs = paged(boto, "list_inference_executions", InferenceSchedulerName=name)
        half.runs[name] = [
            (run["DataStartTime"], run["Status"], run["ModelVersion"], run.get("FailedReason"))
            for run in runs[::-1]
        ]
        span = {"IntervalStartTime": START, "IntervalEndTime": START + timedelta(days=300)}
        events = paged(boto, "list_inference_events", InferenceSchedulerName=name, **span)
        half.events[name] = [
            (one["EventStartTime"], one["EventEndTime"], one["Diagnostics"]) for one in events
        ]
        numbers = [one["ModelVersion"] for one in paged(boto, "list_model_versions", ModelName=name)]
        half.versions[name] = [
            version_facts(boto.describe_model_version(ModelName=name, ModelVersion=number))
            for number in numbers
        ]
    keys = engine.objects.list(plant.BUCKET, "out/")
    # The drift object names its scheduler, whose ARN ends in an id that is never used twice.
    half.results = {
        key: re.sub(rb"[0-9a-f-]{36}", b"<id>", engine.objects.get(plant.BUCKET, key)) for key in keys
    }
    return half


def paged(boto: BaseClient, operation: str, **members: Any) -> list[dict[str, Any]]:
    (name,) = boto.get_paginator(operation).result_keys
    pages = boto.get_paginator(operation).paginate(**members)
    return [item for page in pages for item in page[name.expression]]


def version_facts(version: dict[str, Any]) -> tuple[Any, ...]:
    names = ("ModelVersion", "Status", "CreatedAt", "AutoPromotionResult", "ModelMetrics", "ModelQuality")
    return tuple(version.get(name) for name in names)


@pytest.mark.slow
def test_half_a_year_is_played_in_seconds_and_twice_the_same() -> None:
    half = play()
    months = [datetime(2024, month, 1, tzinfo=UTC) for month in range(3, 3 + MONTHS)]
    hours = [month + timedelta(hours=hour) for month in months for hour in range(HOURS)]
    for name in MODELS:
        assert [run[0] for run in half.runs[name]] == hours
        assert {run[1] for run in half.runs[name]} == {"SUCCESS"}
        assert [facts[0] for facts in half.versions[name]] == list(range(1, MONTHS + 2))
        assert {facts[1] for facts in half.versions[name]} == {"SUCCESS"}
        assert [facts[2] for facts in half.versions[name][1:]] == [
            *months[1:],
            datetime(2024, 9, 1, tzinfo=UTC),
        ]
    # The twin has learned the faults of its history, for want of labels; the press has not.
    first_fault = START + timedelta(hours=5), START + timedelta(hours=10)
    start, end, _ = half.events["press"][-1]
    assert first_fault[0] <= start <= first_fault[1] <= end
    assert play() == half
