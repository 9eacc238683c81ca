# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import LookoutEquipment
from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.doctor import Diagnosis, Finding, Severity, examine, machine
from l4e_sdk.local.store import migrations
from l4e_sdk.local.store.descriptions import StoredPolicy
from tests.conftest import START, boto_client
from tests.support.stored import stored
from tests.unit.local import plants

if TYPE_CHECKING:
    from collections.abc import Iterator

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that nothing is wrong with."""
    folder = tmp_path_factory.mktemp("healthy") / "plant"
    plants.make(folder)
    return folder


@pytest.fixture
def folder(healthy: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may damage."""
    return plants.copy(healthy, tmp_path / "plant")


def look(folder: Path, after: timedelta = timedelta(0)) -> Diagnosis:
    return examine(folder, clock=VirtualClock(plants.END + after))


def only(diagnosis: Diagnosis) -> Finding:
    """Return the one finding of an examination."""
    (finding,) = diagnosis.findings
    assert finding.what.endswith(".")
    assert finding.remedy.endswith(".")
    assert diagnosis.healthy == (finding.severity is WARNING)
    return finding


def change(folder: Path, *statements: str) -> None:
    """Write to the database behind the engine's back."""
    with closing(sqlite3.connect(folder / "state.db")) as state, state:
        for statement in statements:
            assert state.execute(statement).rowcount, statement


def ask(folder: Path, query: str) -> str:
    with closing(sqlite3.connect(folder / "state.db")) as state:
        return state.execute(query).fetchone()[0]


def part(folder: Path, query: str) -> str:
    """Return the unique part of an ARN, by which folders are named."""
    return ask(folder, query).split("/")[2]


def files(folder: Path) -> dict[str, tuple[int, float]]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.name: (path.stat().st_size, path.stat().st_mtime) for path in found}


def test_nothing_is_wrong_after_the_whole_main_path(healthy: Path) -> None:
    before = files(healthy)
    assert look(healthy) == Diagnosis(())
    assert look(healthy).healthy
    assert {name: files(healthy)[name] for name in before} == before


def test_nothing_is_wrong_while_an_engine_works(folder: Path) -> None:
    with LocalEngine(folder, clock=VirtualClock(plants.END), settings=EngineSettings(workers=0)) as engine:
        boto_client(engine).create_dataset(DatasetName="more")
        assert look(folder) == Diagnosis(())
        assert engine.is_running_jobs


def test_a_finding_of_a_folder_with_a_running_engine_is_looked_at_twice(folder: Path) -> None:
    with LocalEngine(folder, clock=VirtualClock(plants.END), settings=EngineSettings(workers=0)):
        shutil.rmtree(next((folder / "data/datasets").iterdir()))
        assert only(look(folder)).severity is ERROR


def test_a_folder_without_a_state_is_none_of_an_engine(tmp_path: Path) -> None:
    assert "no folder of an engine" in only(look(tmp_path)).what
    assert "no folder of an engine" in only(look(tmp_path / "nowhere")).what


# The machine


def test_a_disk_that_is_nearly_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LEAST_FREE", shutil.disk_usage(folder).free + 2**40)
    assert "MiB of its disk are free" in only(look(folder)).what


@pytest.fixture
def read_only(folder: Path) -> Iterator[Path]:
    """The folder on a file system that cannot be written."""
    made = subprocess.run(
        ["mount", "--bind", str(folder), str(folder)], capture_output=True, check=False
    ).returncode
    if made != 0:
        pytest.skip("this user may not mount")
    subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.skipif(not shutil.which("mount"), reason="needs mount")
def test_a_folder_that_cannot_be_written_can_be_examined(read_only: Path) -> None:
    findings = look(read_only).findings
    assert {finding.what for finding in findings} == {"The user of this process may not read and write it."}
    assert str(read_only / "state.db") in {finding.subject for finding in findings}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="an administrator may do everything")
def test_a_file_that_this_user_may_not_use(folder: Path) -> None:
    (folder / "s3").chmod(0)
    finding = only(look(folder))
    (folder / "s3").chmod(0o755)
    assert (finding.subject, finding.severity) == (str(folder / "s3"), ERROR)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only an administrator gives files away")
