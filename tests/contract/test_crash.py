"""A process that is killed in the middle of its work: the store opens again and the work is done."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.store import Scope
from tests import plant
from tests.conftest import boto_client

# The victim puts a job on the queue and is killed when the job has begun. What it acknowledged, it prints first.
VICTIM = """
import json, os, signal, sys
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local import jobs
from tests.conftest import ROLE, boto_client
from tests.contract import test_crash

folder, kind, step = sys.argv[1:]
work = jobs.WORKS[kind]
original = getattr(work, step)

def killed(*arguments, **keywords):
    answer = original(*arguments, **keywords)
    os.kill(os.getpid(), signal.SIGKILL)
    return answer

engine = LocalEngine(folder, settings=EngineSettings(workers=0, background=False))
boto = boto_client(engine)
if kind == "training":
    test_crash.ingest(boto)
    engine.run_until_idle()
setattr(type(work), step, lambda self, *arguments: killed(*arguments))
acknowledged = test_crash.ingest(boto) if kind == "ingestion" else test_crash.train(boto)
print(json.dumps(acknowledged), flush=True)
engine.run_until_idle()
"""


def ingest(boto: object) -> str:
    """Create a dataset and start its ingestion; return the id of the job."""
    boto.create_dataset(DatasetName="press")  # type: ignore[attr-defined]  # a boto3 client
    place = {"Bucket": plant.BUCKET, "Prefix": "train/", "KeyPattern": "{prefix}/{component_name}/*"}
    job = boto.start_data_ingestion_job(  # type: ignore[attr-defined]  # as above
        DatasetName="press",
        RoleArn="arn:aws:iam::000000000000:role/plant",
        IngestionInputConfiguration={"S3InputConfiguration": place},
    )
    return job["JobId"]


def train(boto: object) -> str:
    """Create a model; return its ARN."""
    return boto.create_model(ModelName="press", DatasetName="press")["ModelArn"]  # type: ignore[attr-defined]  # as above


def kill_during(folder: Path, kind: str, step: str) -> str:
    """Run the victim and return what it acknowledged before it died."""
    plant.upload_history_to(folder / "s3")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run(
        [sys.executable, "-c", VICTIM, str(folder), kind, step],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("step", ["prepare", "compute", "finish"])
def test_an_ingestion_that_was_killed_is_done_by_the_next_engine(tmp_path: Path, step: str) -> None:
    job_id = kill_during(tmp_path, "ingestion", step)
    with LocalEngine(tmp_path, settings=EngineSettings(workers=0, background=False)) as engine:
        boto = boto_client(engine)
        assert boto.describe_data_ingestion_job(JobId=job_id)["Status"] == "IN_PROGRESS"
        assert boto.describe_dataset(DatasetName="press")["Status"] == "INGESTION_IN_PROGRESS"
        engine.run_until_idle()
        assert boto.describe_data_ingestion_job(JobId=job_id)["Status"] == "SUCCESS"
        assert boto.describe_dataset(DatasetName="press")["Status"] == "ACTIVE"
        assert len(boto.list_sensor_statistics(DatasetName="press")["SensorStatisticsSummaries"]) == 4


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("step", ["prepare", "compute", "finish"])
def test_a_training_that_was_killed_is_done_by_the_next_engine(tmp_path: Path, step: str) -> None:
    arn = kill_during(tmp_path, "training", step)
    with LocalEngine(tmp_path, settings=EngineSettings(workers=0, background=False)) as engine:
        boto = boto_client(engine)
        assert boto.describe_model(ModelName="press")["Status"] == "IN_PROGRESS"
        engine.run_until_idle()
        model = boto.describe_model(ModelName="press")
        assert (model["ModelArn"], model["Status"], model["ActiveModelVersion"]) == (arn, "SUCCESS", 1)


def test_the_second_engine_of_a_folder_answers_and_leaves_the_jobs_to_the_first(tmp_path: Path) -> None:
    settings = EngineSettings(workers=0, background=False)
    with (
        LocalEngine(tmp_path, settings=settings) as first,
        LocalEngine(tmp_path, settings=settings) as second,
    ):
        assert first.is_running_jobs
        assert not second.is_running_jobs
        boto_client(second).create_dataset(DatasetName="press")
        assert first.store.datasets.get(Scope("000000000000", "us-east-1"), "press")
