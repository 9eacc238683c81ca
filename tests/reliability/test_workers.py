"""Worker processes whose engine dies: what they still do must not meet what the next engine does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tests.unit.local.jobs.meddling import Broken

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from l4e_sdk.local import LocalEngine

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")

VICTIM = """
import os, signal, sys, time
from l4e_sdk.local.runner.executor import make_executor

pool = make_executor(1)
print(pool.submit(os.getpid).result(), flush=True)
pool.submit(time.sleep, 30)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_worker_ends_with_its_engine_though_it_is_at_work() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", VICTIM], stdout=subprocess.PIPE, text=True, check=False, timeout=60
    )
    assert ended.returncode == -signal.SIGKILL
    try:
        psutil.Process(int(ended.stdout)).wait(timeout=10)
    except psutil.NoSuchProcess:
        return


def test_a_training_begins_with_an_empty_folder(boto: BaseClient, engine: LocalEngine) -> None:
    from tests.contract.test_main_path import ingest

    ingest(boto, engine)
    arn = boto.create_model(ModelName="press", DatasetName="press")["ModelArn"]
    folder: Path = engine._context(engine.scope).version_folder(arn, 1)
    left = folder / "arrays.npz.123.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"what a killed worker left")
    engine.run_until_idle()
    assert boto.describe_model(ModelName="press")["Status"] == "SUCCESS"
    assert not left.exists()


def test_a_retraining_begins_with_an_empty_folder(boto: BaseClient, engine: LocalEngine) -> None:
    from tests.contract.test_main_path import train

    train(boto, engine)
    arn = boto.describe_model(ModelName="press")["ModelArn"]
    left: Path = engine._context(engine.scope).version_folder(arn, 2) / "arrays.npz.123.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"what a killed worker left")
    boto.create_retraining_scheduler(
        ModelName="press",
        RetrainingFrequency="P1M",
        LookbackWindow="P180D",
    )
    engine.clock.advance("P2M")  # type: ignore[attr-defined]  # the fixture's clock is virtual
    assert boto.describe_model_version(ModelName="press", ModelVersion=2)["Status"] == "SUCCESS"
    assert not left.exists()


def test_work_that_was_interrupted_often_is_not_blamed_for_one_dead_worker(
    boto: BaseClient, engine: LocalEngine
) -> None:
    from tests.contract.test_main_path import ingest

    ingest(boto, engine)
    boto.create_model(ModelName="press", DatasetName="press")
    for _ in range(5):
        # An engine that dies takes a job, and the next engine finds it running.
        assert engine.store.queue.take(engine.clock.now().timestamp()) is not None
        engine.store.queue.recover()
    engine._runner._executor = Broken(1)
    engine.run_until_idle()
    assert boto.describe_model(ModelName="press")["Status"] == "SUCCESS"
