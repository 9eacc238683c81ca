"""One case of the scaling figures, in a process of its own: ``python -m benchmarks.scale_case CASE FOLDER ROWS SENSORS``.

The CSV files lie in the engine's bucket already. Everything else is what a user waits for: boto3 calls, worker
processes, files on the disk. The last line that is printed is a JSON document with the seconds of each stage.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.scale_data import BEGIN, BUCKET, COMPONENT, KEY_PATTERN, MINUTE, live_csv
from l4e_sdk import LookoutEquipment
from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, Quotas

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk._clock import Clock

WORKERS = 2
MODELS = 100
SCORED_ROWS = 2_000
WINDOWS = 100
_WARM_UP = 5
_ROLE = "arn:aws:iam::123456789012:role/plant"
_PAUSE = 0.05
_UNFINISHED = ("IN_PROGRESS", "PENDING")
_EVALUATED = 0.2
_QUOTAS = Quotas(models=MODELS + 1, pending_models=MODELS)

Stages = dict[str, float]


def main() -> None:
    """Run the case that the command line names."""
    logging.disable(logging.WARNING)
    case, folder, rows, sensors = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    print(json.dumps(CASES[case](folder, rows, sensors)))


def opened(folder: Path, clock: Clock | None = None) -> LookoutEquipment:
    """Open an engine with worker processes in a folder."""
    return LookoutEquipment.local(
        folder, clock=clock, settings=EngineSettings(workers=WORKERS, quotas=_QUOTAS)
    )


def one(folder: Path, rows: int, sensors: int) -> Stages:
    """Ingest, train on the older rows and evaluate on the newest fifth."""
    del sensors
    with opened(folder) as client:
        ingested = ingest(client.boto3)
        begun = time.perf_counter()
        train(client.boto3, "model", rows, int(rows * _EVALUATED))
        finished(partial(client.boto3.describe_model, ModelName="model"))
        return {"ingested": ingested, "trained": time.perf_counter() - begun}


def fleet(folder: Path, rows: int, sensors: int) -> Stages:
    """Train many models; the dataset is there before the clock starts."""
    del sensors
    with opened(folder) as client:
        boto = client.boto3
        ingest(boto)
        train(boto, "warm", rows, SCORED_ROWS)  # starts the worker processes
        finished(partial(boto.describe_model, ModelName="warm"))
        begun = time.perf_counter()
        names = [f"model-{number}" for number in range(MODELS)]
        for name in names:
            train(boto, name, rows, SCORED_ROWS)
        for name in names:
            finished(partial(boto.describe_model, ModelName=name))
        return {"fleet": time.perf_counter() - begun}


def windows(folder: Path, rows: int, sensors: int) -> Stages:
    """Judge windows of five rows, one after the other, in a process that has the model."""
    clock = VirtualClock(BEGIN + rows * MINUTE)
    with opened(folder, clock) as client:
        boto, engine = client.boto3, client.engine
        assert engine is not None
        ingest(boto, settle=engine.run_until_idle)
        train(boto, "model", rows, 0)
        engine.run_until_idle()
        schedule(boto)
        engine.run_until_idle()
        for number in range(WINDOWS + _WARM_UP):
            begin = BEGIN + (rows + 5 * number) * MINUTE
            stamp = f"{begin + 5 * MINUTE:%Y%m%d%H%M%S}"
            engine.objects.put(BUCKET, f"live/{COMPONENT}_{stamp}.csv", live_csv(begin, sensors))
        waited = []
        for _ in range(WINDOWS + _WARM_UP):
            begun = time.perf_counter()
            clock.advance(timedelta(minutes=5))
            waited.append(time.perf_counter() - begun)
        check_executions(boto)
    warm = sorted(waited[_WARM_UP:])
    return {"window": warm[len(warm) // 2], "window-p95": warm[len(warm) * 95 // 100]}


CASES: dict[str, Callable[[Path, int, int], Stages]] = {"one": one, "fleet": fleet, "windows": windows}


def ingest(boto: Any, *, settle: Callable[[], None] | None = None) -> float:
    """Ingest what lies in the bucket; the seconds that it took."""
    begun = time.perf_counter()
    boto.create_dataset(DatasetName="plant")
    source = {"Bucket": BUCKET, "Prefix": "train/", "KeyPattern": KEY_PATTERN}
    job = boto.start_data_ingestion_job(
        DatasetName="plant",
        RoleArn=_ROLE,
        IngestionInputConfiguration={"S3InputConfiguration": source},
    )
    if settle:
        settle()
    finished(partial(boto.describe_data_ingestion_job, JobId=job["JobId"]))
    return time.perf_counter() - begun


def train(boto: Any, name: str, rows: int, evaluated: int) -> None:
    """Begin to train on all rows but the newest, which evaluate the model."""
    end, last = BEGIN + (rows - evaluated - 1) * MINUTE, BEGIN + (rows - 1) * MINUTE
    evaluation = {"EvaluationDataStartTime": end + MINUTE, "EvaluationDataEndTime": last} if evaluated else {}
    boto.create_model(
        ModelName=name,
        DatasetName="plant",
        TrainingDataStartTime=BEGIN,
        TrainingDataEndTime=end,
        DataPreProcessingConfiguration={"TargetSamplingRate": "PT1M"},
        **evaluation,
    )


def schedule(boto: Any) -> None:
    """Begin to judge a window every five minutes."""
    boto.create_inference_scheduler(
        ModelName="model",
        InferenceSchedulerName="live",
        DataUploadFrequency="PT5M",
        RoleArn=_ROLE,
        DataInputConfiguration={
            "S3InputConfiguration": {"Bucket": BUCKET, "Prefix": "live/"},
            "InferenceInputNameConfiguration": {
                "TimestampFormat": "yyyyMMddHHmmss",
                "ComponentTimestampDelimiter": "_",
            },
        },
        DataOutputConfiguration={"S3OutputConfiguration": {"Bucket": BUCKET, "Prefix": "out/"}},
    )


def check_executions(boto: Any) -> None:
    """Make sure that every window was judged."""
    pages = boto.get_paginator("list_inference_executions").paginate(InferenceSchedulerName="live")
    found = [one["Status"] for page in pages for one in page["InferenceExecutionSummaries"]]
    assert len(found) >= WINDOWS, len(found)
    assert set(found) == {"SUCCESS"}, set(found)


def finished(describe: Callable[[], dict[str, Any]]) -> None:
    """Wait until something has come to an end, which has to be a good one."""
    while (answer := describe())["Status"] in _UNFINISHED:
        time.sleep(_PAUSE)
    assert answer["Status"] == "SUCCESS", answer


if __name__ == "__main__":
    main()
