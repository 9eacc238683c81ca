"""Model metrics: a document like that of service/model-versions#metrics-example, and documents with holes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.views import ModelMetrics

DOCUMENT = {
    "labeled_ranges": [{"start": "2023-09-03T00:00:00.000000", "end": "2023-09-04T12:00:00.000000"}],
    "labeled_event_metrics": {
        "num_labeled": 1,
        "num_identified": 1,
        "total_warning_time_in_seconds": 97200.0,
    },
    "predicted_ranges": [
        {
            "start": "2023-09-03T09:00:00.000000",
            "end": "2023-09-04T11:55:00.000000",
            "diagnostics": [
                {"name": "press-07\\ram_speed", "value": 0.3},
                {"name": "press-07\\oil_temp", "value": 0.5},
                {"name": "press-07-hydraulics\\pump_amps", "value": 0.2},
            ],
        }
    ],
    "unknown_event_metrics": {"num_identified": 0, "total_duration_in_seconds": 0.0},
    "model_version_metrics": {"precision": 1.0, "recall": 1.0, "auc": 0.97},
}


@pytest.fixture
def metrics() -> ModelMetrics:
    return ModelMetrics.parse(json.dumps(DOCUMENT))


def test_ranges_have_times_and_a_length(metrics: ModelMetrics):
    label, found = metrics.labeled_ranges[0], metrics.predicted_ranges[0]
    assert (label.end, label.duration) == (datetime(2023, 9, 4, 12, tzinfo=UTC), timedelta(hours=36))
    assert found.duration == timedelta(hours=26, minutes=55)


def test_the_top_sensors_of_an_event_come_largest_first(metrics: ModelMetrics):
    assert [each.sensor for each in metrics.predicted_ranges[0].top(2)] == ["oil_temp", "ram_speed"]


def test_the_warning_time_is_the_average_over_events_that_were_found(metrics: ModelMetrics):
    assert metrics.labeled_event_metrics.mean_warning_time == timedelta(hours=27)


def test_without_events_found_there_is_no_warning_time():
    metrics = ModelMetrics.parse(
        '{"labeled_event_metrics": {"num_labeled": 2, "num_identified": 0, "total_warning_time_in_seconds": 0}}'
    )
    assert metrics.labeled_event_metrics.mean_warning_time is None


def test_the_document_is_written_as_it_was_read(metrics: ModelMetrics):
    assert metrics.to_dict(wire=True) == DOCUMENT


@pytest.mark.parametrize("nothing", ["null", "[]", "{}"])
def test_a_block_may_be_empty_in_any_way(nothing: str):
    metrics = ModelMetrics.parse(
        f'{{"labeled_event_metrics": {nothing}, "unknown_event_metrics": {nothing}}}'
    )
    assert (metrics.labeled_event_metrics.num_labeled, metrics.unknown_event_metrics.num_identified) == (0, 0)


def test_lists_may_be_null():
    assert ModelMetrics.parse('{"labeled_ranges": null, "predicted_ranges": null}').predicted_ranges == ()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"predicted_ranges": [{"start": "2023-09-03T09:00:00.000000"}]}', r"predicted_ranges\.0\.end"),
        ('{"labeled_ranges": [{"end": "2023-09-03T09:00:00.000000"}]}', r"labeled_ranges\.0\.start"),
        ('{"labeled_event_metrics": {"num_labeled": 2}}', r"labeled_event_metrics\.num_identified"),
        ('{"unknown_event_metrics": {"num_identified": 2}}', r"unknown_event_metrics\.total_duration"),
    ],
)
def test_a_document_with_a_hole_is_refused(text: str, place: str):
    with pytest.raises(UnreadableDocumentError, match=f"{place}\\S*: Field required"):
        ModelMetrics.parse(text)


def test_metrics_without_labels_are_none():
    assert ModelMetrics.parse('{"model_version_metrics": []}').model_version_metrics.auc is None
