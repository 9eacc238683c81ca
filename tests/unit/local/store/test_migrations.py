from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.store import Database, Store, migrations
from l4e_sdk.local.store.migrations import APPLIED, StoreVersionError, migrate
from tests import plant
from tests.conftest import boto_client

if TYPE_CHECKING:
    from collections.abc import Iterator

DUMPS = sorted((Path(__file__).parents[3] / "data/stores").glob("*.sql"), key=lambda path: path.stem)
"""A small store of each released schema, as the code of that time wrote it."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'state.db'}")
    yield made
    made.close()


@pytest.fixture(params=DUMPS, ids=lambda path: path.stem)
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with the store of a released schema."""
    return written(request.param, tmp_path / "released")


def written(dump: Path, folder: Path) -> Path:
    folder.mkdir()
    store = sqlite3.connect(folder / "state.db")
    store.executescript(dump.read_text("utf-8"))
    store.close()
    return folder


def applied(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(sa.select(APPLIED.c.name)))


def schema(folder: Path) -> dict[str, object]:
    """Return the tables of a store, their columns without an order, and the indexes."""
    engine = sa.create_engine(f"sqlite:///{folder / 'state.db'}")
    found: dict[str, object] = {}
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        for table in inspector.get_table_names():
            columns = inspector.get_columns(table)
            found[table] = {(c["name"], str(c["type"]), c["nullable"], c["primary_key"]) for c in columns}
            found[f"{table}: indexes"] = {
                (index["name"], tuple(index["column_names"])) for index in inspector.get_indexes(table)
            }
    engine.dispose()
    return found


def test_an_empty_folder_gets_every_migration(database: Database) -> None:
    migrate(database)
    assert applied(database) == [name for name, _ in migrations.MIGRATIONS]


def test_an_older_store_gets_only_what_it_lacks(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(database)
    ran: list[str] = []
    later = ("9000_more", lambda _: ran.append("more"))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, later))
    migrate(database)
    assert ran == ["more"]
    assert applied(database)[-1] == "9000_more"


def test_a_migration_that_fails_leaves_no_trace(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(database)

    def fails(connection: sa.Connection) -> None:
        connection.execute(sa.text("CREATE TABLE half_done (x INTEGER)"))
        raise RuntimeError

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, ("9000_fails", fails)))
    with pytest.raises(RuntimeError):
        migrate(database)
    assert "9000_fails" not in applied(database)
    with database.reading() as connection:
        assert "half_done" not in sa.inspect(connection).get_table_names()


def test_there_is_a_store_of_every_schema_that_was_released() -> None:
    assert [dump.stem for dump in DUMPS] == ["0001", "0001-indexed", "0002"]


