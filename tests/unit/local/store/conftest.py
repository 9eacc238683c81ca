"""Where the stores of these tests are: in SQLite, and in PostgreSQL too when L4E_TEST_POSTGRESQL has its URL.

Such a URL is SQLAlchemy's, as ``postgresql+psycopg://user@localhost/test``; its driver must be installed, and its database
must have the collation C. Each test gets a schema of its own there, which is dropped in the end.
"""

from __future__ import annotations

import os
import uuid
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from l4e_sdk.local.store import Database
from l4e_sdk.local.store.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

POSTGRESQL = os.environ.get("L4E_TEST_POSTGRESQL")


@pytest.fixture(scope="session", params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def new_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], str]]:
    """Make the URL of a database without tables."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path_factory.mktemp('store') / 'state.db'}"
        return
    address = sa.make_url(str(POSTGRESQL))
    schemas: list[str] = []

    def new_schema() -> str:
        schemas.append(f"l4e_{uuid.uuid4().hex}")
        change(f"CREATE SCHEMA {schemas[-1]}")
        mine = address.update_query_dict({"options": f"-csearch_path={schemas[-1]}"})
        return mine.render_as_string(hide_password=False)

    def change(statement: str) -> None:
        with server.begin() as connection:
            connection.execute(sa.text(statement))

    server = sa.create_engine(address, poolclass=sa.pool.NullPool)
    yield new_schema
    for schema in schemas:
        change(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture
def database(new_url: Callable[[], str]) -> Iterator[Database]:
    """A database with all tables, and nothing in them."""
    made = Database(new_url())
    migrate(made)
    yield made
    made.close()
