"""A plant that comes to run in another way while it is watched; a new engine goes on from what the one before left."""

from __future__ import annotations

import json
import logging
import shutil
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.detection.buckets import Buckets
from l4e_sdk.local.detection.model import Live as Memory
from l4e_sdk.local.detection.watch import Margins, Watch
from l4e_sdk.local.tasks.drift_following import Followed
from l4e_sdk.local.tasks.window_state import WindowState
from l4e_sdk.testing.plant import Plant, PlantFault
from tests import plant
from tests.conftest import START, boto_client
from tests.contract.test_main_path import watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = {"InferenceSchedulerName": "press-live"}
HOUR = timedelta(hours=1)
FOUND = START + 79 * HOUR
"""When the question is asked for which more than three days of another regime are enough: the daily rhythm of the load
moves the level of a younger one."""


class Live:
    """An engine and its plant, from a time on."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.clock = VirtualClock(now)
        self.engine = LocalEngine(folder, clock=self.clock, settings=EngineSettings(workers=0))
        self.boto: Any = boto_client(self.engine)

    def runs(self, hours: int, *faults: PlantFault) -> None:
        """Let the plant run for some hours, and judge them."""
        now = self.clock.now() + HOUR
        for moment, values in Plant(faults=faults).readings(now, now + hours * HOUR).rows():
            name = f"live/{plant.COMPONENT}_{moment - HOUR:%Y%m%d%H%M%S}.csv"
            self.engine.objects.put(plant.BUCKET, name, plant.csv([(moment, list(values))]))
        self.clock.advance(hours * HOUR)

    @property
    def events(self) -> list[tuple[datetime, datetime]]:
        """Start and end of the events, oldest first."""
        span = {"IntervalStartTime": START, "IntervalEndTime": START + timedelta(days=30)}
        found = self.boto.list_inference_events(**NAME, **span)["InferenceEventSummaries"]
        return [(event["EventStartTime"], event["EventEndTime"]) for event in found[::-1]]

    @property
    def drift(self) -> dict[str, Any]:
        return json.loads(self.engine.objects.get(plant.BUCKET, "out/drift.json"))

    @property
    def newest_row(self) -> dict[str, Any]:
        place = self.boto.list_inference_executions(**NAME)["InferenceExecutionSummaries"][0]
        result = place["CustomerResultObject"]
        return json.loads(self.engine.objects.get(result["Bucket"], result["Key"]).splitlines()[-1])


def steadily(hours: int) -> Memory:
    """Return what is known before START of a plant that ran well for so long."""
    seconds = START.timestamp() + HOUR.total_seconds() * np.arange(1 - hours, 1)
    low = np.full(hours, -1.0)
    margins = Margins(low, low, low, low, low, np.zeros(hours, bool))
    begun = Watch.begun(seconds[0], alarms_per_month=2.0, usual=0.0)
    watch, _ = begun.through(seconds, np.ones(hours, bool), margins, rate_seconds=HOUR.total_seconds())
    return Memory(watch, Buckets.empty(len(plant.SENSORS)))


def at_another_point(until: datetime) -> list[PlantFault]:
    """Return a step of several sensors that lasts."""
    return [PlantFault("step", sensor, START, until, 0.12) for sensor in ("oil_temp", "pressure")]


@contextmanager
def copied(folder: Path, to: Path, now: datetime) -> Iterator[Live]:
    shutil.copytree(folder, to)
    live = Live(to, now)
    with live.engine:
        yield live


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an engine that watches a plant which ran well for a week."""
    live = Live(tmp_path_factory.mktemp("drift") / "watched", START)
    with live.engine as engine:
        watch(live.boto, engine)
        arn = live.boto.describe_inference_scheduler(**NAME)["InferenceSchedulerArn"]
        # The first question is asked at the seventh hour, and the next ones at the same hour of each day.
        WindowState(followed=Followed(1, steadily(7 * 24 - 6), "")).save(engine.store, arn)
    return engine.folder