def test_a_released_store_becomes_what_a_new_one_is(released: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    for folder in (released, tmp_path / "new"):
        Store(f"sqlite:///{folder / 'state.db'}").close()
    assert schema(released) == schema(tmp_path / "new")


def test_a_released_store_answers_about_all_that_is_in_it(released: Path) -> None:
    with LocalEngine(released, settings=EngineSettings(workers=0, background=False)) as engine:
        boto: Any = boto_client(engine)
        assert boto.describe_dataset(DatasetName="press")["Status"] == "ACTIVE"
        assert len(boto.list_datasets()["DatasetSummaries"]) == 2
        assert len(boto.list_data_ingestion_jobs()["DataIngestionJobSummaries"]) == 2
        assert len(boto.list_sensor_statistics(DatasetName="press")["SensorStatisticsSummaries"]) == 4
        model = boto.describe_model(ModelName="press")
        assert (model["Status"], model["ActiveModelVersion"]) == ("SUCCESS", 1)
        assert boto.list_models()["ModelSummaries"][0]["ModelName"] == "press"
        assert boto.describe_model_version(ModelName="press", ModelVersion=1)["Status"] == "SUCCESS"
        assert len(boto.list_model_versions(ModelName="press")["ModelVersionSummaries"]) == 1
        assert boto.describe_retraining_scheduler(ModelName="press")["Status"] == "RUNNING"
        assert boto.describe_inference_scheduler(InferenceSchedulerName="press-live")["Status"] == "STOPPED"
        executions = boto.list_inference_executions(InferenceSchedulerName="press-live")
        assert [one["Status"] for one in executions["InferenceExecutionSummaries"]] == ["SUCCESS", "SUCCESS"]
        day = datetime(2024, 3, 1, tzinfo=UTC), datetime(2024, 3, 2, tzinfo=UTC)
        events = boto.list_inference_events(
            InferenceSchedulerName="press-live", IntervalStartTime=day[0], IntervalEndTime=day[1]
        )
        assert len(events["InferenceEventSummaries"]) == 1
        assert len(boto.list_labels(LabelGroupName="known")["LabelSummaries"]) == 1
        tags = boto.list_tags_for_resource(
            ResourceArn=boto.describe_dataset(DatasetName="press")["DatasetArn"]
        )
        assert tags["Tags"] == [{"Key": "plant", "Value": "north"}]


def test_a_job_that_an_older_version_queued_is_run(released: Path) -> None:
    plant.upload_history_to(released / "s3")
    clock = VirtualClock(datetime(2024, 3, 2, tzinfo=UTC))
    with LocalEngine(released, clock=clock, settings=EngineSettings(workers=0)) as engine:
        boto: Any = boto_client(engine)
        engine.run_until_idle()
        assert boto.describe_dataset(DatasetName="press-2")["Status"] == "ACTIVE"
        boto.create_model(ModelName="press-2", DatasetName="press-2")
        engine.run_until_idle()
        assert boto.describe_model(ModelName="press-2")["Status"] == "SUCCESS"
        # Jobs are cancelled by a mark that the first stores had no column for.
        boto.stop_retraining_scheduler(ModelName="press")
        engine.run_until_idle()
        boto.delete_retraining_scheduler(ModelName="press")


def test_a_token_that_an_older_version_remembered_is_honoured(released: Path) -> None:
    clock = VirtualClock(datetime(2024, 3, 1, 12, tzinfo=UTC))
    with LocalEngine(released, clock=clock, settings=EngineSettings(workers=0)) as engine:
        boto: Any = boto_client(engine)
        tags = [{"Key": "plant", "Value": "north"}]
        again = boto.create_dataset(DatasetName="press", ClientToken="dataset-press", Tags=tags)
        assert again["DatasetArn"] == boto.describe_dataset(DatasetName="press")["DatasetArn"]


# Migrates a store and is killed between two migrations, or after the last and before it is kept.
VICTIM = """
import os, signal, sys
from l4e_sdk.local.store import Store, migrations

def killed(connection):
    os.kill(os.getpid(), signal.SIGKILL)

place = int(sys.argv[2])
known = migrations.MIGRATIONS
migrations.MIGRATIONS = (*known[:place], ("killed", killed), *known[place:])
Store(sys.argv[1])
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("place", [2, len(migrations.MIGRATIONS)])
def test_a_store_whose_migration_was_killed_opens(tmp_path: Path, place: int) -> None:
    folder = written(DUMPS[0], tmp_path / "released")
    url = f"sqlite:///{folder / 'state.db'}"
    ended = subprocess.run(
        [sys.executable, "-c", VICTIM, url, str(place)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    left = sqlite3.connect(folder / "state.db")
    assert left.execute("SELECT name FROM migrations").fetchall() == [("0001_create",)]
    left.close()
    store = Store(url)
    assert sorted(applied(store._database)) == [name for name, _ in migrations.MIGRATIONS]
    assert store.queue.next_due() is not None
    store.close()


def test_a_store_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "newer"
    LocalEngine(folder, settings=EngineSettings(workers=0, background=False)).close()
    store = sqlite3.connect(folder / "state.db")
    store.execute("INSERT INTO migrations VALUES ('9999_future')")
    store.commit()
    store.close()
    shutil.copy(folder / "state.db", tmp_path / "before")
    with pytest.raises(StoreVersionError, match=r"9999_future.*or a newer one"):
        LocalEngine(folder)
    assert (folder / "state.db").read_bytes() == (tmp_path / "before").read_bytes()
