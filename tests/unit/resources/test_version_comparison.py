"""Two versions side by side."""

from __future__ import annotations

import json

import pytest

from l4e_sdk import Model
from l4e_sdk._resources import VersionComparison
from tests.support.service import Service

METRICS = {
    1: {
        "data_start_time": "2024-01-01T00:00:00.000000",
        "data_end_time": "2024-02-01T00:00:00.000000",
        "labeled_event_metrics": {
            "num_labeled": 4,
            "num_identified": 2,
            "total_warning_time_in_seconds": 7200.0,
        },
        "unknown_event_metrics": {"num_identified": 3, "total_duration_in_seconds": 60.0},
        "model_version_metrics": {"recall": 0.5, "auc": 0.9},
    },
    2: {
        "data_start_time": "2024-01-01T00:00:00.000000",
        "data_end_time": "2024-02-01T00:00:00.000000",
        "labeled_event_metrics": {
            "num_labeled": 4,
            "num_identified": 3,
            "total_warning_time_in_seconds": 5400.0,
        },
        "unknown_event_metrics": {"num_identified": 1, "total_duration_in_seconds": 60.0},
        "model_version_metrics": {"recall": 0.75},
    },
    3: {
        "labeled_event_metrics": {
            "num_labeled": 9,
            "num_identified": 0,
            "total_warning_time_in_seconds": 0.0,
        },
    },
    4: None,
}


def compare(first: int, second: int) -> VersionComparison:
    service = Service(
        DescribeModelVersion=lambda body: {
            "ModelVersion": body["ModelVersion"],
            "ModelQuality": "CANNOT_DETERMINE_QUALITY",
            "ModelMetrics": (metrics := METRICS[body["ModelVersion"]]) and json.dumps(metrics),
        }
    )
    return Model(service.client, "pump").compare(first, second)


def test_a_metric_has_both_numbers_and_their_difference():
    recall = compare(1, 2)["recall"]
    assert (recall.first, recall.second, recall.difference, recall.better) == (0.5, 0.75, 0.25, "second")


def test_of_false_alarms_less_is_better():
    assert [compare(1, 2)["unknown_events"].better, compare(2, 1)["unknown_events"].better] == [
        "second",
        "first",
    ]


@pytest.mark.parametrize("name", ["auc", "unknown_duration_in_seconds", "precision"])
def test_of_equal_or_missing_numbers_none_is_better(name: str):
    assert compare(1, 2)[name].better is None


def test_the_number_of_labels_makes_no_version_better():
    assert compare(1, 3)["labeled_events"].better is None


def test_warning_time_is_the_average_of_the_events_that_were_found():
    assert compare(1, 2)["mean_warning_time_in_seconds"].first == 3600


def test_versions_of_the_same_range_are_compared_like_for_like():
    assert [compare(1, 2).is_like_for_like, compare(1, 3).is_like_for_like] == [True, False]


def test_versions_without_a_range_are_not_like_for_like():
    assert compare(3, 3).is_like_for_like is False


def test_an_unknown_metric_is_a_key_error():
    with pytest.raises(KeyError, match="beauty"):
        compare(1, 2)["beauty"]


def test_versions_that_are_at_hand_are_not_asked_for_again():
    first = compare(1, 2).first
    assert first.model.compare(first, first).first is first


def test_a_version_that_was_not_evaluated_has_no_numbers():
    assert {(each.first, each.second, each.better) for each in compare(4, 4).metrics} == {(None, None, None)}


def test_it_prints_as_a_table():
    lines = str(compare(1, 2)).splitlines()
    assert lines[0].split() == ["version", "1", "version", "2"]
    assert lines[1].split() == ["quality", "CANNOT_DETERMINE_QUALITY", "CANNOT_DETERMINE_QUALITY"]
    assert lines[5].split() == ["auc", "0.9", "-"]
    assert {len(line) for line in lines} == {len(lines[0])}


def test_its_representation_names_the_versions():
    assert repr(compare(1, 2)) == "<VersionComparison of <ModelVersion 'pump' 1> and <ModelVersion 'pump' 2>>"


def test_a_notebook_shows_a_table():
    assert "<tr><th>recall</th><td>0.5</td><td>0.75</td></tr>" in compare(1, 2)._repr_html_()


REASON = "AUTO_PROMOTION_SUCCESSFUL: Version 2 against version 1: better: recall 0.750 against 0.250."


def retrained(reason: str = REASON) -> Model:
    """A model whose second version was compared with the first on rows of its own range."""
    own = {"data_start_time": "2024-03-01T00:00:00.000000", "data_end_time": "2024-04-01T00:00:00.000000"}
    second = {
        "ModelMetrics": json.dumps({**METRICS[2], **own}),
        "PriorModelMetrics": json.dumps({**own, "model_version_metrics": {"recall": 0.25}}),
        "AutoPromotionResultReason": reason,
    }
    first = {"ModelMetrics": json.dumps(METRICS[1])}
    service = Service(
        DescribeModelVersion=lambda body: {
            "ModelVersion": body["ModelVersion"],
            **(first, second)[body["ModelVersion"] - 1],
        }
    )
    return Model(service.client, "pump")


def test_a_retrained_version_and_its_prior_are_compared_on_the_rows_that_both_were_tried_on():
    comparison = retrained().compare(1, 2)
    assert comparison.is_like_for_like
    assert (comparison["recall"].first, comparison["recall"].second) == (0.25, 0.75)
    assert comparison.verdict == REASON
    assert str(comparison).endswith(REASON)


def test_the_order_of_the_two_changes_nothing_but_the_sides():
    comparison = retrained().compare(2, 1)
    assert (comparison["recall"].first, comparison["recall"].second) == (0.75, 0.25)
    assert (comparison.is_like_for_like, comparison.verdict) == (True, REASON)


def test_a_verdict_on_another_version_is_not_shown():
    comparison = retrained("MODEL_METRICS_DIDNT_IMPROVE: Version 2 against version 11: worse.").compare(1, 2)
    assert (comparison.is_like_for_like, comparison.verdict, comparison["recall"].first) == (False, None, 0.5)
