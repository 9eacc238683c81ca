from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from l4e_sdk._clock import VirtualClock
from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.folder.opened import LOCK
from l4e_sdk.local.store import Scope
from l4e_sdk.local.wire.messages import WireRequest
from tests import plant
from tests.conftest import ROLE, START, boto_client

if TYPE_CHECKING:
    from pathlib import Path

IDLE = EngineSettings(workers=0, background=False)
PLACE = {"Bucket": plant.BUCKET, "Prefix": "train/", "KeyPattern": "{prefix}/{component_name}/*"}


def test_without_a_folder_nothing_is_left() -> None:
    with LocalEngine(settings=IDLE) as engine:
        folder = engine.folder
        assert folder.is_dir()
    assert not folder.exists()


def test_a_folder_stays_with_all_that_is_in_it(tmp_path: Path) -> None:
    with LocalEngine(tmp_path / "plant", settings=IDLE) as engine:
        boto_client(engine).create_dataset(DatasetName="press")
    with LocalEngine(tmp_path / "plant", settings=IDLE) as engine:
        assert boto_client(engine).describe_dataset(DatasetName="press")["Status"] == "CREATED"


def test_closing_twice_is_no_error() -> None:
    engine = LocalEngine(settings=IDLE)
    engine.close()
    engine.close()


def test_a_closed_engine_accepts_no_work_that_nobody_would_do(tmp_path: Path) -> None:
    with LocalEngine(tmp_path, settings=IDLE) as engine:
        boto = boto_client(engine)
    with pytest.raises(ConfigurationError, match="is closed"):
        boto.create_dataset(DatasetName="press")


def test_a_closed_engine_gives_the_folder_to_the_next(tmp_path: Path) -> None:
    LocalEngine(tmp_path, settings=IDLE).close()
    with LocalEngine(tmp_path, settings=IDLE) as engine:
        assert engine.is_running_jobs


@pytest.mark.skipif(sys.platform == "win32", reason="locks cannot be shared there")
def test_an_examination_that_looks_at_the_lock_keeps_no_engine_from_running_jobs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    LocalEngine(tmp_path, settings=IDLE).close()
    with (tmp_path / LOCK).open("rb") as examination:
        fcntl.flock(examination, fcntl.LOCK_SH)
        monkeypatch.setattr("time.sleep", lambda _: fcntl.flock(examination, fcntl.LOCK_UN))
        with LocalEngine(tmp_path, settings=IDLE) as engine:
            assert engine.is_running_jobs


def test_the_engine_that_does_not_run_the_jobs_says_so_when_asked_to(tmp_path: Path) -> None:
    with (
        LocalEngine(tmp_path, settings=IDLE),
        LocalEngine(tmp_path, settings=IDLE) as second,
        pytest.raises(ConfigurationError, match="Another engine"),
    ):
        second.run_until_idle()


def test_each_caller_sees_its_own_account_and_region() -> None:
    target = "AWSLookoutEquipmentFrontendService."

    def request(operation: str, body: bytes) -> WireRequest:
        return WireRequest("POST", {"x-amz-target": target + operation}, body)

    with LocalEngine(settings=IDLE) as engine:
        create = request("CreateDataset", b'{"DatasetName": "press", "ClientToken": "t"}')
        describe = request("DescribeDataset", b'{"DatasetName": "press"}')
        abroad = Scope("111111111111", "eu-west-1")
        assert b"eu-west-1:111111111111" in engine.answer(create, abroad).body
        assert engine.answer(describe, abroad).status == 200
        assert engine.answer(describe).status == 400


def test_jobs_of_another_account_are_done_for_it(clock: VirtualClock) -> None:
    with LocalEngine(clock=clock, settings=EngineSettings(account="111111111111", workers=0)) as engine:
        boto = boto_client(engine)
        plant.upload_history(engine, days=2)
        boto.create_dataset(DatasetName="press")
        source = {"S3InputConfiguration": PLACE}
        boto.start_data_ingestion_job(DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=source)
        engine.run_until_idle()
        dataset = boto.describe_dataset(DatasetName="press")
        assert dataset["Status"] == "ACTIVE"
        assert ":111111111111:" in dataset["DatasetArn"]


def test_a_call_wakes_the_background(caplog: pytest.LogCaptureFixture) -> None:
    with LocalEngine(settings=EngineSettings(workers=0)) as engine:
        boto = boto_client(engine)
        plant.upload_history(engine, days=2)
        boto.create_dataset(DatasetName="press")
        source = {"S3InputConfiguration": PLACE}
        boto.start_data_ingestion_job(DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=source)
        engine.run_until_idle()
        assert boto.describe_dataset(DatasetName="press")["Status"] == "ACTIVE"
    assert not caplog.records


def test_a_virtual_clock_needs_no_threads() -> None:
    before = threading.active_count()
    with LocalEngine(clock=VirtualClock(START), settings=EngineSettings(workers=0)):
        assert threading.active_count() == before


def test_a_closed_engine_lets_go_of_its_clock() -> None:
    clock = VirtualClock(START)
    LocalEngine(clock=clock, settings=EngineSettings(workers=0)).close()
    assert clock.advance_to(datetime(2030, 1, 1, tzinfo=UTC)).year == 2030


def test_times_are_whole_milliseconds(clock: VirtualClock) -> None:
    clock.sleep(0.0123456)
    with LocalEngine(clock=clock, settings=EngineSettings(workers=0)) as engine:
        boto = boto_client(engine)
        boto.create_dataset(DatasetName="press")
        assert boto.describe_dataset(DatasetName="press")["CreatedAt"].microsecond == 12_000


FORK = """
import os, sys
from l4e_sdk.local import LocalEngine
with LocalEngine() as engine:
    if not (child := os.fork()):
        sys.exit()  # closes the engine on its way out
    assert os.waitpid(child, 0)[1] == 0
    engine.objects.put("plant", "key", b"")
    assert engine.folder.is_dir() and engine.is_running_jobs
    engine.store.queue.jobs()
child = LocalEngine()
if not os.fork():
    sys.exit()  # what ends with the process is not the child's
os.wait()
assert child.folder.is_dir()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked there")
def test_a_forked_process_leaves_the_engine_to_its_owner() -> None:
    subprocess.run([sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORK], check=True, timeout=60)