def test_files_of_another_user(folder: Path) -> None:
    os.chown(folder / "data/models", 12345, -1)
    finding = only(look(folder))
    assert "belong to another user" in finding.what
    assert str(folder / "data/models") in finding.what


def test_a_clock_that_was_set_back(folder: Path) -> None:
    when = START - timedelta(days=3) - plants.END
    diagnosis = look(folder, after=when)
    found = {finding.what.partition(" ")[0] for finding in diagnosis.findings}
    assert "Something" in found
    assert "is in the future" in next(f.what for f in diagnosis.findings if f.what.startswith("Something"))
    # What was planned before is too far ahead now, too.
    assert found == {"Something", "It"}


# The database


def test_a_state_that_is_no_database(folder: Path) -> None:
    (folder / "state.db").write_bytes(b"not a database" * 1000)
    assert "damaged or cannot be read" in only(look(folder)).what


def test_a_state_with_damaged_pages(folder: Path) -> None:
    change(folder, "UPDATE tags SET tag_value = tag_value")
    with closing(sqlite3.connect(folder / "state.db")) as state:
        state.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = state.execute("SELECT rootpage FROM sqlite_master WHERE name = 'tags'").fetchone()[0]
        size = state.execute("PRAGMA page_size").fetchone()[0]
    with (folder / "state.db").open("rb+") as file:
        file.seek((page - 1) * size)
        file.write(os.urandom(size))
    assert "damaged or cannot be read" in only(look(folder)).what


def test_a_state_of_a_newer_version(folder: Path) -> None:
    change(folder, "INSERT INTO migrations VALUES ('9999_future')")
    assert "Another version of l4e-sdk wrote it (9999_future is unknown)" in only(look(folder)).what


def test_a_state_of_an_older_version(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = (*migrations.MIGRATIONS, ("9000_later", lambda _: None))
    monkeypatch.setattr(migrations, "MIGRATIONS", later)
    finding = only(look(folder))
    assert finding.severity is WARNING
    assert "it lacks 9000_later" in finding.what


def test_a_database_of_something_else(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "state.db")) as state, state:
        state.execute("CREATE TABLE other (x INTEGER)")
    assert "no store of an engine" in only(look(tmp_path)).what


# Descriptions


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ("datasets", "dataset "),
        ("ingestion_jobs", "ingestion job"),
        ("sensor_statistics", "sensor statistics"),
        ("inference_executions", "inference execution live"),
        ("inference_events", "inference event live"),
        ("label_groups", "label group known"),
        ("labels", "label known"),
        ("policies", "resource policy"),
    ],
)
def test_a_description_that_cannot_be_read(folder: Path, table: str, word: str) -> None:
    change(folder, f"UPDATE {table} SET document = '[7]' WHERE rowid = (SELECT min(rowid) FROM {table})")
    finding = only(look(folder))
    assert word in finding.subject
    assert "cannot be read" in finding.what


@pytest.mark.parametrize(
    "statement", ["DELETE FROM shared_documents", "UPDATE shared_documents SET document = '[' || id || ']'"]
)
def test_a_shared_part_of_executions_that_cannot_be_read(folder: Path, statement: str) -> None:
    change(folder, statement)
    findings = look(folder).findings
    assert findings
    assert all("inference execution live" in finding.subject for finding in findings)
    assert all("cannot be read" in finding.what for finding in findings)


@pytest.mark.parametrize(
    ("statement", "subject", "column"),
    [
        ("UPDATE label_groups SET arn = arn || 'x'", "label group known", "arn"),
        ("UPDATE labels SET label_end = label_end + 1", "label known", "label_end"),
        (
            "UPDATE datasets SET created_at = created_at - 1 WHERE name = 'copy'",
            "dataset copy",
            "created_at",
        ),
        (
            "UPDATE model_versions SET source_type = 'IMPORT' WHERE model_name = 'press' AND version = 1",
            "model version press/1",
            "source_type",
        ),
    ],
)
def test_a_column_that_says_something_else_than_its_description(
    folder: Path, statement: str, subject: str, column: str
) -> None:
    change(folder, statement)
    finding = only(look(folder))
    assert subject in finding.subject
    assert f"Its {column} and its description" in finding.what


# References


