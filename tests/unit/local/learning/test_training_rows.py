"""What a training learns from: which rows, and which of the digits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from l4e_sdk.local.learning import training_rows
from l4e_sdk.local.timeseries.matrix import Matrix, load_matrix
from l4e_sdk.local.timeseries.readings import TIME
from l4e_sdk.local.timeseries.schema import Component, DataSchema
from tests.unit.local.timeseries.files import FrameReadings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from l4e_sdk.local.tasks.labels import Ranges

BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
ROWS, TRAINING = 1000, 800
TIMES = np.datetime64("2024-01-01", "us") + np.arange(ROWS) * np.timedelta64(1, "h")
MATRIX = Matrix(
    timestamps=TIMES,
    values=np.zeros((ROWS, 1), np.float32),
    off=np.zeros(ROWS, dtype=np.bool_),
    sensors=("a",),
    rate=timedelta(hours=1),
)
REACH = 8
"""Rows that the detector looks back."""


def hours(first: int, last: int) -> tuple[datetime, datetime]:
    return BEGIN + timedelta(hours=first), BEGIN + timedelta(hours=last)


def doubtful(
    *flagged: tuple[datetime, datetime], labels: Ranges = (), matrix: Matrix = MATRIX
) -> NDArray[np.intp]:
    return np.flatnonzero(training_rows.doubtful(matrix, np.arange(ROWS) < TRAINING, flagged, labels))


def test_flagged_rows_and_those_beside_them_are_left_out() -> None:
    assert list(doubtful(hours(100, 120))) == list(range(100 - REACH, 120 + REACH + 1))


def test_without_flagged_rows_none_are_left_out() -> None:
    assert not len(doubtful())


def test_labelled_rows_are_left_to_the_labels() -> None:
    assert not len(doubtful(hours(100, 120), labels=(hours(90, 130),)))


def test_a_regime_that_is_flagged_to_the_end_is_learned() -> None:
    assert not len(doubtful(hours(700, 999)))


def test_flags_that_ended_before_the_newest_rows_are_no_regime() -> None:
    assert len(doubtful(hours(500, 799)))


def test_when_most_of_the_training_is_flagged_it_is_learned() -> None:
    assert not len(doubtful(hours(100, 600)))


def test_rows_beside_the_flagged_ones_stay_when_most_would_be_left_out() -> None:
    events = [hours(start, start + 7) for start in range(0, TRAINING, 20)]
    assert len(doubtful(*events)) == 8 * len(events)


def test_what_a_gap_filled_is_not_left_to_learn_from() -> None:
    values = np.full((ROWS, 1), np.nan, np.float32)
    values[:100] = 0
    sparse = replace(MATRIX, values=values)
    assert len(doubtful(hours(20, 60), matrix=sparse)) == 41
    assert not len(doubtful(hours(20, 80), matrix=sparse))


def test_a_counter_that_has_come_far_is_learned_and_its_rest_is_seen() -> None:
    schema = DataSchema((Component("press", "Timestamp", ("hours", "heat")),))
    steps = np.full(ROWS, 0.5)
    steps[-20:-10] = 0
    heat = np.random.default_rng(0).normal(50, 1, ROWS)
    frame = pl.DataFrame({TIME: TIMES, "hours": 1e9 + np.cumsum(steps), "heat": heat})
    whole = load_matrix([FrameReadings({"press": frame})], schema)
    model, _ = training_rows.learn(whole, np.arange(ROWS) < TRAINING, ())
    assert model.counters == {"press\\hours": 1}
    last = FrameReadings({"press": frame[-20 - model.history_rows :]})
    window = load_matrix([last], schema, rate=whole.rate, precise=model.counters)
    for matrix in (whole, window):
        found = model.assess(matrix.timestamps, matrix.values, precise=matrix.precise)
        assert found.anomalous[-15:-10].all()
        assert found.contributions[-15:-10].mean(axis=0).argmax() == 0
        assert found.anomalous[-200:-20].mean() < 0.05
