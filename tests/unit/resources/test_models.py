"""Ranges of a new model: as values, or by their ends as the API has them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from l4e_sdk import InvalidRequestError, InvalidValueError, OffCondition, TimeRange
from tests.support.service import Service

START = datetime(2024, 1, 1, tzinfo=UTC)
TRAINING = TimeRange.starting(START, "P3M")
EVALUATION = TimeRange.starting(TRAINING.end, "P1M")


def test_ranges_become_the_four_members_of_the_api():
    service = Service()
    service.client.models.create("pump", dataset="pumps", training=TRAINING, evaluation=EVALUATION)
    (sent,) = service.sent("CreateModel")
    assert {name: moment for name, moment in sent.items() if name.endswith("Time")} == {
        "TrainingDataStartTime": START.timestamp(),
        "TrainingDataEndTime": TRAINING.end.timestamp(),
        "EvaluationDataStartTime": TRAINING.end.timestamp(),
        "EvaluationDataEndTime": EVALUATION.end.timestamp(),
    }


@pytest.mark.parametrize(
    ("name", "both"),
    [
        ("training", {"training": TRAINING, "training_data_end_time": TRAINING.end}),
        ("evaluation", {"evaluation": EVALUATION, "evaluation_data_start_time": EVALUATION.start}),
    ],
)
def test_a_range_that_is_given_in_both_ways_is_refused(name, both):
    with pytest.raises(InvalidValueError, match=f"{name} is given as a range and by its ends"):
        Service().client.models.create("pump", dataset="pumps", **both)


def test_an_evaluation_before_the_training_has_ended_is_refused():
    early = TimeRange(START, TRAINING.end)
    with pytest.raises(
        InvalidRequestError, match="evaluation_data_start_time: is before training_data_end_time"
    ):
        Service().client.models.create("pump", dataset="pumps", training=TRAINING, evaluation=early)


def test_an_off_condition_may_be_built():
    service = Service()
    off = OffCondition("press-07", "rpm") < 100
    service.client.models.create("pump", dataset="pumps", off_condition=off)
    assert service.sent("CreateModel")[0]["OffCondition"] == r"press-07\rpm < 100"
