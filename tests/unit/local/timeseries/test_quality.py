from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.timeseries.quality import Counts, quality_summary, sensor_statistics

if TYPE_CHECKING:
    from l4e_sdk.shapes.ingestion import SensorStatisticsSummary

RANDOM = np.random.default_rng(3)


def judge(
    values: list[float] | np.ndarray, *, days: list[float] | None = None, counts: Counts | None = None
) -> SensorStatisticsSummary:
    array = np.asarray(values, np.float64)
    offsets = np.asarray(days if days is not None else np.arange(len(array)) / 1440)
    times = np.datetime64("2023-03-01", "us") + (offsets * 86_400_000_000).astype("timedelta64[us]")
    return sensor_statistics("press", "a", times, array, counts or Counts(rows=len(array)))


def wire(summary: SensorStatisticsSummary, member: str) -> object:
    return summary.to_dict(wire=True)[member]


def test_a_healthy_sensor_has_no_issue_and_its_issues_have_a_status_only():
    found = judge(RANDOM.normal(size=2000))
    nothing = {"Status": "NO_ISSUE_DETECTED"}
    members = ("CategoricalValues", "MultipleOperatingModes", "LargeTimestampGaps", "MonotonicValues")
    assert [wire(found, member) for member in members] == [nothing] * 4


def test_counts_become_percentages_of_the_rows_they_are_in():
    found = judge([1.0], counts=Counts(rows=200, unsupported=50, duplicates=20, missing=10, invalid=1))
    assert wire(found, "MissingValues") == {"Count": 10, "Percentage": 5.0}
    assert wire(found, "InvalidValues") == {"Count": 1, "Percentage": 0.5}
    assert wire(found, "DuplicateTimestamps") == {"Count": 20, "Percentage": 10.0}
    assert wire(found, "InvalidDateEntries") == {"Count": 50, "Percentage": 20.0}


def test_the_span_of_readings_is_reported():
    found = judge([1.0, 2.0], days=[0, 3])
    assert (found.data_start_time, found.data_end_time) == (
        datetime(2023, 3, 1, tzinfo=UTC),
        datetime(2023, 3, 4, tzinfo=UTC),
    )


def test_a_sensor_without_readings_says_so_and_nothing_else():
    found = judge([], counts=Counts(rows=10, missing=10))
    assert found.data_exists is False
    assert "DataStartTime" not in found.to_dict(wire=True)
    assert wire(found, "CategoricalValues") == {"Status": "NO_ISSUE_DETECTED"}


def test_a_sensor_without_a_file_has_shares_of_zero():
    assert wire(judge([], counts=Counts()), "MissingValues") == {"Count": 0, "Percentage": 0.0}


@pytest.mark.parametrize(("distinct", "issue"), [(1, True), (2, True), (10, True), (11, False)])
def test_ten_different_values_are_categories(distinct: int, issue: bool):
    expected = {"Status": "POTENTIAL_ISSUE_DETECTED", "NumberOfCategory": distinct}
    found = wire(judge(np.arange(5000.0) % distinct), "CategoricalValues")
    assert found == (expected if issue else {"Status": "NO_ISSUE_DETECTED"})


def test_late_variety_is_seen():
    values = np.concatenate([np.zeros(5000), np.arange(20.0)])
    assert wire(judge(values), "CategoricalValues") == {"Status": "NO_ISSUE_DETECTED"}


def test_moving_between_ranges_is_an_issue():
    values = np.concatenate([RANDOM.normal(0, 1, 1000), RANDOM.normal(50, 1, 1000)])
    assert wire(judge(values), "MultipleOperatingModes") == {"Status": "POTENTIAL_ISSUE_DETECTED"}


