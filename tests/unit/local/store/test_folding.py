"""Folded executions: nothing of a document is lost, and years of them stay small."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.store import Scope, Store, inference, migrations
from l4e_sdk.local.store.descriptions import StoredInferenceExecution
from l4e_sdk.local.store.folded_shelf import SHARED
from l4e_sdk.local.store.folding import fold, unfold
from l4e_sdk.shapes import InferenceExecutionStatus

if TYPE_CHECKING:
    from pathlib import Path

HERE = Scope("000000000000", "us-east-1")
START = datetime(2024, 3, 1, tzinfo=UTC)
FREQUENCY = timedelta(minutes=5)
ARN = "arn:aws:lookoutequipment:us-east-1:000000000000:{}/{}/4f2c1a52-0d0c-4a34-9c0f-6d5a3b7f1c2e"

SECONDS = st.one_of(st.integers(-(10**9), 4 * 10**9), st.floats(0, 4e9))
TEXTS = st.text(max_size=20)


def document(start: float, **members: object) -> dict[str, Any]:
    return {"DataStartTime": start, "DataEndTime": start + 300, "Status": "SUCCESS", **members}


@given(
    SECONDS,
    SECONDS,
    TEXTS,
    st.dictionaries(st.sampled_from(["FailedReason", "ModelArn", "Unknown"]), TEXTS),
    st.sampled_from(["", "{start}", "stamp", "stamp/stamp"]),
)
def test_any_document_comes_back(
    start: float, scheduled: float, prefix: str, more: dict[str, str], name: str
) -> None:
    stamp = f"{datetime.fromtimestamp(start, UTC):%Y-%m-%dT%H:%M:%SZ}"
    result = {"Bucket": "plant", "Key": prefix + name.replace("stamp", stamp) + "/results.jsonl"}
    whole = document(start, ScheduledStartTime=scheduled, CustomerResultObject=result, **more)
    shared, own = fold(json.dumps(whole))
    assert json.loads(unfold(shared, own)) == whole


@pytest.mark.parametrize(
    "members", [{}, {"CustomerResultObject": {"Bucket": "plant"}}, {"ScheduledStartTime": 5}]
)
def test_members_may_be_missing(members: dict[str, object]) -> None:
    whole = document(0, **members)
    assert json.loads(unfold(*fold(json.dumps(whole)))) == whole
    assert json.loads(unfold(*fold(json.dumps(members)))) == members


def execution(scheduler: str, number: int, status: str = "SUCCESS") -> StoredInferenceExecution:
    start = START + number * FREQUENCY
    place = {"Bucket": "plant-data-north", "Prefix": f"live/{scheduler}/"}
    key = f"results/{scheduler}/{start:%Y-%m-%dT%H:%M:%SZ}/results.jsonl"
    return StoredInferenceExecution.from_wire(
        {
            "ModelName": f"model-{scheduler}",
            "ModelArn": ARN.format("model", f"model-{scheduler}"),
            "InferenceSchedulerName": scheduler,
            "InferenceSchedulerArn": ARN.format("inference-scheduler", scheduler),
            "ScheduledStartTime": start + FREQUENCY + timedelta(minutes=2),
            "DataStartTime": start,
            "DataEndTime": start + FREQUENCY,
            "DataInputConfiguration": {"S3InputConfiguration": place},
            "DataOutputConfiguration": {
                "S3OutputConfiguration": {**place, "Prefix": f"results/{scheduler}/"}
            },
            "Status": status,
            "ModelVersion": 3,
            "ModelVersionArn": ARN.format("model", f"model-{scheduler}") + "/model-version/3",
            **(
                {"CustomerResultObject": {"Bucket": "plant-data-north", "Key": key}}
                if status == "SUCCESS"
                else {}
            ),
        }
    )


def test_executions_of_a_scheduler_share_a_part_for_each_status(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'state.db'}")
    written = [execution("press-live", number, "FAILED" if number == 2 else "SUCCESS") for number in range(5)]
    for each in written:
        store.inference_executions.put(HERE, each)
    store.inference_executions.put_all(HERE, [execution("pump-live", 0)])
    with store._database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(SHARED)) == 3
    press = inference.EXECUTIONS.c.scheduler_name == "press-live"
    assert store.inference_executions.select(HERE, press) == written[::-1]
    assert store.inference_executions.last(HERE, press) == written[0]
    key = "press-live", written[2].data_start_time.timestamp(), written[2].data_end_time.timestamp()
    assert store.inference_executions.get(HERE, *key) == written[2]
    ended = written[2].model_copy(update={"status": InferenceExecutionStatus.SUCCESS})
    store.inference_executions.put(HERE, ended)
    found = store.inference_executions.get(HERE, *key)
    assert found is not None
    assert found.status == "SUCCESS"
    store.close()


def test_lists_by_status_find_what_there_is(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'state.db'}")
    for number, status in enumerate(["SUCCESS", "FAILED", "IN_PROGRESS", "FAILED"]):
        store.inference_executions.put(HERE, execution("press-live", number, status))
    for status, count in {"SUCCESS": 1, "FAILED": 2, "IN_PROGRESS": 1, None: 4}.items():
        assert len(store.inference_executions.select(HERE, *inference.with_status(status))) == count
    store.close()


@pytest.mark.slow
def test_an_execution_takes_less_than_300_bytes(tmp_path: Path) -> None:
    """432,000 of them, those of 50 schedulers at PT5M in 30 days, then take less than 130 MB."""
    file = tmp_path / "state.db"
    store = Store(f"sqlite:///{file}", durable=False)
    schedulers = [f"press-line-{number:02}-live" for number in range(50)]
    windows = 100
    for number in range(windows):
        store.inference_executions.put_all(HERE, [execution(each, number) for each in schedulers])
    store.close()
    with closing(sqlite3.connect(file)) as state:
        (pages,), (size,) = (
            state.execute("PRAGMA page_count").fetchone(),
            state.execute("PRAGMA page_size").fetchone(),
        )
    assert pages * size / (windows * len(schedulers)) < 300


def test_a_store_with_whole_executions_is_folded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "state.db"
    store = Store(f"sqlite:///{file}")
    written = [execution("press-live", number) for number in range(3)]
    for each in written:
        store.inference_executions.put(HERE, each)
    store.close()
    with closing(sqlite3.connect(file)) as state, state:
        # As the first schema had it.
        for each in written:
            state.execute(
                "UPDATE inference_executions SET document = ? WHERE data_start = ?",
                (each.to_json().decode(), each.data_start_time.timestamp()),
            )
        state.execute("DROP INDEX inference_executions_unsuccessful")
        state.execute("ALTER TABLE inference_executions DROP COLUMN shared")
        state.execute("DROP TABLE shared_documents")
        state.execute(
            "CREATE INDEX inference_executions_by_scheduler_name_status ON inference_executions (scheduler_name, status)"
        )
        state.execute("DELETE FROM migrations WHERE name <> '0001_schema'")
    opened = Store(f"sqlite:///{file}")
    assert opened.inference_executions.select(HERE) == written[::-1]
    opened.inference_executions.put(HERE, execution("press-live", 9))
    assert len(opened.inference_executions.select(HERE)) == 4
    opened.close()
    with closing(sqlite3.connect(file)) as state:
        indexes = {row[1] for row in state.execute("PRAGMA index_list(inference_executions)")}
        assert state.execute("SELECT count(*) FROM shared_documents").fetchone() == (1,)
        assert {row[0] for row in state.execute("SELECT name FROM migrations")} == set(migrations.names())
    assert {name for name in indexes if not name.startswith("sqlite_")} == {
        "inference_executions_unsuccessful"
    }
