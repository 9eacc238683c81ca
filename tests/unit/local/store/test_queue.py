from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.store import Database, Queue
from l4e_sdk.local.store.migrations import migrate


@pytest.fixture
def queue(database: Database) -> Queue:
    return Queue(database)


def test_jobs_of_one_kind_are_cancelled_alone(queue: Queue) -> None:
    queue.put("retraining", "model", {}, due=0)
    queue.put("retraining_now", "model", {}, due=0)
    queue.cancel("model", "retraining")
    assert [job.kind for job in queue.jobs()] == ["retraining_now"]


def test_jobs_come_in_the_order_they_fall_due(queue: Queue) -> None:
    queue.put("b", "two", {}, due=20)
    queue.put("a", "one", {}, due=10)
    taken = [queue.take(30), queue.take(30)]
    assert [job and job.kind for job in taken] == ["a", "b"]


def test_kinds_that_are_due_take_turns(queue: Queue) -> None:
    for number in range(6):
        queue.put("retraining", f"model {number}", {}, due=0)
    queue.put("training", "new", {}, due=5)
    queue.put("training", "newer", {}, due=6)
    queue.put("ingestion", "newest", {}, due=7)
    taken = [queue.take(9) for _ in range(9)]
    assert [job and job.subject for job in taken] == [
        *("model 0", "new", "newest", "model 1", "newer"),
        *(f"model {number}" for number in range(2, 6)),
    ]


@given(jobs=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=30))
def test_no_kind_has_two_turns_while_another_waits(jobs: list[tuple[str, int]]) -> None:
    database = Database("sqlite://")
    migrate(database)
    queue = Queue(database)
    for number, (kind, due) in enumerate(jobs):
        queue.put(kind, str(number), {}, due=due)
    order = [queue.take(9) for _ in jobs]
    assert queue.take(9) is None
    assert sorted((job.kind, job.due) for job in order if job) == sorted(jobs)
    for kind in "abc":
        dues = [job.due for job in order if job and job.kind == kind]
        assert dues == sorted(dues)
    for place, (one, next_one) in enumerate(pairwise(order)):
        later = {job.kind for job in order[place + 1 :] if job}
        assert one is not None
        assert next_one is not None
        assert next_one.kind != one.kind or later == {one.kind}
    database.close()


def test_all_jobs_are_listed_those_first_that_run(queue: Queue) -> None:
    queue.put("a", "late", {}, due=30)
    queue.put("a", "early", {}, due=20)
    queue.put("a", "running", {}, due=25)
    queue.put("a", "running", {}, due=26)
    queue.cancel_waiting("early", "a")
    taken = queue.take(25)
    assert taken is not None
    found = queue.jobs()
    assert [(job.subject, job.due, job.running) for job in found] == [
        ("running", 25, True),
        ("running", 26, False),
        ("late", 30, False),
    ]
    assert found[0] == taken


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


def test_an_attempt_that_another_has_followed_ends_nothing(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    first = queue.take(1)
    queue.recover()
    second = queue.take(1)
    assert first is not None
    assert second is not None
    assert not queue.done(first)
    queue.put_back(first)
    assert queue.jobs() == [second]
    assert queue.done(second)


def test_a_job_that_was_removed_ends_none_that_has_its_number(queue: Queue) -> None:
    queue.put("a", "one", {}, due=0)
    removed = queue.take(1)
    assert removed is not None
    assert queue.done(removed)
    queue.put("a", "one", {}, due=1)
    other = queue.take(1)
    assert other is not None
    assert not queue.done(replace(removed, id=other.id))
    assert queue.jobs() == [other]


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
    queue.put("a", "two", {}, due=5)
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
