from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from l4e_sdk.local.store import Database, StoreError, WouldWait
from l4e_sdk.local.store import database as database_module
from l4e_sdk.local.store.migrations import APPLIED, MIGRATIONS, StoreVersionError, migrate
from l4e_sdk.local.store.tags import Tags

if TYPE_CHECKING:
    from pathlib import Path


def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    tags = Tags(database)
    with pytest.raises(RuntimeError), database.atomic():
        tags.put("arn", {"a": "1"})
        tags.put("arn", {"b": "2"})
        raise RuntimeError
    assert tags.of("arn") == {}


def test_a_transaction_inside_another_is_part_of_it(database: Database) -> None:
    tags = Tags(database)
    with database.atomic():
        with database.atomic():
            tags.put("arn", {"a": "1"})
        assert tags.of("arn") == {"a": "1"}
    assert tags.of("arn") == {"a": "1"}


def test_other_threads_see_only_what_is_kept(database: Database) -> None:
    tags, seen = Tags(database), []
    with database.atomic():
        tags.put("arn", {"a": "1"})
        reader = threading.Thread(target=lambda: seen.append(tags.of("arn")))
        reader.start()
        reader.join()
    assert seen == [{}]


def test_writers_wait_for_one_another(database: Database) -> None:
    tags = Tags(database)

    def write(number: int) -> None:
        for step in range(20):
            tags.put(f"arn-{number}", {f"k{step}": str(step)})

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(tags.of(f"arn-{number}")) for number in range(8)] == [20] * 8


def test_migrating_twice_changes_nothing(database: Database) -> None:
    migrate(database)
    with database.reading() as connection:
        assert len(connection.scalars(sa.select(APPLIED.c.name)).all()) == len(MIGRATIONS)


def test_a_store_of_a_newer_package_is_refused(database: Database) -> None:
    with database.atomic() as connection:
        connection.execute(sa.insert(APPLIED).values(name="9999_future"))
    with pytest.raises(StoreVersionError, match="9999_future"):
        migrate(database)


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 0)])
def test_a_commit_waits_for_the_disk_unless_nothing_has_to_last(
    durable: bool, level: int, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'other.db'}", durable=durable)
    with database.reading() as connection:
        assert connection.scalar(sa.text("PRAGMA synchronous")) == level
    database.close()


def test_a_writer_does_not_wait_for_ever_for_another_of_its_process(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT", 50)
    refused: list[StoreError] = []

    def write() -> None:
        try:
            Tags(database).put("arn", {"a": "1"})
        except StoreError as error:
            refused.append(error)

    writer = threading.Thread(target=write)
    with database.atomic():
        writer.start()
        writer.join(20)
        assert not writer.is_alive()
    assert "send the request again" in str(refused[0])
    Tags(database).put("arn", {"a": "1"})


def test_whoever_is_in_a_hurry_waits_for_nobody(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    with closing(Database(f"sqlite:///{file}")) as database:
        with database.hurried():
            assert database.first("SELECT 1", ()) == (1,)
            with pytest.raises(WouldWait), database.reading():
                pass
            with pytest.raises(WouldWait), database.atomic():
                pass
        with database.atomic() as connection:
            connection.exec_driver_sql("CREATE TABLE kept (id INTEGER)")


def test_a_hurried_caller_gets_would_wait_at_a_lock(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    with closing(Database(f"sqlite:///{file}")) as database, closing(sqlite3.connect(file)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with database.hurried(), pytest.raises(WouldWait):
            database.first("SELECT 1", ())


def test_a_database_that_another_process_is_just_making_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def wait(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 3:
                other.execute("ROLLBACK")

        monkeypatch.setattr(database_module, "sleep", wait)
        with closing(Database(f"sqlite:///{tmp_path / 'state.db'}")) as database:
            migrate(database)
            assert Tags(database).of("arn") == {}
    assert len(waits) == 3


def test_a_database_that_stays_locked_while_it_is_made_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT", 0)
    with closing(sqlite3.connect(tmp_path / "state.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        database = Database(f"sqlite:///{tmp_path / 'state.db'}")
        with closing(database), pytest.raises(StoreError, match="send the request again"):
            migrate(database)
