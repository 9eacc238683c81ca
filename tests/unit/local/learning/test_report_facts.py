from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from l4e_sdk._rules.layout.report_file import REPORT_FACTS
from l4e_sdk.local.detection import AnomalyModel, evaluate
from l4e_sdk.local.detection.model_selection import Goal
from l4e_sdk.local.learning.backtest import Backtest
from l4e_sdk.local.learning.report_facts import EVENTS_DRAWN, Trained, publish_report_facts, report_facts
from l4e_sdk.local.timeseries.matrix import Matrix

if TYPE_CHECKING:
    from pathlib import Path

ROWS, HOUR = 2400, timedelta(hours=1)
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
SPLIT = 1800


def trained(
    faults: int = 2, off: slice = slice(0, 0), changed: slice = slice(0, 0), goal: Goal | None = None
) -> Trained:
    rng = np.random.default_rng(1)
    times = np.datetime64(BEGIN.replace(tzinfo=None), "us") + np.arange(ROWS) * np.timedelta64(1, "h")
    values = rng.normal(10, 1, (ROWS, 3)).astype(np.float32)
    for number in range(faults):
        values[SPLIT + 20 + number * 25 : SPLIT + 26 + number * 25, 1] += 20
    values[changed, 1] += 10
    stopped = np.zeros(ROWS, np.bool_)
    stopped[off] = True
    matrix = Matrix(times, values, stopped, ("a", "b", "c"), HOUR)
    training = np.arange(ROWS) < SPLIT
    usable = training & ~stopped
    model = AnomalyModel.fit(
        times[training],
        values[training],
        matrix.sensors,
        rate_seconds=3600.0,
        usable=usable[training],
        goal=goal,
    )
    assessment = model.assess(times[SPLIT:], values[SPLIT:], stopped[SPLIT:])
    label = BEGIN + (SPLIT + 18) * HOUR, BEGIN + (SPLIT + 30) * HOUR
    naive = [tuple(np.datetime64(end.replace(tzinfo=None), "us") for end in label)]
    found = evaluate(times[SPLIT:], assessment, naive, matrix.sensors, rate_seconds=3600.0)
    backtest = Backtest(slice(SPLIT, ROWS), assessment, found)
    return Trained(matrix, model, training, usable, [backtest], (label,))


def test_an_event_has_the_signals_of_its_first_sensors_and_what_is_usual() -> None:
    event = report_facts(trained())["events"][0]
    assert event["shares"][0]["name"] == event["signals"][0]["name"] == "b"
    signal = event["signals"][0]
    assert max(value for value in signal["high"] if value) > 25
    assert len(signal["usual"]) == 24
    assert all(5 < low < 10 < high < 15 for low, high in signal["usual"])
    assert (
        signal["start"]
        < event["start"]
        < event["end"]
        < signal["start"] + signal["step"] * len(signal["low"])
    )


def test_scores_are_reduced_without_losing_a_peak() -> None:
    facts = report_facts(trained())
    (scores,) = facts["scores"]
    assert scores["start"] == (BEGIN + SPLIT * HOUR).timestamp()
    assert len(scores["high"]) * scores["step"] == (ROWS - SPLIT) * 3600
    assert max(scores["high"]) == pytest.approx(max(event["peak"] for event in facts["events"]), abs=1e-4)


def test_only_the_weightiest_events_are_drawn() -> None:
    events = report_facts(trained(faults=20, goal=Goal(alarms_per_month=100)))["events"]
    assert len(events) == EVENTS_DRAWN
    assert [event["start"] for event in events] == sorted(event["start"] for event in events)


def test_a_changed_regime_is_named_where_it_was_known() -> None:
    facts = report_facts(trained(faults=0, changed=slice(SPLIT + 100, ROWS)))
    (span,) = facts["changed"]
    begins = (span[0] - (BEGIN + SPLIT * HOUR).timestamp()) / 3600
    assert 100 < begins < 100 + 24 * 4  # the question is asked once a day
    assert span[1] == (BEGIN + (ROWS - 1) * HOUR).timestamp()
    assert report_facts(trained(faults=0))["changed"] == []


def test_off_periods_are_named_and_have_no_score() -> None:
    facts = report_facts(trained(off=slice(SPLIT + 400, SPLIT + 410)))
    assert facts["off"] == [[(BEGIN + (SPLIT + place) * HOUR).timestamp() for place in (400, 409)]]
    assert facts["scores"][0]["high"][400:410] == [None] * 10


def test_alarms_inside_of_labels_are_no_false_ones() -> None:
    one_labelled = report_facts(trained(faults=1))["flagged"]
    assert one_labelled["all"] < 0.02
    assert report_facts(trained(faults=4))["flagged"]["all"] > one_labelled["all"]


def test_rows_are_counted_by_what_became_of_them() -> None:
    rows = report_facts(trained(off=slice(0, 24)))["rows"]
    assert rows == {"training": SPLIT, "used": SPLIT - 24, "off": 24, "labelled": 0}


def test_the_same_training_gives_the_same_bytes(tmp_path: Path) -> None:
    publish_report_facts(tmp_path, None, trained())
    first = (tmp_path / REPORT_FACTS).read_bytes()
    publish_report_facts(tmp_path, None, trained())
    assert (tmp_path / REPORT_FACTS).read_bytes() == first
    assert json.loads(gzip.decompress(first))["format"] == 1


def test_drift_is_told_as_the_evaluation_found_it() -> None:
    found = trained()
    assert found.evaluation
    told = report_facts(found)["drift"]
    assert (told["status"], told["reason"]) == ("STEADY", found.evaluation.drift.reason)
