"""Whatever happens to a scheduler and its engine, each window is judged once, in order, and each retraining runs once.

The engine is real and so is the judging; what ought to happen is worked out by a few lines that count minutes or days.
"""

from __future__ import annotations

import json
import shutil
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import example, given, settings
from hypothesis import strategies as st

from l4e_sdk.clock import VirtualClock
from l4e_sdk.layout.drift_file import drift_key
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.jobs.executor import InlineExecutor
from l4e_sdk.local.jobs.judging import JudgeTask
from tests import plant
from tests.conftest import START, boto_client
from tests.contract.test_main_path import train
from tests.support.factory import inference

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from botocore.client import BaseClient

NAME = {"InferenceSchedulerName": "live"}
HOURS = 60
"""So many hours have input, but for every third."""


class Killed(BaseException):
    """Stands for kill -9: nothing in the engine may catch it for good."""


class Watched(InlineExecutor):
    """Notes the windows that are judged, and lets something happen before the next one."""

    def __init__(self) -> None:
        self.judged: list[tuple[datetime, datetime]] = []
        self.before: Callable[[], object] | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        before, self.before = self.before, None
        if before is not None:
            before()
        (task,) = (part for argument in args for part in getattr(argument, "args", ()))
        if isinstance(task, JudgeTask):
            self.judged.append((task.window.start, task.window.end))
        return super().submit(fn, *args, **kwargs)


