"""Whatever happens to an inference scheduler and its engine, each window is judged once, in order.

The engine is real and so is the judging; what ought to happen is worked out by a few lines that count minutes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from l4e_sdk._rules.layout.drift_file import drift_key
from tests import plant
from tests.conftest import START
from tests.properties.conftest import HOURS, has_input
from tests.support.factory import inference
from tests.support.rehearsal import Rehearsal

if TYPE_CHECKING:
    from pathlib import Path

    from botocore.client import BaseClient

    from l4e_sdk.local import LocalEngine

NAME = {"InferenceSchedulerName": "live"}


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
