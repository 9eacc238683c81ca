"""Pruning: executions, result files and accumulated data go when they are older than their retention."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine, Retention
from l4e_sdk.local.jobs import pruning
from l4e_sdk.local.tasks import pruning as removal
from l4e_sdk.local.timeseries.accumulated import Accumulated
from tests import plant
from tests.conftest import START, boto_client
from tests.contract.test_main_path import watch
from tests.unit.local.jobs.meddling import Broken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

DAY = timedelta(days=1)
Made = tuple[LocalEngine, Any, VirtualClock]


@pytest.fixture
def live() -> Iterator[Callable[..., Made]]:
    """Makes an engine with an hourly scheduler that has a file for every twelfth window, and some retention."""
    engines: list[LocalEngine] = []

    def make(folder: Path | None = None, days: int = 5, **retention: timedelta | None) -> Made:
        clock = VirtualClock(START)
        settings = EngineSettings(workers=0, retention=Retention(**retention))
        engine = LocalEngine(folder, clock=clock, settings=settings)
        engines.append(engine)
        boto = boto_client(engine)
        watch(boto, engine)
        for half_day in range(1, 2 * days + 1):
            plant.upload_window(engine, START + timedelta(hours=12 * half_day))
        return engine, boto, clock

    yield make
    for engine in engines:
        engine.close()


def ends(boto: Any) -> list[datetime]:
    """Return the ends of the windows of all executions, oldest first."""
    pages = boto.get_paginator("list_inference_executions").paginate(InferenceSchedulerName="press-live")
    return [run["DataEndTime"] for page in pages for run in page["InferenceExecutionSummaries"]][::-1]


def results(engine: LocalEngine) -> list[str]:
    return [key for key in engine.objects.list(plant.BUCKET, "out/") if key.endswith("results.jsonl")]


def test_executions_are_removed_once_a_day_and_files_stay(live: Callable[..., Made]) -> None:
    engine, boto, clock = live(executions=2 * DAY)
    clock.advance(5 * DAY)
    kept = ends(boto)
    # Pruned for the last time with the first window of the last day, which ended at 1:00.
    assert clock.now() == START + 5 * DAY
    assert START + 2 * DAY <= kept[0] <= START + 3 * DAY
    assert kept == [kept[0] + timedelta(hours=hour) for hour in range(len(kept))]
    assert kept[-1] == clock.now()
    assert len(results(engine)) == 10


def test_nothing_is_removed_that_is_to_be_kept_for_ever(live: Callable[..., Made]) -> None:
    engine, boto, clock = live(executions=None)
    clock.advance(5 * DAY)
    assert len(ends(boto)) == 5 * 24
    assert not [job for job in engine.jobs() if job.kind == pruning.KIND]


def test_result_files_are_removed_and_nothing_else_below_the_prefix(live: Callable[..., Made]) -> None:
    engine, boto, clock = live(results=2 * DAY)
    others = ["out/notes.txt", "out/2024-03-01T00:00:00Z/report.txt", "out/2020/results.jsonl"]
    for key in others:
        engine.objects.put(plant.BUCKET, key, b"")
    clock.advance(5 * DAY)
    found = results(engine)
    assert found[0] == "out/2020/results.jsonl"
    kept = found[1:]
    assert kept == sorted(kept)
    assert "out/2024-03-02T" < kept[0] < "out/2024-03-04T"
    assert len(kept) >= 4
    assert all(engine.objects.exists(plant.BUCKET, key) for key in [*others, "out/drift.json"])
    assert len(ends(boto)) == 5 * 24
    # No execution names a file that is removed, so all results that there are can be read.
    executions = engine.store.inference_executions.select(engine.scope)
    named = [run.customer_result_object.key for run in executions if run.customer_result_object]
    assert sorted(str(key) for key in named) == kept
    assert len({run.status for run in executions}) == 2
    folders = {path.name for path in (engine.folder / "s3" / plant.BUCKET / "out").iterdir() if path.is_dir()}
    assert len(folders) == len(kept) + 2


def test_a_job_removes_a_bounded_number_and_another_one_the_rest(
    live: Callable[..., Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "MOST", 3)
    monkeypatch.setattr(pruning, "MOST", 3)
    engine, boto, clock = live(executions=DAY, results=DAY)
    clock.advance(5 * DAY)
    assert ends(boto)[0] >= START + 3 * DAY
    assert len(results(engine)) <= 4


@pytest.mark.slow
def test_a_month_of_accumulated_data_stays_while_a_version_is_in_training_and_then_goes(
    live: Callable[..., Made],
) -> None:
    engine, boto, clock = live(days=40, accumulated=DAY)
    clock.advance(timedelta(days=30, hours=22))
    model = boto.describe_model(ModelName="press")
    context = engine._context(engine.scope)
    version = context.store.model_versions.get(context.scope, "press", 1)
    assert version is not None
    from l4e_sdk.local.lifecycle.change import changed
    from l4e_sdk.shapes import ModelVersionStatus

    training = changed(
        version,
        model_version=2,
        model_version_arn=f"{version.model_version_arn}2",
        status=ModelVersionStatus.IN_PROGRESS,
    )
    context.store.model_versions.put(context.scope, training)
    clock.advance(timedelta(days=4))
    span = Accumulated(context.accumulated_folder(model["ModelArn"])).span()
    assert span is not None
    assert span[0].month == 3
    context.store.model_versions.delete(context.scope, "press", 2)
    clock.advance(timedelta(days=2))
    span = Accumulated(context.accumulated_folder(model["ModelArn"])).span()
    assert span is not None
    assert span[0].month == 4
    assert boto.describe_model(ModelName="press")["AccumulatedInferenceDataStartTime"] == span[0]


def test_an_engine_that_never_runs_at_midnight_prunes_when_it_starts(
    live: Callable[..., Made], tmp_path: Path
) -> None:
    engine, boto, clock = live(tmp_path, executions=2 * DAY)
    clock.advance(timedelta(hours=5))
    assert len(ends(boto)) == 5
    engine.close()
    later = VirtualClock(START + timedelta(days=9, hours=12))
    settings = EngineSettings(workers=0, retention=Retention(executions=2 * DAY))
    with LocalEngine(tmp_path, clock=later, settings=settings) as started:
        started.run_until_idle()
        assert ends(boto_client(started)) == []


def test_a_pruning_that_fails_changes_nothing_and_is_tried_again(live: Callable[..., Made]) -> None:
    engine, boto, clock = live(executions=DAY)
    clock.advance(timedelta(days=2))
    executor = engine._runner._executor
    engine._runner._executor = Broken(99)
    clock.advance(timedelta(hours=1, minutes=30))
    before = len(ends(boto))
    engine._runner._executor = executor
    clock.advance(timedelta(days=1))
    assert before > 40
    assert len(ends(boto)) < 30 + 24


def test_a_window_that_is_being_judged_is_never_too_old(live: Callable[..., Made]) -> None:
    engine, boto, clock = live(executions=DAY)
    clock.advance(timedelta(hours=3))
    context = engine._context(engine.scope)
    (first, *_) = context.store.inference_executions.select(context.scope)[::-1]
    from l4e_sdk.local.lifecycle.change import changed
    from l4e_sdk.shapes import InferenceExecutionStatus

    running = changed(first, status=InferenceExecutionStatus.IN_PROGRESS)
    context.store.inference_executions.put(context.scope, running)
    clock.advance(timedelta(days=3))
    assert ends(boto)[0] == START.astimezone(UTC) + timedelta(hours=1)
