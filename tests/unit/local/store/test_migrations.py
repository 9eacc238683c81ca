from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.store import Database, Store, migrations
from l4e_sdk.local.store.migrations import APPLIED, StoreVersionError, migrate
from l4e_sdk.local.store.tables import metadata
from tests.conftest import boto_client

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'state.db'}")
    yield made
    made.close()


def applied(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.scalars(sa.select(APPLIED.c.name)))


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


def test_the_first_migration_makes_every_table_and_index(database: Database) -> None:
    migrate(database)
    with database.reading() as connection:
        inspector = sa.inspect(connection)
        assert set(inspector.get_table_names()) == {*metadata.tables, APPLIED.name}
        for name, table in metadata.tables.items():
            columns = {column["name"]: column["nullable"] for column in inspector.get_columns(name)}
            assert columns == {column.name: column.nullable for column in table.columns}
            found = {index["name"]: index["column_names"] for index in inspector.get_indexes(name)}
            assert found == {index.name: [column.name for column in index.columns] for index in table.indexes}


def add_line(connection: sa.Connection) -> None:
    """Change a table that has rows, as a migration of a later release does."""
    connection.execute(
        sa.text("ALTER TABLE label_groups ADD COLUMN line VARCHAR(8) DEFAULT 'north' NOT NULL")
    )


def test_a_migration_changes_a_store_that_has_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, settings = tmp_path / "plant", EngineSettings(workers=0, background=False)
    with LocalEngine(folder, settings=settings) as engine:
        boto_client(engine).create_label_group(LabelGroupName="known")
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, ("9000_line", add_line)))
    with LocalEngine(folder, settings=settings) as engine:
        groups = boto_client(engine).list_label_groups()["LabelGroupSummaries"]
        assert [group["LabelGroupName"] for group in groups] == ["known"]
    with closing(sqlite3.connect(folder / "state.db")) as state:
        assert state.execute("SELECT line FROM label_groups").fetchall() == [("north",)]


# Migrates a store and is killed between two migrations, or after the last and before it is kept.
VICTIM = """
import os, signal, sys
from l4e_sdk.local.store import Store, migrations

def killed(connection):
    os.kill(os.getpid(), signal.SIGKILL)

def second(connection):
    connection.exec_driver_sql("CREATE TABLE second (x INTEGER)")

steps = (*migrations.MIGRATIONS, ("second", second))
place = int(sys.argv[2])
migrations.MIGRATIONS = (*steps[:place], ("killed", killed), *steps[place:])
Store(sys.argv[1])
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_store_whose_migration_was_killed_opens(tmp_path: Path, place: int) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    ended = subprocess.run(
        [sys.executable, "-c", VICTIM, url, str(place)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with closing(sqlite3.connect(tmp_path / "state.db")) as left:
        assert left.execute("SELECT name FROM sqlite_master").fetchall() == []
    store = Store(url)
    assert applied(store._database) == list(migrations.names())
    store.close()


def test_a_store_from_before_the_first_release_is_refused_with_the_remedy(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "state.db")) as state, state:
        state.execute("PRAGMA journal_mode = wal")
        state.execute("CREATE TABLE migrations (name VARCHAR(64) PRIMARY KEY)")
        state.execute("INSERT INTO migrations VALUES ('0001_create'), ('0002_imports')")
    before = (folder / "state.db").read_bytes()
    with pytest.raises(StoreVersionError, match=r"before its first release.*Name another folder"):
        LocalEngine(folder)
    assert (folder / "state.db").read_bytes() == before


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