@pytest.fixture(scope="module")
def three_days(watched: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder an hour before it is found that the plant changed at START."""
    with copied(watched, tmp_path_factory.mktemp("drift") / "three-days", START) as live:
        live.runs(78, *at_another_point(FOUND))
    return live.engine.folder


@pytest.fixture
def changed(three_days: Path, tmp_path: Path) -> Iterator[Live]:
    """A live plant two hours after it was found to run in another way."""
    with copied(three_days, tmp_path / "changed", FOUND - HOUR) as live:
        live.runs(3, *at_another_point(FOUND + 2 * HOUR))
        yield live


def test_a_changed_regime_is_told_beside_the_results(changed: Live) -> None:
    drift = changed.drift
    arn = changed.boto.describe_inference_scheduler(**NAME)["InferenceSchedulerArn"]
    assert (drift["inference_scheduler_arn"], drift["model_version"]) == (arn, 1)
    assert (drift["status"], drift["since"]) == ("REGIME_CHANGED", f"{FOUND:%Y-%m-%dT%H:%M:%S.%f}")
    assert 0.4 < drift["share"] < 0.65
    assert "Retrain" in drift["reason"]


def test_the_event_ends_where_the_change_was_found(changed: Live) -> None:
    ((begin, end),) = changed.events
    assert begin <= START + 6 * HOUR
    assert end == FOUND - HOUR
    changed.runs(12, *at_another_point(FOUND + 14 * HOUR))
    assert changed.events == [(begin, end)]


def test_rows_keep_their_verdicts(changed: Live) -> None:
    assert changed.newest_row["prediction"] == 1
    assert changed.newest_row["anomaly_score"] > 0.5
    assert changed.boto.describe_inference_scheduler(**NAME)["LatestInferenceResult"] == "ANOMALOUS"


def test_a_new_fault_in_the_changed_regime_is_an_event(changed: Live) -> None:
    begin = FOUND + 8 * HOUR
    fault = PlantFault("step", "motor_amps", begin, begin + 3 * HOUR, 0.3)
    changed.runs(14, *at_another_point(FOUND + 16 * HOUR), fault)
    (_, first_end), (start, end) = changed.events
    assert first_end == FOUND - HOUR
    assert begin <= start <= begin + 2 * HOUR
    assert end >= begin + 3 * HOUR
    assert changed.drift["status"] == "REGIME_CHANGED"


def test_a_person_is_warned_once(three_days: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with copied(three_days, tmp_path / "warned", FOUND - HOUR) as live, caplog.at_level(logging.WARNING):
        live.runs(30, *at_another_point(FOUND + 29 * HOUR))
        assert live.drift["status"] == "REGIME_CHANGED"
        assert live.drift["share"] > 0.5
    (warning,) = [text for record in caplog.records if "operating regime" in (text := record.getMessage())]
    assert f"press-live: operating regime changed (known since {FOUND.isoformat()})" in warning
    assert "retrain model press" in warning


def test_a_plant_that_returns_is_steady_again(changed: Live, tmp_path: Path) -> None:
    changed.engine.close()
    with copied(changed.engine.folder, tmp_path / "later", FOUND + 133 * HOUR) as live:
        live.runs(1)
        assert live.drift["status"] == "REGIME_CHANGED"
        live.runs(34)
        assert live.drift["status"] == "STEADY"
        assert live.drift["share"] < 0.1
        assert live.drift["since"] == f"{FOUND + 168 * HOUR:%Y-%m-%dT%H:%M:%S.%f}"
        assert len(live.events) == 1


def test_a_fault_that_grows_is_an_event_that_goes_on(watched: Path, tmp_path: Path) -> None:
    fault = PlantFault("drift", "oil_temp", START - 6 * HOUR, START + 100 * HOUR, 0.9)
    with copied(watched, tmp_path / "grows", START) as live:
        live.runs(56, fault)
        assert live.drift["status"] == "GROWING"
        assert "fault" in live.drift["reason"]
        assert live.events[-1][1] == START + 56 * HOUR


def test_the_object_is_written_only_when_it_says_something_else(changed: Live) -> None:
    changed.runs(6, *at_another_point(FOUND + 8 * HOUR))  # until the event is closed
    changed.engine.objects.put(plant.BUCKET, "out/drift.json", b"{}")
    changed.runs(3, *at_another_point(FOUND + 11 * HOUR))
    assert changed.drift == {}


def test_a_new_place_for_results_gets_the_object(changed: Live) -> None:
    changed.boto.update_inference_scheduler(
        **NAME, DataOutputConfiguration={"S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "new/"}}
    )
    changed.runs(1, *at_another_point(FOUND + 3 * HOUR))
    told = changed.engine.objects.get(plant.BUCKET, "new/drift.json")
    assert json.loads(told) == changed.drift


def test_another_version_begins_anew(changed: Live) -> None:
    arn = changed.boto.describe_inference_scheduler(**NAME)["InferenceSchedulerArn"]
    left = WindowState.load(changed.engine.store, arn)
    assert left.followed is not None
    other = Followed(2, left.followed.live, left.followed.told)
    WindowState(left.stretch, other).save(changed.engine.store, arn)
    changed.runs(1, *at_another_point(FOUND + 3 * HOUR))
    assert (changed.drift["status"], changed.drift["model_version"]) == ("UNKNOWN", 1)
    assert changed.drift["since"] == f"{FOUND + 3 * HOUR:%Y-%m-%dT%H:%M:%S.%f}"


def test_what_an_older_version_left_does_not_stop_the_windows(watched: Path, tmp_path: Path) -> None:
    with copied(watched, tmp_path / "old", START) as live:
        arn = live.boto.describe_inference_scheduler(**NAME)["InferenceSchedulerArn"]
        regime = {"status": "STEADY", "share": 0.0, "level": None}
        watch_of_old = {"regime": regime, "since": 0.0, "due": 0.0, "hours": []}
        followed = {"version": 1, "watch": watch_of_old, "told": ""}
        left = {"stretch": None, "followed": followed, "silent_since": None}
        live.engine.store.unfinished_stretches.put(arn, json.dumps(left))
        live.runs(6, PlantFault("step", "oil_temp", START, START + 6 * HOUR))
        assert live.drift["status"] == "UNKNOWN"
        assert live.events


def test_a_reached_ceiling_is_logged_once(
    watched: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    faults = [
        PlantFault("step", "oil_temp", START + day * 24 * HOUR, START + (day * 24 + 4) * HOUR, 0.5)
        for day in range(3)
    ]
    with copied(watched, tmp_path / "ceiling", START) as live, caplog.at_level(logging.WARNING):
        live.runs(72, *faults)
    (warning,) = [text for record in caplog.records if "ceiling" in (text := record.getMessage())]
    assert "press-live: its alarms reached the ceiling of 2 a month" in warning
    assert "1.5 times the level" in warning
