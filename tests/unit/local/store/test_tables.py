from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from l4e_sdk.local.store.migrations import names
from l4e_sdk.local.store.tables import metadata

DIALECTS: list[sa.Dialect] = [sqlite.dialect(), postgresql.dialect()]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_both_databases_can_make_every_table_and_index(dialect: sa.Dialect) -> None:
    assert names()  # imports every table
    for table in metadata.sorted_tables:
        assert str(sa.schema.CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert str(sa.schema.CreateIndex(index).compile(dialect=dialect))


def test_no_two_indexes_have_one_name() -> None:
    found = [index.name for table in metadata.sorted_tables for index in table.indexes]
    assert len(set(found)) == len(found)