@pytest.mark.parametrize(
    ("days", "gaps", "longest"), [([0, 31.5, 70], 2, 38), ([0, 30, 60], 0, None), ([0, 1, 31.5], 1, 30)]
)
def test_gaps_of_more_than_30_days_are_counted(days: list[float], gaps: int, longest: int | None):
    found = judge([1.0, 5.0, 2.0], days=days).large_timestamp_gaps
    assert found is not None
    assert (found.number_of_large_timestamp_gaps or 0, found.max_timestamp_gap_in_days) == (gaps, longest)


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        (np.arange(1000.0), "INCREASING"),
        (np.repeat(np.arange(300.0), 5), "INCREASING"),
        (-np.arange(1000.0), "DECREASING"),
        (np.where(np.arange(1000) == 500, 0.0, np.arange(1000.0)), "INCREASING"),
        ([5.0, 5.0, 5.0], "STATIC"),
        ([0.0], "STATIC"),
        ([1e6, 1e6 + 0.5, 1e6], "STATIC"),
        ([1.0, 2.0, 1.0, 2.0], None),
        (np.where(np.arange(1000) % 50 == 0, 0.0, np.arange(1000.0)), None),
    ],
)
def test_the_direction_of_a_monotonic_sensor_is_named(values: list[float], direction: str | None):
    found = wire(judge(values), "MonotonicValues")
    issue = {"Status": "POTENTIAL_ISSUE_DETECTED", "Monotonicity": direction}
    assert found == (issue if direction else {"Status": "NO_ISSUE_DETECTED"})


def test_a_summary_counts_affected_sensors_and_totals():
    sensors = [
        judge([1.0, 2.0], days=[0, 20], counts=Counts(rows=2, missing=3)),
        judge([1.0, 2.0], days=[0, 13.9], counts=Counts(rows=2, missing=1, invalid=4)),
        judge([], counts=Counts(rows=2, missing=2)),
    ]
    summary = quality_summary(sensors, unsupported=7, duplicates=9)
    assert summary.to_dict(wire=True) == {
        "InsufficientSensorData": {
            "MissingCompleteSensorData": {"AffectedSensorCount": 1},
            "SensorsWithShortDateRange": {"AffectedSensorCount": 1},
        },
        "MissingSensorData": {"AffectedSensorCount": 3, "TotalNumberOfMissingValues": 6},
        "InvalidSensorData": {"AffectedSensorCount": 1, "TotalNumberOfInvalidValues": 4},
        "UnsupportedTimestamps": {"TotalNumberOfUnsupportedTimestamps": 7},
        "DuplicateTimestamps": {"TotalNumberOfDuplicateTimestamps": 9},
    }


def test_counts_add_up():
    assert Counts(1, 2, 3, 4, 5) + Counts(10, 20, 30, 40, 50) == Counts(11, 22, 33, 44, 55)


UNIT = 2.0**-46
"""Twice the distance between 100 and the next number."""
LARGEST = float(np.finfo(np.float64).max)
SMALLEST = 5e-324

awkward = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-12, 12).map(lambda steps: 100 + steps * UNIT),
    st.integers(-12, 12).map(lambda steps: 1e15 + steps / 8),
    st.integers(-12, 12).map(lambda steps: steps * SMALLEST),
    st.sampled_from([0.0, LARGEST, -LARGEST, LARGEST / 2, 1e154, -1e154]),
)


@given(st.lists(awkward, max_size=60))
def test_no_finite_readings_are_too_awkward_for_a_statistic(values: list[float]):
    found = judge(values)
    assert found.data_exists == bool(values)
    assert found.multiple_operating_modes is not None
    assert found.monotonic_values is not None


@pytest.mark.parametrize("level", [100.0, -100.0, 1e15, 1e-300, 1e300], ids=str)
def test_readings_that_differ_in_their_last_bits_are_static(level: float):
    steps = np.arange(480) % 11 * np.spacing(level)
    found = judge(level + steps)
    assert wire(found, "MonotonicValues") == {"Status": "POTENTIAL_ISSUE_DETECTED", "Monotonicity": "STATIC"}
    assert wire(found, "MultipleOperatingModes") == {"Status": "NO_ISSUE_DETECTED"}
