from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from l4e_sdk.local.store import Database, migrations
from l4e_sdk.local.store.migrations import APPLIED, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


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


def test_a_store_from_before_imports_gets_their_tables(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = migrations.MIGRATIONS
    monkeypatch.setattr(migrations, "MIGRATIONS", everything[:1])
    migrate(database)
    with database.atomic() as connection:
        for table in ("policies", "accumulated_folders"):
            connection.execute(sa.text(f"DROP TABLE {table}"))
    monkeypatch.setattr(migrations, "MIGRATIONS", everything)
    migrate(database)
    with database.reading() as connection:
        assert {"policies", "accumulated_folders"} <= set(sa.inspect(connection).get_table_names())