def test_labels_without_their_group(folder: Path) -> None:
    change(folder, "DELETE FROM label_groups")
    subjects = {finding.subject: finding.what for finding in look(folder).findings}
    assert "each a label, 1 in all" in subjects["label group known"]
    # The models that train from it are told, too.
    assert "trains from the label group 'known'" in subjects["model press"]
    assert len(subjects) == 2


def test_statistics_without_their_job(folder: Path) -> None:
    change(folder, "UPDATE sensor_statistics SET job_id = 'gone' WHERE rowid = 1")
    finding = only(look(folder))
    assert finding.subject == "ingestion job gone"
    assert "sensor statistics, 1 in all" in finding.what


def test_events_without_their_scheduler(folder: Path) -> None:
    change(folder, "DELETE FROM inference_schedulers", "DELETE FROM jobs WHERE kind = 'inference'")
    change(folder, "DELETE FROM unfinished_stretches", "DELETE FROM inference_executions")
    assert only(look(folder)).subject == "inference scheduler live"


@pytest.mark.parametrize("table", ["tags", "policies", "accumulated_folders", "unfinished_stretches"])
def test_what_is_attached_to_nothing(folder: Path, table: str) -> None:
    arn = "arn:aws:lookoutequipment:us-east-1:000000000000:model/gone/gone"
    policy = stored(StoredPolicy).to_json().decode()
    values = {"tags": "'k', 'v'", "policies": f"'{policy}'"}.get(table, "'{}'")
    change(folder, f"INSERT INTO {table} VALUES ('{arn}', {values})")
    finding = only(look(folder))
    assert (finding.subject, finding.severity) == (arn, WARNING)


def test_an_active_version_that_is_missing(folder: Path) -> None:
    arn = ask(folder, "SELECT arn FROM model_versions WHERE model_name = 'copy'")
    change(folder, "DELETE FROM model_versions WHERE model_name = 'copy'")
    shutil.rmtree(folder / "data/models" / arn.split("/")[2] / "1")
    finding = only(look(folder))
    assert finding.subject == "model copy"
    assert "active version 1 is missing" in finding.what


def test_an_active_version_that_failed(folder: Path) -> None:
    document = "json_set(document, '$.Status', 'FAILED')"
    change(
        folder,
        f"UPDATE model_versions SET status = 'FAILED', document = {document} WHERE model_name = 'copy'",
    )
    whats = {finding.what for finding in look(folder).findings if finding.severity is ERROR}
    assert whats == {"Its active version 1 is FAILED, so inference fails."}


def test_a_model_without_an_active_version(folder: Path) -> None:
    change(
        folder,
        "UPDATE models SET document = json_remove(document, '$.ActiveModelVersion') WHERE name = 'copy'",
    )
    assert only(look(folder)).what == "It is SUCCESS and has no active version."


def test_a_dataset_that_no_job_has_filled(folder: Path) -> None:
    job = ask(folder, "SELECT job_id FROM ingestion_jobs WHERE dataset_name = 'copy'")
    top = folder / "data/datasets" / part(folder, "SELECT arn FROM datasets WHERE name = 'copy'")
    change(
        folder,
        f"DELETE FROM ingestion_jobs WHERE job_id = '{job}'",
        f"DELETE FROM sensor_statistics WHERE job_id = '{job}'",
    )
    shutil.rmtree(top)
    finding = only(look(folder))
    assert (finding.subject, finding.what) == ("dataset copy", "It is ACTIVE and no job has filled it.")


# The queue


@pytest.mark.parametrize(
    ("table", "name", "status", "subject"),
    [
        ("ingestion_jobs", "dataset_name = 'press'", "IN_PROGRESS", "ingestion job"),
        ("inference_schedulers", "name = 'live'", "STOPPING", "inference scheduler live"),
        ("inference_schedulers", "name = 'live'", "PENDING", "inference scheduler live"),
        ("retraining_schedulers", "model_name = 'press'", "STOPPING", "retraining scheduler press"),
        ("datasets", "name = 'copy'", "INGESTION_IN_PROGRESS", "dataset copy"),
        ("models", "name = 'copy'", "IN_PROGRESS", "model copy"),
        ("inference_executions", "data_start < 1709254801", "IN_PROGRESS", "inference execution live"),
        ("model_versions", "model_name = 'press' AND version = 2", "IN_PROGRESS", "model version press/2"),
        ("model_versions", "model_name = 'press' AND version = 2", "IMPORT_IN_PROGRESS", "version press/2"),
    ],
)
def test_a_state_that_nothing_will_end(
    folder: Path, table: str, name: str, status: str, subject: str
) -> None:
    change(folder, "DELETE FROM jobs")
    document = f"json_set(document, '$.Status', '{status}')"
    change(folder, f"UPDATE {table} SET status = '{status}', document = {document} WHERE {name}")
    stuck = [f for f in look(folder).findings if f.what == f"It is {status} and no job will change that."]
    assert any(subject in finding.subject for finding in stuck)
    assert {finding.severity for finding in stuck} == {ERROR}


