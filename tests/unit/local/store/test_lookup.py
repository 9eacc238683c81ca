from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from l4e_sdk.local.store.database import Database
from l4e_sdk.local.store.lookup import Lookup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOTES = sa.Table(
    "notes",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("place", sa.String, primary_key=True),
    sa.Column("text", sa.Text),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'state.db'}")
    with made.atomic() as connection:
        NOTES.create(connection)
    yield made
    made.close()


@pytest.fixture
def lookup(database: Database) -> Lookup:
    query = sa.select(NOTES.c.text)
    for column in (NOTES.c.place, NOTES.c.number):
        query = query.where(column == sa.bindparam(column.name))
    return Lookup(database, query)


def add(database: Database, number: int, place: str, text: str) -> None:
    with database.atomic() as connection:
        connection.execute(sa.insert(NOTES).values(number=number, place=place, text=text))


def test_a_text_is_found_by_all_parts_of_its_key(database: Database, lookup: Lookup) -> None:
    for number, place in ((1, "here"), (2, "here"), (1, "there")):
        add(database, number, place, f"{number} {place} ⚙")
    assert lookup({"number": 1, "place": "there"}) == "1 there ⚙"
    assert lookup({"place": "here", "number": 2}) == "2 here ⚙"


def test_what_is_not_there_is_none(lookup: Lookup) -> None:
    assert lookup({"number": 1, "place": "here"}) is None


def test_a_transaction_sees_what_it_wrote_and_others_do_not(database: Database, lookup: Lookup) -> None:
    seen: list[str | None] = []
    with database.atomic():
        add(database, 1, "here", "new")
        other = threading.Thread(target=lambda: seen.append(lookup({"number": 1, "place": "here"})))
        other.start()
        other.join(20)
        assert lookup({"number": 1, "place": "here"}) == "new"
    assert seen == [None]
    assert lookup({"number": 1, "place": "here"}) == "new"


def test_an_error_of_the_driver_comes_out_as_every_other_query_has_it(
    database: Database, lookup: Lookup
) -> None:
    with database.atomic() as connection:
        NOTES.drop(connection)
    with pytest.raises(sa.exc.OperationalError, match="no such table"):
        lookup({"number": 1, "place": "here"})


def test_many_threads_look_at_once(database: Database, lookup: Lookup) -> None:
    add(database, 1, "here", "text")
    found: list[str | None] = []
    threads = [
        threading.Thread(
            target=lambda: found.extend(lookup({"number": 1, "place": "here"}) for _ in range(50))
        )
        for _ in range(32)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == ["text"] * 1600
