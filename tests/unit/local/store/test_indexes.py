"""Lists of tables that grow without end are answered by an index, in its order, without sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from l4e_sdk.local.store import Scope, Store, inference, ingestion, labels, model_versions, models

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = Scope("000000000000", "us-east-1")
EXECUTIONS, EVENTS, LABELS = inference.EXECUTIONS.c, inference.EVENTS.c, labels.LABELS.c
JOBS, VERSIONS = ingestion.JOBS.c, model_versions.TABLE.c


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'state.db'}")
    yield made
    made.close()


def plan(store: Store, shelf: str, *conditions: Any, after: list[Any] | None = None) -> str:
    """Return how SQLite answers the query that a shelf makes."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    engine = store._database._engine
    event.listen(engine, "before_cursor_execute", note)
    getattr(store, shelf).select(HERE, *conditions, after=after, limit=51)
    event.remove(engine, "before_cursor_execute", note)
    ((statement, parameters),) = asked
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
        return "; ".join(row.detail for row in rows)


LISTS = {
    "executions of a scheduler": ("inference_executions", [EXECUTIONS.scheduler_name == "a"], [5.0, 6.0]),
    "failed executions": (
        "inference_executions",
        [EXECUTIONS.scheduler_name == "a", *inference.with_status("FAILED")],
        [5.0, 6.0],
    ),
    "executions after a time": (
        "inference_executions",
        [EXECUTIONS.scheduler_name == "a", EXECUTIONS.data_start > 1.0],
        [5.0, 6.0],
    ),
    "events": ("inference_events", [EVENTS.scheduler_name == "a", EVENTS.event_start < 9.0], [5.0]),
    "versions of a model": ("model_versions", [VERSIONS.model_name == "a"], [5]),
    "versions in a state": ("model_versions", [VERSIONS.model_name == "a", VERSIONS.status == "FAILED"], [5]),
    "versions in a range": ("model_versions", [VERSIONS.model_name == "a", VERSIONS.version >= 3], [5]),
    "ingestion jobs": ("ingestion_jobs", [], [5.0, "a"]),
    "ingestion jobs of a dataset": ("ingestion_jobs", [JOBS.dataset_name == "a"], [5.0, "a"]),
    "labels of a group": ("labels", [LABELS.group_name == "a"], [5.0, "a"]),
    "labels before a time": ("labels", [LABELS.group_name == "a", LABELS.label_start < 9.0], [5.0, "a"]),
    "models by name": ("models", [models.TABLE.c.name >= "a", models.TABLE.c.name < "b"], ["a"]),
    "datasets": ("datasets", [], ["a"]),
}


@pytest.mark.parametrize("wanted", LISTS)
@pytest.mark.parametrize("first", [True, False], ids=["first page", "later page"])
def test_a_list_is_read_from_an_index_in_order(store: Store, wanted: str, first: bool) -> None:
    shelf, conditions, place = LISTS[wanted]
    explained = plan(store, shelf, *conditions, after=None if first else place)
    assert "SEARCH" in explained, explained
    assert "USING INDEX" in explained, explained
    assert "TEMP B-TREE" not in explained, explained