def test_a_retraining_that_was_asked_for_has_its_own_job(folder: Path) -> None:
    # The scheduler's job would hide the loss.
    change(folder, "DELETE FROM jobs WHERE kind = 'retraining'")
    before = look(folder)
    with LookoutEquipment.local(folder, settings=plants.IDLE, clock=VirtualClock(plants.END)) as client:
        client.models.get("press").retrain()
    assert look(folder) == before
    change(folder, "DELETE FROM jobs WHERE kind = 'retraining_now'")
    (found,) = set(look(folder).findings) - set(before.findings)
    assert found.what == "It is IN_PROGRESS and no job will change that."


def test_a_running_scheduler_without_a_planned_run(folder: Path) -> None:
    change(folder, "DELETE FROM jobs WHERE kind = 'inference'")
    assert only(look(folder)).subject == "inference scheduler live"
    change(folder, "UPDATE jobs SET cancelled = 1 WHERE kind = 'retraining'")
    assert {f.subject for f in look(folder).findings} == {
        "inference scheduler live",
        "retraining scheduler press",
    }


@pytest.mark.parametrize(
    "kind", ["ingestion", "training", "retraining", "retraining_now", "inference", "import_model_version"]
)
def test_a_job_for_what_is_not_there(folder: Path, kind: str) -> None:
    payload = (
        '{"account": "000000000000", "region": "us-east-1", "job_id": "gone", "model_name": "gone", "version": 1,'
        ' "scheduler_name": "gone"}'
    )
    due = plants.END.timestamp()
    change(folder, f"INSERT INTO jobs VALUES (99, '{kind}', 'gone', '{payload}', {due}, 0, 0, 0)")
    finding = only(look(folder))
    assert finding.subject == f"job 99 ({kind} of gone)"
    assert "is missing" in finding.what


def test_a_job_of_an_unknown_kind(folder: Path) -> None:
    due = plants.END.timestamp()
    change(folder, f"INSERT INTO jobs VALUES (99, 'paint', 'x', '{{}}', {due}, 0, 0, 0)")
    assert only(look(folder)).what == "No work of this kind is known."


def test_a_job_that_nobody_can_read(folder: Path) -> None:
    change(folder, "UPDATE jobs SET payload = 'x' WHERE kind = 'inference'")
    assert {finding.subject.split(" ")[0] for finding in look(folder).findings} == {"job", "inference"}


@pytest.mark.parametrize("kind", ["inference", "retraining"])
def test_a_job_that_is_planned_too_far_ahead(folder: Path, kind: str) -> None:
    change(folder, f"UPDATE jobs SET due = due + 40 * 365 * 86400 WHERE kind = '{kind}'")
    assert "falls due only on 2064" in only(look(folder)).what


def test_a_job_that_a_running_engine_does_not_begin(folder: Path) -> None:
    late = timedelta(days=2)
    assert look(folder, late) == Diagnosis(())
    with LocalEngine(folder, settings=plants.IDLE, clock=VirtualClock(plants.END)):
        assert "has not begun it" in only(look(folder, late)).what


def test_a_job_whose_engine_died(folder: Path) -> None:
    change(folder, "UPDATE jobs SET running = 1 WHERE kind = 'retraining'")
    assert "An engine died while it ran jobs" in only(look(folder)).what
    with LocalEngine(folder, settings=plants.IDLE, clock=VirtualClock(plants.END)):
        assert look(folder) == Diagnosis(())


# Files


