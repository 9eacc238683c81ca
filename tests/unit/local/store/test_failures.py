from __future__ import annotations

import sqlite3

import pytest
import sqlalchemy as sa

from l4e_sdk.local.store import Database, StoreError
from l4e_sdk.local.store.failures import REMEDIES, store_error


def raised(code: int | None) -> sa.exc.DBAPIError:
    cause = sqlite3.OperationalError("refused")
    if code is not None:
        cause.sqlite_errorcode = code
    return sa.exc.OperationalError("SELECT 1", None, cause)


@pytest.mark.parametrize("code", REMEDIES)
def test_every_failure_of_the_disk_has_a_remedy(code: int) -> None:
    explained = store_error(raised(code))
    assert isinstance(explained, StoreError)
    assert str(explained).endswith(".")


def test_a_more_precise_code_has_the_remedy_of_its_kind() -> None:
    assert str(store_error(raised(sqlite3.SQLITE_IOERR_FSYNC))) == REMEDIES[sqlite3.SQLITE_IOERR]


@pytest.mark.parametrize("code", [None, sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_ERROR])
def test_a_fault_of_the_engine_is_not_blamed_on_the_disk(code: int | None) -> None:
    assert store_error(raised(code)) is None


def test_a_database_says_why_it_cannot_be_opened() -> None:
    database = Database("sqlite:////nowhere/at/all/state.db")
    for use in (database.atomic, database.reading):
        with pytest.raises(StoreError, match="cannot be opened"), use() as connection:
            connection.execute(sa.text("SELECT 1"))


def test_a_fault_in_a_query_comes_out_as_it_is() -> None:
    database = Database("sqlite://")
    with pytest.raises(sa.exc.OperationalError), database.reading() as connection:
        connection.execute(sa.text("SELECT nothing"))
    database.close()
