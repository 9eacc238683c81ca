from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk._clock import SystemClock, VirtualClock
from l4e_sdk.local import EngineSettings
from l4e_sdk.local.context import Context
from l4e_sdk.local.objects import FolderObjects
from l4e_sdk.local.runner import runner
from l4e_sdk.local.runner.executor import InlineExecutor, WorkerPool
from l4e_sdk.local.runner.listing import EngineJobs, listed
from l4e_sdk.local.runner.progress import report
from l4e_sdk.local.runner.runner import RETRY_SECONDS, Runner
from l4e_sdk.local.runner.work import CustomerError, Failure, OutdatedError
from l4e_sdk.local.store import Scope, Store
from tests.unit.local.jobs.meddling import Broken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

    from l4e_sdk._clock import Clock

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
    def bench(
        clock: Clock | None = None,
        executor: Executor | None = None,
        settings: EngineSettings | None = None,
        **works: Any,
    ) -> Bench:
        time = clock or VirtualClock(datetime(2024, 3, 1, tzinfo=UTC))

        def context(scope: Scope) -> Context:
            return Context(
                store,
                FolderObjects(tmp_path / "s3"),
                time,
                settings or EngineSettings(),
                tmp_path / "data",
                scope,
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

    def test_that_waits_for_the_engine_it_runs_in_fails_instead_of_waiting_for_ever(
        self, make: Callable[..., Bench]
    ) -> None:
        def wait() -> None:
            bench.runner.run_until_idle()

        diary = Diary(compute_with=wait)
        bench = make(work=diary)
        bench.put("work")
        bench.runner.run_until_idle()
        assert "would wait for itself" in diary.entries[-1].reason
        assert bench.store.queue.idle(bench.clock.now().timestamp())

    def test_that_moves_the_virtual_clock_by_which_it_runs_fails(self, make: Callable[..., Bench]) -> None:
        clock = VirtualClock(datetime(2024, 3, 1, tzinfo=UTC))
        diary = Diary(compute_with=lambda: clock.advance("PT1H"))
        bench = make(clock=clock, work=diary)
        clock.attach(bench.runner)
        bench.put("work")
        bench.runner.run_until_idle()
        assert "would wait for itself" in diary.entries[-1].reason

    def test_whose_basis_was_replaced_is_done_again(self, make: Callable[..., Bench]) -> None:
        outdated = [OutdatedError("new data"), OutdatedError("newer data")]

        def finish() -> None:
            if outdated:
                raise outdated.pop()

        diary = Diary(finish_with=finish)
        bench = make(work=diary)
        bench.put("work")
        bench.runner.run_until_idle()
        assert diary.entries == ["prepare", "compute", ("finish", "outcome")] * 3


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

    def test_deaths_are_not_counted_against_the_next_job_of_the_same_number(
        self, make: Callable[..., Bench]
    ) -> None:
        executor, diary = Broken(2), Diary()
        bench = make(executor=executor, work=diary)
        bench.put("work")
        bench.runner.run_until_idle()
        executor.times = 1
        bench.put("work", "two")
        bench.runner.run_until_idle()
        assert diary.entries[-1] == ("finish", "outcome")


@dataclass
class Remote:
    """Work that really is computed in a worker process, by a function of this module."""

    function: Callable[[], object]
    ends: list[object] = field(default_factory=list)
    finish_with: Callable[[Any], object] = lambda outcome: None
    prepare_with: Callable[[], object] = lambda: None

    def prepare(self, context: Context, payload: Any) -> Callable[[], object]:
        self.prepare_with()
        return self.function

    def compute(self, task: Callable[[], object]) -> object:
        return task()

    def finish(self, context: Context, payload: Any, outcome: object) -> None:
        self.finish_with(outcome)
        self.ends.append(outcome)

    def fail(self, context: Context, payload: Any, failure: Failure) -> None:
        self.ends.append(failure)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.function,)  # a worker needs no more of it


def hang() -> None:
    while True:
        time.sleep(1)


def hang_deaf() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hang()


def leave() -> None:
    sys.exit(3)


def die_at_once() -> None:
    os._exit(3)


def fail_there() -> None:
    raise ZeroDivisionError("boom")


def rubbish() -> object:
    return threading.Lock()


def nonsense() -> str:
    return "nonsense"


def good() -> int:
    return os.getpid()


def wait_for_files(folder: Path) -> str:
    """Wait until a window has been judged that has not been waited for before."""
    number = len(list(folder.glob("*.seen"))) + 1
    while not (folder / str(number)).exists():
        os.sched_yield()
    (folder / f"{number}.seen").touch()
    return "trained"


def report_and_wait(seen: Path) -> None:
    report("fitting")
    while not seen.exists():
        os.sched_yield()


@pytest.fixture
def pool_of_two() -> Iterator[WorkerPool]:
    made = WorkerPool(2)
    yield made
    made.shutdown()


@pytest.fixture(scope="module")
def pool() -> Iterator[WorkerPool]:
    made = WorkerPool(1)
    yield made
    made.shutdown()