def test_a_running_scheduler_whose_runs_only_fail(folder: Path) -> None:
    with LocalEngine(folder, clock=VirtualClock(plants.END), settings=plants.IDLE) as engine:
        engine.clock.advance(timedelta(hours=2))
        assert look(folder).findings == ()  # two late files; the run before them was a success
        engine.clock.advance(timedelta(hours=1))
        (finding,) = look(folder).findings
    assert (finding.severity, finding.subject) == (WARNING, "inference scheduler live")
    assert finding.what.startswith(
        "It judges nothing: its newest runs failed (3 or more), the last one with: no input file"
    )
    assert "l4e schedulers preflight live" in finding.remedy


def test_a_check_that_cannot_go_on_does_not_end_the_examination(folder: Path) -> None:
    change(folder, "UPDATE ingestion_jobs SET dataset_arn = 'nonsense' WHERE dataset_name = 'copy'")
    whats = [finding.what for finding in look(folder).findings]
    assert any("Its dataset_arn and its description" in what for what in whats)
    assert any("The check of contents could not be finished" in what for what in whats)


def test_a_folder_of_readings_that_is_missing(folder: Path) -> None:
    shutil.rmtree(folder / "data/datasets" / part(folder, "SELECT arn FROM datasets WHERE name = 'copy'"))
    assert "The folder with the ingested data is missing" in only(look(folder)).what


def test_readings_that_are_damaged(folder: Path) -> None:
    file = next(
        (folder / "data/datasets" / part(folder, "SELECT arn FROM datasets WHERE name = 'copy'")).rglob(
            "*.parquet"
        )
    )
    content = file.read_bytes()
    file.unlink()  # it is the same file as that of the source
    file.write_bytes(content[:-20])
    assert "The folder with the ingested data cannot be read" in only(look(folder)).what


def test_a_model_that_is_damaged(folder: Path) -> None:
    place = folder / "data/models" / part(folder, "SELECT arn FROM models WHERE name = 'press'") / "2"
    (place / "arrays.npz").write_bytes(b"")
    assert "The folder with the trained model cannot be read" in only(look(folder)).what
    shutil.rmtree(place)
    assert "The folder with the trained model is missing" in only(look(folder)).what


def test_accumulated_data_that_is_damaged(folder: Path) -> None:
    top = folder / "data/models" / part(folder, "SELECT arn FROM models WHERE name = 'press'")
    (next((top / "accumulated").rglob("*.arrow"))).write_bytes(b"PAR1")
    assert "The folder with the accumulated inference data cannot be read" in only(look(folder)).what
    shutil.rmtree(top / "accumulated")
    assert "The folder with the accumulated inference data is missing" in only(look(folder)).what


@pytest.mark.parametrize("inside", ["", "more"])
def test_a_folder_that_nothing_points_at(folder: Path, inside: str) -> None:
    top = folder / "data/models" / part(folder, "SELECT arn FROM models WHERE name = 'press'")
    orphan = top / inside if inside else folder / "data/datasets/unknown"
    orphan.mkdir()
    (orphan / "x").write_bytes(b"12345")
    finding = only(look(folder))
    assert (finding.subject, finding.severity) == (str(orphan), WARNING)
    assert "5 bytes" in finding.what


def test_a_folder_that_is_to_be_removed_is_no_orphan(folder: Path) -> None:
    with LocalEngine(folder, clock=VirtualClock(plants.END), settings=EngineSettings(workers=0)) as engine:
        boto = boto_client(engine)
        boto.delete_dataset(DatasetName="copy")
        assert look(folder) == Diagnosis(())
        engine.run_until_idle()
        assert look(folder) == Diagnosis(())


@pytest.mark.parametrize("name", ["data/models/x.part", "data/datasets/x.partial", "s3/plant/.l4e-partial-x"])
def test_files_that_a_process_left_unfinished(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"")
    assert "left behind by a process that died (1," in only(look(folder)).what


def test_a_file_that_a_running_engine_may_be_writing_is_no_finding(folder: Path) -> None:
    (folder / "data/models/x.part").write_bytes(b"")
    now = plants.END.timestamp()
    os.utime(folder / "data/models/x.part", (now, now))
    with LocalEngine(folder, settings=plants.IDLE, clock=VirtualClock(plants.END)):
        assert look(folder) == Diagnosis(())


def test_a_restore_that_was_killed(folder: Path) -> None:
    folder.with_name(f".{folder.name}.restoring-x").mkdir()
    assert "restoring-x" in only(look(folder)).what
