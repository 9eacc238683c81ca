from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from l4e_sdk.local.store import Database, Queue
from l4e_sdk.local.store.migrations import migrate

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def queue(tmp_path: Path) -> Queue:
    database = Database(f"sqlite:///{tmp_path / 'state.db'}")
    migrate(database)
    return Queue(database)


def test_jobs_come_in_the_order_they_fall_due(queue: Queue) -> None:
    queue.put("b", "two", {}, due=20)
    queue.put("a", "one", {}, due=10)
    taken = [queue.take(30), queue.take(30)]
    assert [job and job.kind for job in taken] == ["a", "b"]


def test_a_job_is_not_taken_before_it_is_due(queue: Queue) -> None:
    queue.put("a", "one", {}, due=10)
    assert queue.take(9.9) is None
    assert queue.next_due() == 10


def test_a_job_is_taken_once(queue: Queue) -> None:
    queue.put("a", "one", {"n": 1}, due=0)
    job = queue.take(1)
    assert job is not None
    assert job.payload == {"n": 1}
    assert queue.take(1) is None


def test_the_jobs_of_one_subject_run_one_after_the_other(queue: Queue) -> None:
    queue.put("first", "one", {}, due=0)
    queue.put("second", "one", {}, due=0)
    first = queue.take(1)
    assert first is not None
    assert queue.take(1) is None
    queue.done(first)
    second = queue.take(1)
    assert second is not None
    assert second.kind == "second"


def test_an_interrupted_job_runs_again_and_counts_its_attempts(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    queue.take(1)
    assert queue.recover() == 1
    again = queue.take(1)
    assert again is not None
    assert again.attempts == 2


def test_a_cancelled_job_finds_out_when_it_ends(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    job = queue.take(1)
    assert job is not None
    queue.cancel("one")
    assert not queue.done(job)


def test_cancelling_what_waits_leaves_what_runs(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    running = queue.take(1)
    assert running is not None
    queue.put("a", "one", {}, due=5)
    queue.cancel_waiting("one", "a")
    assert queue.next_due() is None
    assert queue.done(running)


def test_overdue_jobs_come_with_how_often_they_had_begun(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    queue.take(1)
    queue.recover()
    queue.put("a", "two", {}, due=0)
    queue.put("a", "three", {}, due=6)
    assert [(job.subject, job.attempts) for job in queue.remove_overdue("a", 5)] == [("one", 1), ("two", 0)]
    assert queue.next_due() == 6


def test_the_jobs_of_a_subject_wait_for_its_cancelled_one_to_end(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    cancelled = queue.take(1)
    assert cancelled is not None
    queue.cancel("one")
    queue.put("clear up", "one", {}, due=0)
    assert queue.take(1) is None
    assert not queue.done(cancelled)
    after = queue.take(1)
    assert after is not None
    assert after.kind == "clear up"


def test_a_cancelled_job_is_not_run_again(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    queue.take(1)
    queue.cancel("one")
    assert queue.recover() == 0
    assert queue.take(1) is None


def test_a_cancelled_job_is_not_put_back(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    job = queue.take(1)
    assert job is not None
    queue.cancel("one")
    queue.put_back(job)
    assert queue.idle(1)


def test_a_job_can_be_put_back_for_later(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    job = queue.take(1)
    assert job is not None
    queue.put_back(job, due=30)
    assert queue.next_due() == 30


def test_kinds_can_be_left_to_others(queue: Queue) -> None:
    queue.put("long", "one", {}, due=0)
    queue.put("short", "two", {}, due=7)
    assert queue.take(1, without=("long",)) is None
    assert queue.next_due(without=("long",)) == 7


def test_a_job_that_waits_for_its_subject_is_not_due(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    queue.take(1)
    queue.put("b", "one", {}, due=0)
    assert queue.next_due() is None
    assert not queue.idle(1)


def test_only_what_is_due_later_can_be_cancelled(queue: Queue) -> None:
    queue.put("a", "one", {}, due=5)
    queue.put("a", "one", {}, due=9)
    queue.cancel_waiting("one", "a", after=5)
    assert [queue.pending("one", "a"), len(queue.remove_overdue("a", 99))] == [5, 1]
