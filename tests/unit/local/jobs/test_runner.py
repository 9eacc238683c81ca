from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk.clock import SystemClock, VirtualClock
from l4e_sdk.local import EngineSettings
from l4e_sdk.local.context import Context
from l4e_sdk.local.jobs.executor import InlineExecutor
from l4e_sdk.local.jobs.runner import RETRY_SECONDS, Runner
from l4e_sdk.local.jobs.work import CustomerError, Failure
from l4e_sdk.local.objects import FolderObjects
from l4e_sdk.local.store import Scope, Store
from tests.unit.local.jobs.meddling import Broken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

    from l4e_sdk.clock import Clock

HERE = Scope("000000000000", "us-east-1")


@dataclass
class Diary:
    """Work that writes down what happens to it, and does what the test says."""

    compute_with: Callable[[], object] = lambda: "outcome"
    finish_with: Callable[[], object] = lambda: None
    fail_with: Callable[[], object] = lambda: None
    prepare_with: Callable[[], object] = lambda: "task"
    entries: list[Any] = field(default_factory=list)

    def prepare(self, context: Context, payload: Any) -> object:
        self.entries.append("prepare")
        return self.prepare_with()

    def compute(self, task: object) -> object:
        self.entries.append("compute")
        return self.compute_with()

    def finish(self, context: Context, payload: Any, outcome: object) -> None:
        self.entries.append(("finish", outcome))
        self.finish_with()

    def fail(self, context: Context, payload: Any, failure: Failure) -> None:
        self.entries.append(failure)
        self.fail_with()


@dataclass
class Bench:
    """A runner, and all that it works with."""

    store: Store
    runner: Runner
    clock: Clock

    def put(self, kind: str, subject: str = "one", after: float = 0) -> None:
        owner = {"account": HERE.account, "region": HERE.region}
        self.store.queue.put(kind, subject, owner, self.clock.now().timestamp() + after)
        self.runner.wake()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'state.db'}")
    yield made
    made.close()


@pytest.fixture
def make(store: Store, tmp_path: Path) -> Callable[..., Bench]:
    def bench(clock: Clock | None = None, executor: Executor | None = None, **works: Any) -> Bench:
        time = clock or VirtualClock(datetime(2024, 3, 1, tzinfo=UTC))

        def context(scope: Scope) -> Context:
            return Context(
                store, FolderObjects(tmp_path / "s3"), time, EngineSettings(), tmp_path / "data", scope
            )

        return Bench(store, Runner(store, works, context, executor or InlineExecutor(), time), time)

    return bench


def raises(error: BaseException) -> Callable[[], object]:
    def act() -> object:
        raise error

    return act


