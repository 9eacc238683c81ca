"""Grades of sensors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk.views import SensorGrade, SensorStatistics

START = datetime(2024, 1, 1, tzinfo=UTC)
GOOD = {
    "DataExists": True,
    "DataStartTime": START,
    "DataEndTime": START + timedelta(days=90),
    "MissingValues": {"Count": 9, "Percentage": 9.9},
    "InvalidValues": {"Count": 0, "Percentage": 0.0},
    "DuplicateTimestamps": {"Count": 0, "Percentage": 0.0},
    "CategoricalValues": {"Status": "NO_ISSUE_DETECTED"},
    "MultipleOperatingModes": {"Status": "NO_ISSUE_DETECTED"},
    "LargeTimestampGaps": {"Status": "NO_ISSUE_DETECTED"},
    "MonotonicValues": {"Status": "NO_ISSUE_DETECTED"},
}
ISSUE = {"Status": "POTENTIAL_ISSUE_DETECTED"}
LOW = [
    ({"DataExists": False}, "no data"),
    ({"DataEndTime": START + timedelta(days=13)}, "only 13 days of data"),
    ({"MonotonicValues": ISSUE | {"Monotonicity": "INCREASING"}}, "monotonic: INCREASING"),
]
MEDIUM = [
    ({"MonotonicValues": ISSUE | {"Monotonicity": "STATIC"}}, "nearly constant"),
    ({"LargeTimestampGaps": ISSUE | {"MaxTimestampGapInDays": 40}}, "gaps of up to 40 days"),
    ({"MultipleOperatingModes": ISSUE}, "several operating modes"),
    ({"CategoricalValues": ISSUE}, "looks like a category"),
    ({"MissingValues": {"Percentage": 25.2}}, "25 % of values missing"),
    ({"InvalidValues": {"Count": 3}}, "3 values are not numbers"),
    ({"DuplicateTimestamps": {"Count": 2}}, "2 repeated timestamps"),
]


def statistics(**changes: object) -> SensorStatistics:
    return SensorStatistics.from_wire(GOOD | changes)


def test_a_sensor_without_issues_is_graded_high():
    assert (statistics().grade, statistics().issues, statistics().has_issue) == (SensorGrade.HIGH, (), False)


def test_nothing_known_is_no_issue():
    assert SensorStatistics().grade == SensorGrade.HIGH


@pytest.mark.parametrize(("changes", "issue"), LOW)
def test_data_that_does_harm_is_graded_low(changes: dict[str, object], issue: str):
    assert (statistics(**changes).grade, statistics(**changes).issues) == (SensorGrade.LOW, (issue,))


@pytest.mark.parametrize(("changes", "issue"), MEDIUM)
def test_odd_data_is_graded_medium(changes: dict[str, object], issue: str):
    assert (statistics(**changes).grade, statistics(**changes).issues) == (SensorGrade.MEDIUM, (issue,))


def test_the_worst_issue_decides_and_all_are_listed():
    found = statistics(**LOW[1][0], **MEDIUM[1][0])
    assert (found.grade, len(found.issues)) == (SensorGrade.LOW, 2)
