from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.local.runner.executor import InlineExecutor, WorkerPool, make_executor, threads_for

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool(2)
    yield made
    made.shutdown()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse() -> None:
    raise LookupError("no such thing")


def test_no_workers_compute_in_the_thread_that_asks() -> None:
    executor = make_executor(0)
    assert isinstance(executor, InlineExecutor)
    assert executor.submit(os.getpid).result() == os.getpid()


def test_errors_come_out_of_the_thread_that_asks() -> None:
    with pytest.raises(LookupError, match="no such thing"):
        InlineExecutor().submit(refuse).result()


def test_workers_are_other_processes(pool: WorkerPool) -> None:
    assert pool.submit(os.getpid).result() != os.getpid()


def test_errors_come_out_of_a_worker(pool: WorkerPool) -> None:
    with pytest.raises(LookupError, match="no such thing"):
        pool.submit(refuse).result()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.filterwarnings("ignore:A worker stopped:UserWarning")
def test_a_killed_worker_is_a_broken_executor_and_the_next_task_gets_another(pool: WorkerPool) -> None:
    with pytest.raises(BrokenExecutor):
        pool.submit(die).result()
    assert [pool.submit(abs, -number).result() for number in range(3)] == [0, 1, 2]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.filterwarnings("ignore:A worker stopped:UserWarning")
def test_a_killed_worker_takes_no_other_task_with_it(pool: WorkerPool, tmp_path: Path) -> None:
    flag = tmp_path / "go"
    patient = pool.submit(wait_for, str(flag))
    with pytest.raises(BrokenExecutor):
        pool.submit(die).result()
    flag.touch()
    assert patient.result() == "done"


def wait_for(flag: str) -> str:
    while not os.path.exists(flag):  # noqa: PTH110  # pickled by name into a worker: nothing to import there
        os.sched_yield()
    return "done"


@pytest.mark.filterwarnings("ignore:A worker stopped:UserWarning")
def test_a_task_that_hangs_can_be_cancelled_and_its_place_is_free_again(tmp_path: Path) -> None:
    pool = WorkerPool(1)
    try:
        hanging = pool.submit(wait_for, str(tmp_path / "never"))
        assert hanging.cancel()
        assert isinstance(hanging.exception(20), BrokenExecutor)
        done = pool.submit(abs, -1)
        assert done.result() == 1
        assert not done.cancel()
        assert pool.submit(abs, -2).result() == 2
    finally:
        pool.shutdown()


def test_one_worker_may_use_every_core() -> None:
    assert threads_for(1) == {}


def test_several_workers_share_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    monkeypatch.setenv("MKL_NUM_THREADS", "3")
    assert threads_for(3) == {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "POLARS_MAX_THREADS": "3",
    }
    assert threads_for(20)["POLARS_MAX_THREADS"] == "1"


def test_a_worker_has_that_environment_and_the_caller_has_not(pool: WorkerPool) -> None:
    assert pool.submit(os.getenv, "OPENBLAS_NUM_THREADS").result() == "1"
    assert os.getenv("OPENBLAS_NUM_THREADS") is None


def test_a_pool_that_was_never_used_shuts_down() -> None:
    WorkerPool(2).shutdown()


SCRIPT = """
from l4e_sdk.local import EngineSettings, LocalEngine
from tests import plant
from tests.conftest import boto_client

print("begun")
engine = LocalEngine(settings=EngineSettings(workers=1))
boto = boto_client(engine)
plant.upload_history(engine)
boto.create_dataset(DatasetName="press")
place = {"Bucket": plant.BUCKET, "Prefix": "train/", "KeyPattern": "{prefix}/{component_name}/*"}
job = boto.start_data_ingestion_job(
    DatasetName="press",
    RoleArn="arn:aws:iam::000000000000:role/plant",
    IngestionInputConfiguration={"S3InputConfiguration": place},
)
boto.get_waiter("data_ingestion_job_success").wait(
    JobId=job["JobId"], WaiterConfig={"Delay": 0.05, "MaxAttempts": 1000}
)
print("ended", engine.folder)
"""


def test_a_script_without_a_main_guard_works_and_leaves_nothing_behind(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    ended = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), "TMPDIR": str(tmp_path)},
    )
    assert ended.returncode == 0, ended.stderr
    first, last = ended.stdout.splitlines()
    assert first == "begun"
    assert last.startswith("ended")
    assert not Path(last.split()[1]).exists()
    assert "Traceback" not in ended.stderr
