"""Judged rows as frames."""

from __future__ import annotations

import sys

import pandas as pd
import polars as pl
import pytest

from l4e_sdk import MissingExtraError
from l4e_sdk.data import Results
from l4e_sdk.views import InferenceResult

LINES = [
    (
        '{"timestamp": "2024-03-11T09:01:00.000000", "prediction": 0, "prediction_reason": "NO_ANOMALY_DETECTED", '
        '"anomaly_score": 0.25, "diagnostics": [{"name": "a\\\\x", "value": 0.75}, {"name": "a\\\\y", "value": 0.25}]}'
    ),
    '{"timestamp": "2024-03-11T09:02:00.000000", "prediction": 0, "prediction_reason": "MACHINE_OFF"}',
    (
        '{"timestamp": "2024-03-11T09:03:00.000000", "prediction": 1, "prediction_reason": "ANOMALY_DETECTED", '
        '"anomaly_score": 0.5, "diagnostics": [{"name": "a\\\\z", "value": 1.0}]}'
    ),
]
COLUMNS = ["timestamp", "prediction", "prediction_reason", "anomaly_score", r"a\x", r"a\y", r"a\z"]


@pytest.fixture
def results() -> Results:
    return Results(InferenceResult.parse(line) for line in LINES)


def test_rows_come_one_by_one(results: Results):
    assert [row.prediction for row in results] == [0, 0, 1]


def test_a_frame_of_polars_has_a_column_for_each_sensor(results: Results):
    frame = results.to_polars()
    assert frame.columns == COLUMNS
    assert frame.schema["timestamp"] == pl.Datetime("us", "UTC")
    assert frame[r"a\z"].to_list() == [None, None, 1.0]


def test_a_frame_of_pandas_says_the_same(results: Results):
    frame = results.to_pandas()
    assert list(frame.columns) == COLUMNS
    assert str(frame["timestamp"].dt.tz) == "UTC"
    assert frame[r"a\z"].fillna(-1).tolist() == [-1, -1, 1.0]


@pytest.mark.parametrize("kind", ["to_polars", "to_pandas"])
def test_no_rows_make_an_empty_frame(kind: str):
    frame = getattr(Results([]), kind)()
    assert (list(frame.columns), len(frame)) == (COLUMNS[:4], 0)


def test_both_frames_have_the_same_values(results: Results):
    ours = results.to_polars()
    theirs = Results(InferenceResult.parse(line) for line in LINES).to_pandas()
    assert isinstance(theirs, pd.DataFrame)
    assert ours["anomaly_score"].fill_null(-1).to_list() == theirs["anomaly_score"].fillna(-1).tolist()


@pytest.mark.parametrize(
    ("kind", "package", "extra"), [("to_polars", "polars", "local"), ("to_pandas", "pandas", "pandas")]
)
def test_a_library_that_is_not_there_is_named_with_its_extra(
    monkeypatch, results: Results, kind: str, package: str, extra: str
):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"l4e-sdk\[{extra}\]"):
        getattr(results, kind)()