@pytest.mark.filterwarnings("ignore:A worker stopped:UserWarning")
class TestWorkInAWorkerProcess:
    """Whatever the process does, the work ends with a reason, and the next work is computed."""

    @pytest.mark.parametrize(
        ("function", "says"),
        [
            (hang, "longer than 0:00:00.7"),
            (hang_deaf, "longer than 0:00:00.7"),
            (leave, "3 times"),
            (die_at_once, "3 times"),
            (fail_there, "ZeroDivisionError: boom"),
            (rubbish, "pickle"),
        ],
    )
    def test_that_goes_wrong_is_a_reason_and_the_next_is_done(
        self, make: Callable[..., Bench], pool: WorkerPool, function: Callable[[], object], says: str
    ) -> None:
        longest = timedelta(seconds=0.7 if "longer" in says else 60)
        bad, fine = Remote(function), Remote(good)
        bench = make(executor=pool, settings=EngineSettings(longest_job=longest), bad=bad)
        bench.put("bad")
        bench.runner.run_until_idle()
        bench = make(executor=pool, fine=fine)
        bench.put("fine")
        bench.runner.run_until_idle()
        (failure,) = bad.ends
        assert isinstance(failure, Failure)
        assert says in failure.reason
        assert not failure.by_customer
        assert fine.ends[0] != os.getpid()

    def test_that_returns_what_nobody_can_use_has_failed(
        self, make: Callable[..., Bench], pool: WorkerPool
    ) -> None:
        bad = Remote(nonsense, finish_with=lambda outcome: outcome.lines)
        bench = make(executor=pool, bad=bad)
        bench.put("bad")
        bench.runner.run_until_idle()
        (failure,) = bad.ends
        assert isinstance(failure, Failure)
        assert "AttributeError" in failure.reason

    def test_says_how_far_it_is(
        self, make: Callable[..., Bench], pool: WorkerPool, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The log's line is the event that the worker waits for."""
        caplog.set_level(logging.INFO, "l4e_sdk")
        seen: list[EngineJobs] = []
        bench = make(executor=pool, work=Remote(partial(report_and_wait, tmp_path / "seen")))

        class Go(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                if record.getMessage() == "work of one: fitting":
                    seen.append(listed(bench.store.queue.jobs(), tmp_path / "data"))
                    (tmp_path / "seen").touch()

        handler = Go()
        logging.getLogger("l4e_sdk").addHandler(handler)
        try:
            bench.put("work")
            bench.runner.run_until_idle()
        finally:
            logging.getLogger("l4e_sdk").removeHandler(handler)
        ((job,),) = seen
        assert (job.running, job.since, job.stage) == (True, bench.clock.now(), "fitting")

    def test_is_ended_when_the_one_who_waits_for_it_is_interrupted(
        self, make: Callable[..., Bench], pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        work = Remote(hang)
        bench = make(executor=pool, bad=work)
        bench.put("bad")

        def interrupt(file: Path) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(runner, "read_progress", interrupt)
            bench.runner.run_until_idle()
        work.function = good
        bench.runner.run_until_idle()
        assert isinstance(work.ends[0], int)


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

    def test_without_long_kinds_one_thing_is_done_at_a_time(self, make: Callable[..., Bench]) -> None:
        at_work, most, done = threading.Semaphore(0), [], threading.Event()

        def compute() -> None:
            at_work.release()
            most.append(at_work._value)
            at_work.acquire()

        finish = lambda: done.set() if len(most) == 20 else None  # noqa: E731
        bench = make(clock=SystemClock(), work=Diary(compute_with=compute, finish_with=finish))
        with background(bench, threads=1):
            for number in range(20):
                bench.put("work", str(number))
            assert done.wait(20)
        assert most == [1] * 20

    def test_who_waits_for_idleness_takes_no_work_from_the_threads(self, make: Callable[..., Bench]) -> None:
        names: list[str] = []
        work = Diary(compute_with=lambda: names.append(threading.current_thread().name))
        bench = make(clock=SystemClock(), work=work)
        with background(bench, threads=2):
            for number in range(20):
                bench.put("work", str(number))
            bench.runner.run_until_idle()
        assert len(names) == 20
        assert {name.rpartition("-")[0] for name in names} == {"l4e-runner"}

    def test_a_live_window_is_judged_while_any_number_of_trainings_wait(
        self, make: Callable[..., Bench], pool_of_two: WorkerPool, tmp_path: Path
    ) -> None:
        """Real processes: each training goes on until a window was judged, which is begun while it runs."""
        begun, judged = threading.Event(), []

        def look() -> None:
            judged.append(len(training.ends))
            (tmp_path / str(len(judged))).touch()

        training = Remote(partial(wait_for_files, tmp_path), prepare_with=begun.set)
        window = Remote(good, finish_with=lambda _: look())
        bench = make(clock=SystemClock(), executor=pool_of_two, training=training, inference=window)
        with background(bench, threads=1, long=("training",)):
            for number in range(4):
                bench.put("training", f"model {number}")
            assert begun.wait(20)
            for number in range(4):
                bench.put("inference", f"scheduler {number}")
            bench.runner.run_until_idle()
        assert len(judged) == len(training.ends) == 4
        assert judged[0] == 0

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