class TestOneJob:
    def test_goes_through_all_its_steps(self, make: Callable[..., Bench]) -> None:
        diary = Diary()
        bench = make(work=diary)
        bench.put("work")
        assert bench.runner.run_next()
        assert diary.entries == ["prepare", "compute", ("finish", "outcome")]
        assert not bench.runner.run_next()

    def test_without_a_task_is_not_computed(self, make: Callable[..., Bench]) -> None:
        diary = Diary(prepare_with=lambda: None)
        bench = make(work=diary)
        bench.put("work")
        bench.runner.run_until_idle()
        assert diary.entries == ["prepare", ("finish", None)]

    @pytest.mark.parametrize("step", ["prepare_with", "compute_with", "finish_with"])
    def test_fails_by_the_customer_in_any_step(self, make: Callable[..., Bench], step: str) -> None:
        diary = Diary(**{step: raises(CustomerError("give it data"))})
        bench = make(work=diary)
        bench.put("work")
        bench.runner.run_until_idle()
        assert diary.entries[-1] == Failure("give it data", by_customer=True)

    @pytest.mark.parametrize("step", ["prepare_with", "compute_with", "finish_with"])
    def test_fails_by_the_engine_in_any_step(
        self, make: Callable[..., Bench], step: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        diary = Diary(**{step: raises(ZeroDivisionError("boom"))})
        bench = make(work=diary)
        bench.put("work")
        bench.runner.run_until_idle()
        assert not diary.entries[-1].by_customer
        assert "boom" in diary.entries[-1].reason
        assert "work of one failed" in caplog.text

    def test_leaves_nothing_of_a_finish_that_failed(self, make: Callable[..., Bench], store: Store) -> None:
        def half() -> None:
            store.tags.put("arn", {"half": "done"})
            raise CustomerError("the bucket is full")

        bench = make(work=Diary(finish_with=half))
        bench.put("work")
        bench.runner.run_until_idle()
        assert store.tags.of("arn") == {}

    def test_that_is_cancelled_while_it_runs_writes_nothing(
        self, make: Callable[..., Bench], store: Store
    ) -> None:
        diary = Diary(compute_with=lambda: store.queue.cancel("one"))
        bench = make(work=diary)
        bench.put("work")
        bench.runner.run_until_idle()
        assert diary.entries == ["prepare", "compute"]

    def test_that_fails_after_it_was_cancelled_writes_nothing(
        self, make: Callable[..., Bench], store: Store
    ) -> None:
        def cancelled() -> None:
            store.queue.cancel("one")
            raise CustomerError("too late")

        diary = Diary(compute_with=cancelled)
        bench = make(work=diary)
        bench.put("work")
        bench.runner.run_until_idle()
        assert diary.entries == ["prepare", "compute"]


class TestDyingWorkers:
    @pytest.mark.parametrize("deaths", [1, 2])
    def test_the_work_is_begun_again(self, make: Callable[..., Bench], deaths: int) -> None:
        diary = Diary()
        bench = make(executor=Broken(deaths), work=diary)
        bench.put("work")
        bench.runner.run_until_idle()
        assert diary.entries == ["prepare"] * (deaths + 1) + ["compute", ("finish", "outcome")]

    def test_the_third_death_is_a_failure_that_says_so(self, make: Callable[..., Bench]) -> None:
        diary = Diary()
        bench = make(executor=Broken(3), work=diary)
        bench.put("work")
        bench.runner.run_until_idle()
        assert diary.entries[:-1] == ["prepare"] * 3
        assert "3 times" in diary.entries[-1].reason
        assert not diary.entries[-1].by_customer


class TestWhatCannotBeWrittenDown:
    def test_is_tried_again_later(self, make: Callable[..., Bench]) -> None:
        full = [True]
        diary = Diary(finish_with=lambda: raises(OSError("disk full"))() if full[0] else None)
        diary.fail_with = diary.finish_with
        bench = make(work=diary)
        bench.put("work")
        with pytest.raises(OSError, match="disk full"):
            bench.runner.run_until_idle()
        assert bench.runner.next_due() == bench.clock.now() + timedelta(seconds=RETRY_SECONDS)
        full[0] = False
        bench.clock.sleep(RETRY_SECONDS)
        bench.runner.run_until_idle()
        assert diary.entries[-1] == ("finish", "outcome")

    def test_an_interrupted_job_is_due_at_once(self, make: Callable[..., Bench]) -> None:
        diary = Diary(compute_with=raises(KeyboardInterrupt()))
        bench = make(work=diary)
        bench.put("work")
        with pytest.raises(KeyboardInterrupt):
            bench.runner.run_until_idle()
        diary.compute_with = lambda: "again"
        bench.runner.run_until_idle()
        assert diary.entries[-1] == ("finish", "again")

    def test_an_unknown_kind_of_work_does_not_block_the_rest(self, make: Callable[..., Bench]) -> None:
        diary = Diary()
        bench = make(work=diary)
        bench.put("of the future")
        bench.put("work")
        with pytest.raises(KeyError):
            bench.runner.run_until_idle()
        bench.runner.run_until_idle()
        assert diary.entries[-1] == ("finish", "outcome")


@contextmanager
def background(bench: Bench, threads: int = 1, **options: Any) -> Iterator[None]:
    bench.runner.start(threads, **options)
    try:
        yield
    finally:
        bench.runner.stop()


class TestInTheBackground:
    """On the system's clock; every wait ends with an event, none with a sleep."""

    def test_what_is_put_on_the_queue_is_done(self, make: Callable[..., Bench]) -> None:
        done = threading.Event()
        bench = make(clock=SystemClock(), work=Diary(finish_with=done.set))
        with background(bench):
            bench.put("work")
            assert done.wait(20)

    def test_what_falls_due_later_is_done_then(self, make: Callable[..., Bench]) -> None:
        moments, done = [], threading.Event()
        bench = make(
            clock=SystemClock(),
            work=Diary(finish_with=lambda: (moments.append(bench.clock.now()), done.set())),
        )
        with background(bench):
            due = bench.clock.now() + timedelta(seconds=0.1)
            bench.put("work", after=0.1)
            assert done.wait(20)
        assert moments[0] >= due - timedelta(milliseconds=1)

    def test_stopping_lets_the_job_in_hand_finish(self, make: Callable[..., Bench]) -> None:
        begun, go = threading.Event(), threading.Event()

        def compute() -> str:
            begun.set()
            go.wait(20)
            return "all of it"

        diary = Diary(compute_with=compute)
        bench = make(clock=SystemClock(), work=diary)
        bench.runner.start(1)
        bench.put("work")
        assert begun.wait(20)
        stopping = threading.Thread(target=bench.runner.stop)
        stopping.start()
        go.set()
        stopping.join(20)
        assert diary.entries[-1] == ("finish", "all of it")

    def test_what_waits_when_it_stops_stays_on_the_queue(self, make: Callable[..., Bench]) -> None:
        bench = make(clock=SystemClock(), work=Diary())
        with background(bench):
            bench.put("work", after=3600)
        assert bench.store.queue.pending("one", "work") is not None

    def test_short_work_does_not_wait_for_long_work(self, make: Callable[..., Bench]) -> None:
        short_done, long_done = threading.Event(), threading.Event()
        training = Diary(compute_with=lambda: short_done.wait(20), finish_with=long_done.set)
        bench = make(clock=SystemClock(), training=training, settling=Diary(finish_with=short_done.set))
        with background(bench, threads=1, long=("training",)):
            bench.put("training", "one")
            bench.put("settling", "two")
            assert long_done.wait(20)
        assert training.entries[-1] == ("finish", True)

    def test_waiting_for_idleness_waits_for_the_threads(self, make: Callable[..., Bench]) -> None:
        begun, go = threading.Event(), threading.Event()

        def compute() -> None:
            begun.set()
            go.wait(20)

        diary = Diary(compute_with=compute)
        bench = make(clock=SystemClock(), work=diary)
        with background(bench):
            bench.put("work")
            assert begun.wait(20)
            waiting = threading.Thread(target=bench.runner.run_until_idle)
            waiting.start()
            go.set()
            waiting.join(20)
            assert diary.entries[-1] == ("finish", None)

    def test_a_job_whose_end_cannot_be_written_does_not_stop_the_thread(
        self, make: Callable[..., Bench], caplog: pytest.LogCaptureFixture
    ) -> None:
        done = threading.Event()
        bad = Diary(finish_with=raises(OSError("disk full")), fail_with=raises(OSError("disk full")))
        bench = make(clock=SystemClock(), bad=bad, good=Diary(finish_with=done.set))
        with background(bench):
            bench.put("bad", "one")
            bench.put("good", "two")
            assert done.wait(20)
        assert "disk full" in caplog.text
