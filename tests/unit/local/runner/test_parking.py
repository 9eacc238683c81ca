"""A runner that is stopped in the middle of work puts it back, to be run again."""

from __future__ import annotations

import threading
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk._clock import SystemClock
from l4e_sdk.local import EngineSettings
from l4e_sdk.local.context import Context
from l4e_sdk.local.objects import FolderObjects
from l4e_sdk.local.runner import runner as module
from l4e_sdk.local.runner.runner import Runner
from l4e_sdk.local.store import Scope, Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWNER = {"account": "000000000000", "region": "us-east-1"}


class Endless(Executor):
    """Computes for ever, until it is told not to."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.futures: list[Future[Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.futures.append(future)
        self.begun.set()
        return future


class Work:
    """Work that must not end."""

    def prepare(self, context: Context, payload: Any) -> str:
        return "task"

    def compute(self, task: Any) -> None:
        raise AssertionError

    def finish(self, context: Context, payload: Any, outcome: Any) -> None:
        raise AssertionError

    fail = finish


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(f"sqlite:///{tmp_path / 'state.db'}")
    yield made
    made.close()


@pytest.fixture
def executor() -> Endless:
    return Endless()


@pytest.fixture
def busy(store: Store, executor: Endless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """A runner that is in the middle of a job that would fail if its worker died."""
    monkeypatch.setattr(module, "WATCH_SECONDS", 0.01)
    monkeypatch.setattr(module, "MOST_DEATHS", 1)
    clock, objects = SystemClock(), FolderObjects(tmp_path / "s3")

    def context(scope: Scope) -> Context:
        return Context(store, objects, clock, EngineSettings(), tmp_path / "data", scope)

    store.queue.put("work", "one", OWNER, 0)
    made = Runner(store, {"work": Work()}, context, executor, clock)
    made.start(1)
    assert executor.begun.wait(20)
    assert made.is_alive
    return made


def test_work_that_takes_longer_than_one_is_patient_is_cancelled_and_put_back(
    busy: Runner, store: Store, executor: Endless
) -> None:
    busy.stop(0)
    assert executor.futures[0].cancelled()
    assert [job.running for job in store.queue.jobs()] == [False]


def test_a_worker_that_dies_while_the_engine_stops_is_nobodys_fault(
    busy: Runner, store: Store, executor: Endless, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It dies when the runner has been told to stop, and before it loses patience.
    told = busy._stop.set
    died = BrokenExecutor("Ctrl-C reached it")
    monkeypatch.setattr(busy._stop, "set", lambda: told() or executor.futures[0].set_exception(died))
    busy.stop()
    assert [job.running for job in store.queue.jobs()] == [False]
