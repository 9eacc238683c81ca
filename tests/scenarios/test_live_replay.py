"""A machine's days through an inference scheduler: the events that it records are those of the evaluation."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine
from tests.conftest import ROLE, boto_client
from tests.unit.local.detection.plants import plant

if TYPE_CHECKING:
    from pathlib import Path

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
RATE = timedelta(minutes=30)
PER_DAY, TRAINED, DAYS = 48, 30, 38
BUCKET, COMPONENT, SENSORS = "plant", "pump", ("a", "b", "c", "d")
NAME = {"InferenceSchedulerName": "live"}
SPLIT = BEGIN + timedelta(days=TRAINED)
RECORDED = timedelta(seconds=300)
"""Shorter events are not recorded."""


def readings(fault: str) -> np.ndarray:
    """Return 38 days, in whose last eight a fault lies."""
    values = plant(DAYS * PER_DAY, len(SENSORS), seed=21, seconds=int(RATE.total_seconds())).values
    first = (TRAINED + 3) * PER_DAY
    if fault == "step":
        values[first : first + 20, 1] += 60
    elif fault == "lasting level":
        level = slice(first, first + 2 * PER_DAY)
        usual = values[level, 1].mean()
        values[level, 1] += 15
        values[first : first + 2 * PER_DAY : 12, 1] = usual  # quick transitions
    return values


def csv(values: np.ndarray, first: int) -> bytes:
    lines = [",".join(("timestamp", *SENSORS))]
    for row, cells in enumerate(values.tolist(), start=first):
        stamp = f"{BEGIN + row * RATE:%Y-%m-%dT%H:%M:%S.%f}"
        lines.append(",".join([stamp, *(f"{cell:.4f}" for cell in cells)]))
    return ("\n".join(lines) + "\n").encode()


def trained(boto: Any, engine: LocalEngine, values: np.ndarray) -> list[tuple[datetime, datetime]]:
    """Learn the first thirty days, and return the events that the evaluation of the others finds."""
    engine.objects.put(BUCKET, f"train/{COMPONENT}/all.csv", csv(values, 0))
    boto.create_dataset(DatasetName="pump")
    pattern = "{prefix}/{component_name}/*"
    place = {"S3InputConfiguration": {"Bucket": BUCKET, "Prefix": "train/", "KeyPattern": pattern}}
    boto.start_data_ingestion_job(DatasetName="pump", RoleArn=ROLE, IngestionInputConfiguration=place)
    engine.run_until_idle()
    boto.create_model(
        ModelName="pump",
        DatasetName="pump",
        TrainingDataStartTime=BEGIN,
        TrainingDataEndTime=SPLIT - RATE,
        EvaluationDataStartTime=SPLIT,
        EvaluationDataEndTime=BEGIN + timedelta(days=DAYS) - RATE,
    )
    engine.run_until_idle()
    metrics = json.loads(boto.describe_model(ModelName="pump")["ModelMetrics"])
    spans = [(_at(event["start"]), _at(event["end"])) for event in metrics["predicted_ranges"]]
    return [span for span in spans if span[1] - span[0] > RECORDED]


def replayed(boto: Any, engine: LocalEngine, values: np.ndarray) -> list[tuple[datetime, datetime]]:
    """Send the other days hour by hour, and return the events that were recorded."""
    boto.create_inference_scheduler(
        ModelName="pump",
        **NAME,
        DataUploadFrequency="PT1H",
        RoleArn=ROLE,
        DataInputConfiguration={
            "S3InputConfiguration": {"Bucket": BUCKET, "Prefix": "live/"},
            "InferenceInputNameConfiguration": {
                "TimestampFormat": "yyyyMMddHHmmss",
                "ComponentTimestampDelimiter": "_",
            },
        },
        DataOutputConfiguration={"S3OutputConfiguration": {"Bucket": BUCKET, "Prefix": "out/"}},
    )
    engine.run_until_idle()
    clock = engine.clock
    assert isinstance(clock, VirtualClock)
    for hour in range((DAYS - TRAINED) * 24):
        start = SPLIT + timedelta(hours=hour)
        row = TRAINED * PER_DAY + 2 * hour
        engine.objects.put(
            BUCKET, f"live/{COMPONENT}_{start:%Y%m%d%H%M%S}.csv", csv(values[row : row + 3], row)
        )
        clock.advance("PT1H")
    span = {"IntervalStartTime": BEGIN, "IntervalEndTime": BEGIN + timedelta(days=60)}
    found = boto.list_inference_events(**NAME, **span)["InferenceEventSummaries"]
    return [(event["EventStartTime"], event["EventEndTime"]) for event in found[::-1]]


def _at(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC)


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [
        "none",
        "step",
        "lasting level",
    ],
)
def test_a_live_replay_records_the_events_of_the_evaluation(tmp_path: Path, fault: str) -> None:
    clock = VirtualClock(SPLIT)
    with LocalEngine(tmp_path, clock=clock, settings=EngineSettings(workers=0)) as engine:
        boto = boto_client(engine)
        values = readings(fault)
        expected = trained(boto, engine, values)
        assert bool(expected) is (fault != "none")
        assert replayed(boto, engine, values) == expected
