"""Training and evaluation ranges of a model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk._rules.validation import check

START = datetime(2025, 1, 1, tzinfo=UTC)
NAMES = ("TrainingDataStartTime", "TrainingDataEndTime", "EvaluationDataStartTime", "EvaluationDataEndTime")


def broken(*days):
    """Return the faults of a model with these ends of its ranges, in days; None leaves one out."""
    ends = {
        name: START + timedelta(days=day) for name, day in zip(NAMES, days, strict=True) if day is not None
    }
    return [
        (fault.path, fault.rule)
        for fault in check("CreateModel", {"ModelName": "m", "DatasetName": "d", **ends})
    ]


@pytest.mark.parametrize(
    "days",
    [
        (None, None, None, None),
        (0, 14, None, None),
        (0, 30, 30, 31),
        (0, 30, 45, 50),
        (None, None, 10, 12),
    ],
)
def test_good_ranges_pass(days):
    assert broken(*days) == []


@pytest.mark.parametrize(
    ("days", "path"),
    [
        ((0, None, None, None), "training_data_end_time"),
        ((None, 30, None, None), "training_data_start_time"),
        ((None, None, 1, None), "evaluation_data_end_time"),
        ((None, None, None, 1), "evaluation_data_start_time"),
        ((30, 0, None, None), "training_data_end_time"),
        ((0, 0, None, None), "training_data_end_time"),
        ((0, 13.999, None, None), "training_data_end_time"),
        ((0, 30, 29, 40), "evaluation_data_start_time"),
        ((0, 30, 40, 40), "evaluation_data_end_time"),
    ],
)
def test_a_bad_range_has_one_fault_where_it_is_bad(days, path):
    assert broken(*days) == [(path, "cross-field")]


def test_all_faults_of_the_ranges_are_listed():
    assert broken(0, 5, 1, None) == [
        ("training_data_end_time", "cross-field"),
        ("evaluation_data_end_time", "cross-field"),
        ("evaluation_data_start_time", "cross-field"),
    ]


def test_the_message_says_how_much_training_data_there_is():
    ends = {NAMES[0]: START, NAMES[1]: START + timedelta(days=2)}
    (fault,) = check("CreateModel", {"ModelName": "m", "DatasetName": "d", **ends})
    assert "2 days" in fault.message
    assert "at least 14 days" in fault.message