class Rehearsal:
    """A copy of a prepared folder and an engine in it, which can be killed and opened again."""

    def __init__(self, prepared: Path, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(prepared, folder)
        self.folder = folder
        self.executor = Watched()
        self.clock = VirtualClock(START)
        self._open()

    def _open(self) -> None:
        self.engine = LocalEngine(self.folder, clock=self.clock, settings=EngineSettings(workers=0))
        self.engine._runner._executor = self.executor
        self.boto = boto_client(self.engine)
        self.advance(0)

    def advance(self, minutes: float) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    def call(self, operation: str, **members: Any) -> None:
        getattr(self.boto, operation)(**members)
        self.advance(0)

    def close_and_open(self, minutes: float) -> None:
        self.engine.close()
        self.clock = VirtualClock(self.clock.now() + timedelta(minutes=minutes))
        self._open()

    def kill_and_open(self, on_the_way: float, minutes: float) -> None:
        def kill() -> None:
            raise Killed

        self.executor.before = kill
        with suppress(Killed):
            self.advance(on_the_way)
        self.executor.before = None
        self.close_and_open(minutes)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model and live input."""
    folder = tmp_path_factory.mktemp("prepared") / "plant"
    with LocalEngine(folder, clock=VirtualClock(START), settings=EngineSettings(workers=0)) as engine:
        train(boto_client(engine), engine)
        for hour in filter(has_input, range(HOURS)):
            plant.upload_window(engine, START + timedelta(hours=hour))
    return folder


def has_input(hour: int) -> bool:
    return hour % 3 != 1


@dataclass
class Inference:
    """What an inference scheduler ought to do, counted in minutes from the start."""

    now: float = 0
    on: bool = True
    every: int = 60
    delay: int = 0
    slow: float = 0
    """How long the next run takes."""
    plan: tuple[int, int, float] | None = None
    """The next window, and when its run begins."""
    runs: list[tuple[int, int]] = field(default_factory=list)

    def start(self) -> None:
        self.on = True
        self._plan_after(self.now)

    def stop(self) -> None:
        self.on, self.plan = False, None

    def update(self, every: int, delay: int) -> None:
        self.every, self.delay = every, delay
        if self.plan and self.plan[1] > self.now:
            self._plan_after(self.now)

    def advance(self, minutes: float) -> None:
        target = self.now + minutes
        while self.plan and self.plan[2] <= max(target, self.now):
            self._run()
        self.now = max(self.now, target)

    def reopen(self, minutes: float) -> None:
        self.now += minutes
        if self.plan and self.plan[2] <= self.now:
            self._plan_after(self.now - self.delay)

    def kill(self, on_the_way: float, minutes: float) -> None:
        """The first run that judges anything is killed; it is done again when the engine is back."""
        target, self.slow = self.now + on_the_way, 0
        while self.plan and self.plan[2] <= target:
            begin, end, due = self.plan
            if self.finds_files(begin, end):
                self.now = max(self.now, due) + minutes
                self._run()
                self._plan_after(max(end, self.now - self.delay))
                self.advance(0)
                return
            self._run()
        self.now = target
        self.reopen(minutes)

    def _run(self) -> None:
        assert self.plan is not None
        begin, end, due = self.plan
        self.now = max(self.now, due)
        self.runs.append((begin, end))
        if self.finds_files(begin, end):
            self.now, self.slow = self.now + self.slow, 0
        self._plan_after(end)

    def _plan_after(self, moment: float) -> None:
        end = int(moment // self.every + 1) * self.every
        self.plan = (end - self.every, end, end + self.delay)

    @classmethod
    def finds_files(cls, begin: int, end: int) -> bool:
        return bool(cls._files(begin, end))

    @classmethod
    def succeeds(cls, begin: int, end: int) -> bool:
        """Whether one of the files has a row of the window: each has one, of the full hour."""
        return any(begin < hour * 60 <= end for hour in cls._files(begin, end))

    @staticmethod
    def _files(begin: int, end: int) -> list[int]:
        """Return the hours whose files are opened; they are named by the hour they begin in."""
        length = end - begin
        return [
            hour
            for hour in range(HOURS)
            if has_input(hour) and begin - length <= (hour - 1) * 60 <= end + length
        ]


MINUTES = st.sampled_from([7, 30, 60, 95])
DO = st.one_of(
    st.tuples(st.just("advance"), MINUTES),
    st.tuples(st.just("advance"), MINUTES),
    st.tuples(st.just("toggle")),
    st.tuples(st.just("update"), st.sampled_from([15, 30, 60]), st.sampled_from([0, 10, 50])),
    st.tuples(st.just("slow"), st.sampled_from([45, 150])),
    st.tuples(st.just("reopen"), MINUTES),
    st.tuples(st.just("kill"), MINUTES, MINUTES),
)


def play(rehearsal: Rehearsal, expected: Inference, what: str, *by: int) -> None:
    if what == "advance":
        rehearsal.advance(*by)
        expected.advance(*by)
    elif what == "toggle":
        rehearsal.call("stop_inference_scheduler" if expected.on else "start_inference_scheduler", **NAME)
        (expected.stop if expected.on else expected.start)()
    elif what == "update":
        every, delay = by
        members = {"DataUploadFrequency": f"PT{every}M".replace("60M", "1H")}
        rehearsal.call("update_inference_scheduler", **NAME, **members, DataDelayOffsetInMinutes=delay)
        expected.update(every, delay)
    elif what == "slow":
        rehearsal.executor.before = lambda: rehearsal.advance(*by)
        (expected.slow,) = by
    elif what == "reopen":
        rehearsal.close_and_open(*by)
        expected.reopen(*by)
    else:
        rehearsal.kill_and_open(*by)
        expected.kill(*by)
    assert rehearsal.clock.now() == at(expected.now)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@settings(max_examples=15, deadline=None)
@given(steps=st.lists(DO, max_size=9))
@example(steps=[("update", 60, 50), ("advance", 30), ("reopen", 95), ("advance", 60)])
@example(steps=[("slow", 45), ("kill", 7, 7), ("advance", 60)])
@example(steps=[("advance", 60), ("slow", 150), ("advance", 60), ("kill", 60, 95), ("advance", 95)])
def test_every_window_is_judged_once_and_in_order(
    prepared: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Any, ...]]
) -> None:
    rehearsal, expected = Rehearsal(prepared, tmp_path_factory.getbasetemp() / "windows"), Inference()
    rehearsal.call("create_inference_scheduler", **inference("press", "live"))
    expected.start()
    for step in steps:
        play(rehearsal, expected, *step)
    found = executions(rehearsal.boto)
    assert [(run["DataStartTime"], run["DataEndTime"]) for run in found] == [
        (at(begin), at(end)) for begin, end in expected.runs
    ]
    succeeded = [at(end) for begin, end in expected.runs if expected.succeeds(begin, end)]
    assert [run["DataEndTime"] for run in found if run["Status"] == "SUCCESS"] == succeeded
    assert {run["Status"] for run in found} <= {"SUCCESS", "FAILED"}
    check_results(rehearsal.engine, found)
    assert rehearsal.executor.judged == sorted(set(rehearsal.executor.judged))
    rehearsal.engine.close()


def executions(boto: BaseClient) -> list[dict[str, Any]]:
    pages = boto.get_paginator("list_inference_executions").paginate(**NAME)
    return [run for page in pages for run in page["InferenceExecutionSummaries"]][::-1]


def check_results(engine: LocalEngine, runs: list[dict[str, Any]]) -> None:
    """Each success has a file with the rows of its window, and there are no others but for the status of drift."""
    places = [run["CustomerResultObject"]["Key"] for run in runs if run["Status"] == "SUCCESS"]
    assert sorted(places) == [
        key for key in engine.objects.list(plant.BUCKET, "out/") if key != drift_key("out/")
    ]
    for run in runs:
        if run["Status"] == "SUCCESS":
            text = engine.objects.get(plant.BUCKET, run["CustomerResultObject"]["Key"])
            times = [datetime.fromisoformat(json.loads(line)["timestamp"]) for line in text.splitlines()]
            assert times
            assert all(
                run["DataStartTime"] < time.replace(tzinfo=UTC) <= run["DataEndTime"] for time in times
            )


@dataclass
class Retraining:
    """What a retraining scheduler ought to do."""

    now: datetime
    first: datetime
    step: relativedelta
    on: bool = True
    plan: datetime | None = None
    runs: list[datetime] = field(default_factory=list)

    def plan_next(self) -> None:
        dates = (self.first + self.step * count for count in range(1000))
        self.plan = next(date for date in dates if date > self.now) if self.on else None

    def pass_by(self, days: int, *, engine_on: bool) -> None:
        target = self.now + timedelta(days=days)
        while self.plan and self.plan <= target:
            self.now = self.plan if engine_on else target
            self.runs.append(self.now)
            self.plan_next()
        self.now = target


FREQUENCIES = {
    "P1M": relativedelta(months=1),
    "P3M15D": relativedelta(months=3, days=15),
    "P31D": relativedelta(days=31),
    "P1Y": relativedelta(years=1),
    "P11M30D": relativedelta(months=11, days=30),
}
DAYS = st.sampled_from([10, 31, 100, 366])


@settings(max_examples=10, deadline=None)
@given(
    frequency=st.sampled_from(sorted(FREQUENCIES)),
    ahead=st.integers(1, 60),
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("advance"), DAYS),
            st.tuples(st.just("off"), DAYS),
            st.tuples(st.just("toggle"), st.just(0)),
            st.tuples(st.sampled_from(sorted(FREQUENCIES)), st.just(0)),
        ),
        max_size=8,
    ),
)
def test_every_retraining_runs_once_on_its_date_or_when_the_engine_is_back(
    prepared: Path,
    tmp_path_factory: pytest.TempPathFactory,
    frequency: str,
    ahead: int,
    steps: list[tuple[str, int]],
) -> None:
    rehearsal = Rehearsal(prepared, tmp_path_factory.getbasetemp() / "retrainings")
    first = START + timedelta(days=ahead)
    # So long after the data each run finds nothing to learn from: its version is FAILED, and counts all the same.
    name = {"ModelName": "press"}
    given = {"RetrainingFrequency": frequency, "LookbackWindow": "P180D", "RetrainingStartDate": first}
    rehearsal.engine.objects.put(plant.BUCKET, "labels/known.csv", b"no label at all\n")
    rehearsal.call("create_retraining_scheduler", **name, **given)
    expected = Retraining(START, first, FREQUENCIES[frequency])
    expected.plan_next()
    for what, days in steps:
        if what == "advance":
            rehearsal.advance(days * 1440)
        elif what == "off":
            rehearsal.close_and_open(days * 1440)
        elif what == "toggle":
            verb = "stop" if expected.on else "start"
            rehearsal.call(f"{verb}_retraining_scheduler", **name)
            expected.on = not expected.on
            expected.plan_next()
        else:
            rehearsal.call("update_retraining_scheduler", **name, RetrainingFrequency=what)
            expected.step = FREQUENCIES[what]
            expected.plan_next()
        expected.pass_by(days, engine_on=what != "off")
    pages = rehearsal.boto.get_paginator("list_model_versions").paginate(**name)
    versions = [version for page in pages for version in page["ModelVersionSummaries"]][1:]
    assert [version["CreatedAt"] for version in versions] == expected.runs
    assert [version["ModelVersion"] for version in versions] == list(range(2, len(versions) + 2))
    assert {version["Status"] for version in versions} <= {"FAILED"}
    planned = rehearsal.boto.describe_model(**name).get("NextScheduledRetrainingStartDate")
    assert planned == expected.plan
    rehearsal.engine.close()
