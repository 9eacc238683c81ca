"""``serve`` in processes of its own: how it stops, and what becomes of jobs when one of several processes dies."""

from __future__ import annotations

import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from l4e_sdk import ConfigurationError
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.http import ServerSettings, serve
from tests import plant
from tests.conftest import ROLE
from tests.support.factory import SOURCE
from tests.support.served import ServedProcess

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")

TWO = "ServerSettings(port=0, workers=2)"
SMALL = "EngineSettings(workers=1)"


def client(url: str) -> Any:
    keys = {"aws_access_key_id": "any", "aws_secret_access_key": "any"}
    return boto3.client("lookoutequipment", endpoint_url=url, region_name="us-east-1", **keys)


def ingest(boto: Any, name: str = "press") -> str:
    boto.create_dataset(DatasetName=name)
    return boto.start_data_ingestion_job(DatasetName=name, RoleArn=ROLE, IngestionInputConfiguration=SOURCE)[
        "JobId"
    ]


def until(condition: Callable[[], Any]) -> Any:
    """Wait until something is so; no event of ours can tell of what happens in another process."""
    end = time.monotonic() + 60
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def test_sigterm_ends_it_well(tmp_path: Path):
    with ServedProcess(tmp_path / "plant") as server, closing(client(server.url)) as boto:
        boto.create_dataset(DatasetName="press")
        server.signal()
        assert server.wait() == 0
    with LocalEngine(tmp_path / "plant", settings=EngineSettings(background=False)) as engine:
        assert engine.store.datasets.get(engine.scope, "press")


def test_a_job_that_takes_too_long_is_parked_and_run_again(tmp_path: Path):
    folder = tmp_path / "plant"
    plant.upload_history_to(folder / "s3")
    impatient = "ServerSettings(port=0, shutdown_grace=timedelta(0))"
    with ServedProcess(folder, impatient, SMALL) as server, closing(client(server.url)) as boto:
        job = ingest(boto)
        server.signal()
        assert server.wait() == 0
    with LocalEngine(folder, settings=EngineSettings(workers=0, background=False)) as engine:
        engine.run_until_idle()
        found = engine.store.ingestion_jobs.get(engine.scope, job)
        assert found
        assert found.status == "SUCCESS"


def test_a_second_signal_ends_it_at_once(tmp_path: Path):
    with ServedProcess(tmp_path / "plant") as server:
        address = server.url.removeprefix("http://").split(":")
        with socket.create_connection((address[0], int(address[1]))) as busy:
            # A request that never ends keeps it from ending well.
            busy.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{")
            server.health()
            server.signal()
            server.wait_for("Shutting down")
            server.signal(signal.SIGINT)
            assert server.wait() == 128 + signal.SIGINT


def test_a_port_that_is_taken_is_said(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings = ServerSettings(port=other.getsockname()[1])
        with pytest.raises(ConfigurationError, match="another port"):
            serve(tmp_path, settings)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_folder_that_cannot_be_used_is_said(tmp_path: Path, workers: int):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ConfigurationError, match="folder of an engine"):
        serve(file, ServerSettings(port=0, workers=workers))


def test_two_processes_answer_and_one_runs_the_jobs(tmp_path: Path):
    folder = tmp_path / "plant"
    plant.upload_history_to(folder / "s3")
    with ServedProcess(folder, TWO, SMALL) as server:
        seen: dict[int, bool] = {}

        def both() -> bool:
            health = server.health()
            seen[health["process"]] = health["runs_jobs"]
            return len(seen) == 2

        until(both)
        assert sorted(seen.values()) == [False, True]
        with closing(client(server.url)) as boto:
            with ThreadPoolExecutor(5) as callers:
                names = [f"press-{number}" for number in range(5)]
                jobs = list(callers.map(lambda name: ingest(boto, name), names))

            def ended() -> bool:
                listed = boto.list_data_ingestion_jobs()["DataIngestionJobSummaries"]
                return {job["JobId"] for job in listed if job["Status"] == "SUCCESS"} == set(jobs)

            # What runs jobs dies in the middle of them.
            before = len(server.log)
            os.kill(next(process for process, runs in seen.items() if runs), signal.SIGKILL)
            until(ended)
        server.wait_for("this process runs the jobs", after=before)
        server.wait_for("another is started", after=before)
        server.signal()
        assert server.wait() == 0


def test_workers_end_with_the_process_that_watches_them(tmp_path: Path):
    with ServedProcess(tmp_path / "plant", TWO) as server:
        worker = server.health()["process"]
        assert worker != server.pid
        server.signal(signal.SIGKILL)
        server.wait()
        until(lambda: not Path(f"/proc/{worker}").exists() if Path("/proc").exists() else True)


def test_several_processes_stop_well_on_one_signal_to_all(tmp_path: Path):
    with ServedProcess(tmp_path / "plant", TWO) as server:
        worker = server.health()["process"]
        for process in (server.pid, worker):
            os.kill(process, signal.SIGINT)
        assert server.wait() == 0
        assert not any("Traceback" in line for line in server.log)
