from __future__ import annotations

import json

import numpy as np
import pytest

from l4e_sdk.local.detection.drift import Drift, DriftStatus, Regime
from l4e_sdk.local.detection.evaluation import Evaluation, evaluate
from l4e_sdk.local.detection.events import Event
from l4e_sdk.local.detection.metrics import ModelMetrics, fit_metrics, metrics_document
from tests.unit.local.detection.verdicts import verdicts

SENSORS = ["press-07\\oil_temp", "press-07\\ram_speed", "press-07-hydraulics\\pump_amps"]
FIRST, SECOND = (0.5127, 0.3011, 0.1862), (0.04, 0.81, 0.15)


def at(stamp: str) -> np.datetime64:
    return np.datetime64(stamp, "us")


@pytest.fixture
def document() -> ModelMetrics:
    """The example of service/model-versions#metrics-example: a month of rows every five minutes, one label, two events."""
    times = np.arange(at("2023-09-01T00:00"), at("2023-10-01T00:00"), np.timedelta64(5, "m"))
    first = (times >= at("2023-09-03T09:00")) & (times <= at("2023-09-04T11:55"))
    second = (times >= at("2023-09-21T02:10")) & (times <= at("2023-09-21T02:35"))
    shares = np.where(second[:, None], SECOND, FIRST).astype(np.float32)
    rows = verdicts(np.where(first | second, 0.9, 0.1), shares=shares)
    label = (at("2023-09-03T00:00"), at("2023-09-04T12:00"))
    return metrics_document(evaluate(times, rows, [label], SENSORS, rate_seconds=300))


def many_events(count: int, sensors: int) -> ModelMetrics:
    shares = np.random.default_rng(0).dirichlet(np.ones(sensors), size=count)
    starts = at("2023-09-01") + np.arange(count) * np.timedelta64(1, "h")
    events = [
        Event(start, start + np.timedelta64(number, "s"), share, 1)
        for number, (start, share) in enumerate(zip(starts, shares, strict=True))
    ]
    return metrics_document(
        Evaluation(
            start=starts[0],
            end=starts[-1],
            sensors=tuple(f"pump\\s{number}" for number in range(sensors)),
            labels=(),
            events=tuple(events),
            identified=0,
            warning_seconds=0,
            unknown=tuple(events),
            mean_fractional_lead_time=0,
            auc=0.5,
            drift=Drift(Regime(DriftStatus.STEADY), np.zeros(0, np.bool_)),
        )
    )


def test_labelled_ranges_are_those_of_the_example(document: ModelMetrics) -> None:
    assert document["labeled_ranges"] == [
        {"start": "2023-09-03T00:00:00.000000", "end": "2023-09-04T12:00:00.000000"}
    ]


def test_labelled_event_metrics_are_those_of_the_example(document: ModelMetrics) -> None:
    assert document["labeled_event_metrics"] == {
        "num_labeled": 1,
        "num_identified": 1,
        "total_warning_time_in_seconds": 97200.0,
    }


def test_unknown_event_metrics_are_those_of_the_example(document: ModelMetrics) -> None:
    assert document["unknown_event_metrics"] == {"num_identified": 1, "total_duration_in_seconds": 1500.0}


def test_predicted_ranges_are_those_of_the_example(document: ModelMetrics) -> None:
    assert [(event["start"], event["end"]) for event in document["predicted_ranges"]] == [
        ("2023-09-03T09:00:00.000000", "2023-09-04T11:55:00.000000"),
        ("2023-09-21T02:10:00.000000", "2023-09-21T02:35:00.000000"),
    ]


def test_diagnostics_are_those_of_the_example(document: ModelMetrics) -> None:
    for event, shares in zip(document["predicted_ranges"], (FIRST, SECOND), strict=True):
        assert [one["name"] for one in event["diagnostics"]] == SENSORS
        assert [one["value"] for one in event["diagnostics"]] == pytest.approx(shares, abs=1e-6)


def test_the_shares_of_an_event_sum_to_1(document: ModelMetrics) -> None:
    for event in document["predicted_ranges"]:
        assert sum(one["value"] for one in event["diagnostics"]) == pytest.approx(1, abs=1e-12)


def test_the_document_tells_the_range_that_was_evaluated(document: ModelMetrics) -> None:
    assert document["data_start_time"] == "2023-09-01T00:00:00.000000"
    assert document["data_end_time"] == "2023-09-30T23:55:00.000000"
    assert document["labels_present"] is True


def test_the_figures_of_the_version_are_those_of_the_evaluation(document: ModelMetrics) -> None:
    figures = document["model_version_metrics"]
    assert (figures["recall"], figures["precision"]) == (1, 0.5)
    assert figures["mean_fractional_lead_time"] == pytest.approx(27 / 36)
    assert 0.5 < figures["auc"] < 1


def test_without_labels_there_are_no_figures_that_need_them() -> None:
    document = many_events(2, 3)
    assert "model_version_metrics" not in document
    assert document["labeled_ranges"] == []
    assert document["labels_present"] is False


def test_a_document_that_fits_is_written_whole(document: ModelMetrics) -> None:
    assert json.loads(fit_metrics(document)) == document


def test_a_long_document_keeps_every_event(document: ModelMetrics) -> None:
    written = json.loads(fit_metrics(many_events(50, 300)))
    assert len(written["predicted_ranges"]) == 50


def test_a_long_document_uses_the_room_there_is() -> None:
    assert 45_000 < len(fit_metrics(many_events(50, 300))) <= 50_000


def test_a_long_document_keeps_the_top_sensors_in_their_order() -> None:
    document = many_events(50, 300)
    shares = {one["name"]: one["value"] for one in document["predicted_ranges"][0]["diagnostics"]}
    kept = json.loads(fit_metrics(document))["predicted_ranges"][0]["diagnostics"]
    names = [one["name"] for one in kept]
    assert set(names) == set(sorted(shares, key=shares.__getitem__)[-len(names) :])
    assert names == [name for name in shares if name in names]


def test_hundreds_of_events_are_kept_without_diagnostics() -> None:
    written = json.loads(fit_metrics(many_events(500, 300)))
    assert len(written["predicted_ranges"]) == 500


def test_of_thousands_of_events_the_longest_are_kept_and_all_are_counted() -> None:
    text = fit_metrics(many_events(5000, 3))
    written = json.loads(text)
    assert len(text) <= 50_000
    assert written["predicted_ranges"][-1]["end"] == many_events(5000, 3)["predicted_ranges"][-1]["end"]
    assert written["unknown_event_metrics"]["num_identified"] == 5000
