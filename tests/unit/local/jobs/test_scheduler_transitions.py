from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.local.jobs.scheduler_transitions import skip_missed_windows
from l4e_sdk.local.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2024, 3, 1, 12, tzinfo=UTC)
MOMENT = NOW.timestamp()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'state.db'}")
    yield made
    made.close()


def test_a_missed_run_becomes_a_new_plan(store: Store) -> None:
    store.queue.put("inference", "arn", {"scheduler_name": "press"}, MOMENT - 5)
    assert skip_missed_windows(store, NOW) == 1
    job = store.queue.take(MOMENT)
    assert job is not None
    assert (job.kind, job.payload) == ("settle_inference", {"scheduler_name": "press", "resumed": True})


def test_a_run_that_had_begun_is_done_again_and_goes_on_with_the_present(store: Store) -> None:
    store.queue.put("inference", "arn", {"end": 5.0}, MOMENT - 5)
    store.queue.take(MOMENT)
    store.queue.recover()
    assert skip_missed_windows(store, NOW) == 0
    job = store.queue.take(MOMENT)
    assert job is not None
    assert (job.kind, job.payload) == ("inference", {"end": 5.0, "skip_to": MOMENT})


def test_a_run_that_is_still_to_come_and_a_missed_retraining_stay(store: Store) -> None:
    store.queue.put("inference", "arn", {}, MOMENT + 5)
    store.queue.put("retraining", "arn/retraining", {}, MOMENT - 5)
    assert skip_missed_windows(store, NOW) == 0
    assert store.queue.pending("arn", "inference") == MOMENT + 5
    assert store.queue.pending("arn/retraining", "retraining") == MOMENT - 5
