"""What can go wrong around an engine: the work fails with a reason that helps, and the next work succeeds."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.detection.model import AnomalyModel
from tests import plant
from tests.conftest import ROLE, START, boto_client
from tests.contract.test_main_path import ingest, train, watch
from tests.reliability.state import check_states
from tests.reliability.steps import StandingClock
from tests.support.factory import LIVE, RESULTS, SOURCE
from tests.unit.local.jobs.meddling import during_the_next_task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock

FILE = "train/press-07/all.csv"


def begin(boto: BaseClient, name: str = "press") -> str:
    """Begin to fill a dataset, which is made if it is not there."""
    if not boto.list_datasets(DatasetNameBeginsWith=name)["DatasetSummaries"]:
        boto.create_dataset(DatasetName=name)
    return boto.start_data_ingestion_job(DatasetName=name, RoleArn=ROLE, IngestionInputConfiguration=SOURCE)[
        "JobId"
    ]


def reason(boto: BaseClient, job: str) -> str:
    """Return why an ingestion failed."""
    found = boto.describe_data_ingestion_job(JobId=job)
    assert found["Status"] == "FAILED"
    return str(found["FailedReason"])


def succeeds(boto: BaseClient, engine: LocalEngine) -> None:
    """Fail unless the engine lives and does the next work."""
    plant.upload_history(engine)
    job = begin(boto)
    engine.run_until_idle()
    assert boto.describe_data_ingestion_job(JobId=job)["Status"] == "SUCCESS"
    check_states(engine, boto)


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[None]:
    """Let a folder be a disk of its own; only the administrator can do that."""
    place.mkdir(parents=True, exist_ok=True)
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk takes an administrator")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(file: Path) -> None:
    """Use up all the space of a disk."""
    with suppress(OSError), file.open("wb", buffering=0) as sink:
        while True:
            sink.write(bytes(4096))


class TestFullDisk:
    def test_work_for_which_there_is_no_space_fails_with_that_reason(
        self, tmp_path: Path, clock: VirtualClock
    ) -> None:
        folder = tmp_path / "plant"
        with (
            small_disk(folder / "data", "1m"),
            LocalEngine(folder, clock=clock, settings=EngineSettings(workers=0)) as engine,
        ):
            boto = boto_client(engine)
            plant.upload_history(engine)
            fill(folder / "data" / "filler")
            job = begin(boto)
            engine.run_until_idle()
            assert "No space left on device" in reason(boto, job)
            (folder / "data" / "filler").unlink()
            succeeds(boto, engine)

    def test_an_answer_that_cannot_be_kept_is_an_error_and_nothing_is_half_done(
        self, tmp_path: Path, clock: VirtualClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        folder = tmp_path / "plant"
        with (
            small_disk(folder, "3m"),
            LocalEngine(folder, clock=clock, settings=EngineSettings(workers=0)) as engine,
        ):
            boto = boto_client(engine)
            fill(folder / "filler")
            with pytest.raises(Exception, match="InternalServerException"):
                for number in range(500):
                    boto.create_label_group(LabelGroupName=f"group-{number}")
            assert "disk is full" in caplog.text
            (folder / "filler").unlink()
            known = [group["LabelGroupName"] for group in boto.list_label_groups()["LabelGroupSummaries"]]
            boto.create_label_group(LabelGroupName="after")
            assert len(boto.list_label_groups()["LabelGroupSummaries"]) == len(known) + 1

    def test_work_whose_end_cannot_be_written_down_is_done_when_there_is_space_again(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        folder, wall = tmp_path / "plant", StandingClock(START)
        with (
            small_disk(folder, "3m"),
            LocalEngine(folder, clock=wall, settings=EngineSettings(workers=0)) as engine,
        ):
            boto = boto_client(engine)
            plant.upload_history(engine)
            during_the_next_task(engine, lambda: fill(folder / "filler"))
            job = begin(boto)
            _until(lambda: "trying again" in caplog.text)
            (folder / "filler").unlink()
            wall.moment += timedelta(minutes=5)
            _until(lambda: boto.describe_data_ingestion_job(JobId=job)["Status"] != "IN_PROGRESS")
            assert boto.describe_dataset(DatasetName="press")["Status"] != "INGESTION_IN_PROGRESS"
            check_states(engine, boto)


def _until(holds: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    end, pause = time.monotonic() + 30, threading.Event()
    while not holds():
        assert time.monotonic() < end
        pause.wait(0.02)


class TestFiles:
    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may read everything")
    def test_a_file_that_may_not_be_read_is_named(self, boto: BaseClient, engine: LocalEngine) -> None:
        plant.upload_history(engine)
        file = engine.folder / "s3" / plant.BUCKET / FILE
        file.chmod(0)
        job = begin(boto)
        engine.run_until_idle()
        assert "all.csv" in reason(boto, job)
        file.chmod(0o644)
        succeeds(boto, engine)

    def test_a_bucket_that_vanishes_is_named(self, boto: BaseClient, engine: LocalEngine) -> None:
        plant.upload_history(engine)
        bucket = engine.folder / "s3" / plant.BUCKET
        during_the_next_task(engine, lambda: shutil.rmtree(bucket))
        job = begin(boto)
        engine.run_until_idle()
        assert f"s3://{plant.BUCKET}/{FILE}" in reason(boto, job)
        succeeds(boto, engine)

    def test_a_file_that_vanishes_is_left_out(self, boto: BaseClient, engine: LocalEngine) -> None:
        plant.upload_history(engine)
        engine.objects.put(plant.BUCKET, "train/press-07/more.csv", plant.csv(plant.rows(plant.BEGIN, 24)))
        gone = engine.folder / "s3" / plant.BUCKET / "train" / "press-07" / "more.csv"
        during_the_next_task(engine, gone.unlink)
        job = begin(boto)
        engine.run_until_idle()
        found = boto.describe_data_ingestion_job(JobId=job)
        assert found["Status"] == "SUCCESS"
        assert [file["Key"] for file in found["IngestedFilesSummary"]["DiscardedFiles"]] == [
            "train/press-07/more.csv"
        ]

    @pytest.mark.parametrize("content", [b"", b"\x00" * 100_000, b"Timestamp,oil_temp\n", b"\xff\xfe", None])
    def test_a_file_that_is_changed_while_it_is_read_does_no_harm(
        self,
        boto: BaseClient,
        engine: LocalEngine,
        monkeypatch: pytest.MonkeyPatch,
        content: bytes | None,
    ) -> None:
        from l4e_sdk.local.timeseries import component_data, csv_file

        plant.upload_history(engine)
        file = engine.folder / "s3" / plant.BUCKET / FILE
        read = csv_file.read_table

        def changed(*arguments: Any, **keywords: Any) -> Any:
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(content)
            return read(*arguments, **keywords)

        monkeypatch.setattr(component_data, "read_table", changed)
        job = begin(boto)
        engine.run_until_idle()
        assert boto.describe_data_ingestion_job(JobId=job)["Status"] in {"SUCCESS", "FAILED"}
        assert "The engine failed" not in boto.describe_data_ingestion_job(JobId=job).get("FailedReason", "")
        monkeypatch.undo()
        succeeds(boto, engine)

    def test_ingested_data_that_vanishes_is_named(self, boto: BaseClient, engine: LocalEngine) -> None:
        ingest(boto, engine)
        shutil.rmtree(engine.folder / "data" / "datasets")
        boto.create_model(ModelName="press", DatasetName="press")
        engine.run_until_idle()
        model = boto.describe_model(ModelName="press")
        assert model["Status"] == "FAILED"
        assert model["FailedReason"]
        boto.delete_model(ModelName="press")
        succeeds(boto, engine)

    def test_a_model_that_vanishes_fails_its_windows_and_no_more(
        self, boto: BaseClient, engine: LocalEngine, clock: VirtualClock
    ) -> None:
        watch(boto, engine)
        shutil.rmtree(engine.folder / "data" / "models")
        plant.upload_window(engine, clock.now() + timedelta(hours=1))
        clock.advance(timedelta(hours=1))
        (one,) = boto.list_inference_executions(InferenceSchedulerName="press-live")[
            "InferenceExecutionSummaries"
        ]
        assert (one["Status"], bool(one["FailedReason"])) == ("FAILED", True)
        succeeds(boto, engine)


class TestDetectors:
    def test_one_that_raises_fails_its_model_only(
        self,
        boto: BaseClient,
        engine: LocalEngine,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        ingest(boto, engine)

        def broken(*_: object, **__: object) -> None:
            raise ZeroDivisionError("the matrix is singular")

        monkeypatch.setattr(AnomalyModel, "fit", broken)
        boto.create_model(ModelName="press", DatasetName="press")
        engine.run_until_idle()
        monkeypatch.undo()
        model = boto.describe_model(ModelName="press")
        assert model["Status"] == "FAILED"
        assert "ZeroDivisionError: the matrix is singular" in model["FailedReason"]
        assert "Traceback" not in model["FailedReason"]
        assert "ZeroDivisionError" in caplog.text
        boto.create_model(ModelName="next", DatasetName="press")
        engine.run_until_idle()
        assert boto.describe_model(ModelName="next")["Status"] == "SUCCESS"

    def test_one_that_takes_too_long_is_ended_and_the_next_work_is_done(self, tmp_path: Path) -> None:
        settings = EngineSettings(workers=1, longest_job=timedelta(milliseconds=1), background=False)
        with LocalEngine(tmp_path, settings=settings) as engine:
            boto = boto_client(engine)
            plant.upload_history(engine)
            job = begin(boto)
            engine.run_until_idle()
            assert reason(boto, job)
        patient = EngineSettings(workers=1, background=False)
        with LocalEngine(tmp_path, settings=patient) as engine:
            succeeds(boto_client(engine), engine)


class TestClocks:
    def test_a_clock_that_jumps_back_repeats_no_window(self, tmp_path: Path) -> None:
        wall = StandingClock(START)
        settings = EngineSettings(workers=0, background=False)
        with LocalEngine(tmp_path, clock=wall, settings=settings) as engine:
            boto = boto_client(engine)
            train(boto, engine)
            boto.create_inference_scheduler(
                ModelName="press",
                InferenceSchedulerName="live",
                DataUploadFrequency="PT1H",
                RoleArn=ROLE,
                DataInputConfiguration=LIVE,
                DataOutputConfiguration=RESULTS,
            )
            for hour in (0, 1, 2, -5, 1, 2, 3, -30 * 24, 3, 4):
                wall.moment = START + timedelta(hours=hour)
                plant.upload_window(engine, wall.moment)
                engine.run_until_idle()
                check_states(engine, boto)
            found = boto.list_inference_executions(InferenceSchedulerName="live")[
                "InferenceExecutionSummaries"
            ]
            ends = [one["DataEndTime"] for one in reversed(found)]
            assert ends == [START + timedelta(hours=hour) for hour in (1, 2, 3, 4)]
            assert {one["Status"] for one in found} == {"SUCCESS"}

    def test_pages_and_tokens_survive_a_clock_that_jumps_back(self, tmp_path: Path) -> None:
        wall = StandingClock(START)
        with LocalEngine(
            tmp_path, clock=wall, settings=EngineSettings(workers=0, background=False)
        ) as engine:
            boto = boto_client(engine)
            first = boto.create_dataset(DatasetName="press", ClientToken="token")
            wall.moment -= timedelta(days=900)
            assert (
                boto.create_dataset(DatasetName="press", ClientToken="token")["DatasetArn"]
                == first["DatasetArn"]
            )
            boto.create_dataset(DatasetName="before")
            names = [one["DatasetName"] for one in boto.list_datasets(MaxResults=500)["DatasetSummaries"]]
            assert names == ["before", "press"]
