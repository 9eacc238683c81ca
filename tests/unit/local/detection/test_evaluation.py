from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.assessment import Assessment
from l4e_sdk.local.detection.drift import DriftStatus, Regime
from l4e_sdk.local.detection.errors import InvalidInputError
from l4e_sdk.local.detection.evaluation import Evaluation, evaluate
from tests.unit.local.detection.plants import grid
from tests.unit.local.detection.verdicts import verdicts

TIMES = grid(100, seconds=3600)  # an hour a row, so that row numbers are hours


def label(start: int, end: int) -> tuple[np.datetime64, np.datetime64]:
    return TIMES[0] + np.timedelta64(start, "h"), TIMES[0] + np.timedelta64(end, "h")


def assess(*anomalous: int, off: tuple[int, ...] = ()) -> Assessment:
    hit, stopped = np.isin(np.arange(100), anomalous), np.isin(np.arange(100), off)
    shares = np.tile(np.array([0.75, 0.25], np.float32), (100, 1))
    return verdicts(np.where(hit, 0.9, 0.1), shares=shares, off=stopped)


def evaluated(assessment: Assessment, *labels: tuple[np.datetime64, np.datetime64]) -> Evaluation:
    return evaluate(TIMES, assessment, labels, ["a", "b"], rate_seconds=3600)


def test_recall_is_the_share_of_labels_that_an_event_touches() -> None:
    assert evaluated(assess(12), label(10, 20), label(40, 50)).recall == 0.5


def test_precision_is_the_share_of_events_that_touch_a_label() -> None:
    assert evaluated(assess(12, 70, 90), label(10, 20)).precision == pytest.approx(1 / 3)


def test_two_events_in_one_label_identify_it_once() -> None:
    found = evaluated(assess(11, 19), label(10, 20))
    assert (found.identified, found.precision) == (1, 1)


def test_one_event_may_identify_two_labels() -> None:
    assert evaluated(assess(12, 17), label(10, 13), label(16, 20)).identified == 2


def test_touching_at_one_end_is_enough() -> None:
    assert evaluated(assess(20), label(10, 20)).identified == 1


def test_the_warning_time_counts_from_the_first_detection_inside_the_label() -> None:
    assert evaluated(assess(8, 12, 18), label(10, 20)).warning_seconds == 10 * 3600


def test_the_warning_times_of_the_identified_labels_add_up() -> None:
    assert evaluated(assess(13, 48), label(10, 20), label(40, 50), label(70, 80)).warning_seconds == 9 * 3600


def test_detection_after_3_of_10_hours_is_a_lead_of_7_tenths() -> None:
    assert evaluated(assess(13), label(10, 20)).mean_fractional_lead_time == pytest.approx(0.7)


def test_the_lead_time_is_a_mean_over_the_identified_labels_only() -> None:
    found = evaluated(assess(10, 45), label(10, 20), label(40, 50), label(70, 80))
    assert found.mean_fractional_lead_time == pytest.approx(0.75)


def test_a_label_of_one_instant_is_wholly_ahead() -> None:
    found = evaluated(assess(10), label(10, 10))
    assert (found.mean_fractional_lead_time, found.warning_seconds) == (1, 0)


def test_an_event_that_touches_no_label_is_unknown() -> None:
    (event,) = evaluated(assess(12, 70, 71), label(10, 20)).unknown
    assert event.start == TIMES[70]


def test_labels_outside_the_range_are_left_out() -> None:
    assert evaluated(assess(12), label(-20, -10), label(120, 130)).labels == ()


def test_labels_across_its_ends_are_clipped() -> None:
    assert evaluated(assess(12), label(90, 130), label(-20, 5)).labels == (label(0, 5), label(90, 99))


def test_the_auc_compares_labelled_rows_with_the_others() -> None:
    assert evaluated(assess(*range(10, 21)), label(10, 20)).auc == 1
    assert evaluated(assess(*range(10, 21)), label(30, 40)).auc == pytest.approx(0.5 - 0.5 * 11 / 89)


def test_rows_where_the_machine_is_off_do_not_count_for_the_auc() -> None:
    assert evaluated(assess(*range(10, 15), off=tuple(range(15, 21))), label(10, 20)).auc == 1


def test_without_labels_there_is_nothing_to_measure() -> None:
    found = evaluated(assess(12))
    assert (found.recall, found.precision, found.mean_fractional_lead_time, found.auc) == (0, 0, 0, 0.5)


def test_without_events_nothing_is_found() -> None:
    found = evaluated(assess(), label(10, 20))
    assert (found.recall, found.precision, found.warning_seconds) == (0, 0, 0)


def test_a_label_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="before it starts"):
        evaluated(assess(), label(20, 10))


def test_a_range_without_rows_is_refused() -> None:
    nothing = verdicts(np.empty(0), shares=np.empty((0, 2), np.float32))
    with pytest.raises(InvalidInputError, match="no rows to evaluate"):
        evaluate(TIMES[:0], nothing, [], ["a", "b"], rate_seconds=3600)


def test_events_do_not_go_on_in_rows_that_say_nothing_new() -> None:
    scores = np.where(np.arange(100) >= 40, 0.9, 0.1)
    covered = np.arange(100) >= 60
    regime = Regime(DriftStatus.REGIME_CHANGED, 0.6, 0.9)
    rows = verdicts(scores, holding=covered, covered=covered, regime=regime)
    found = evaluate(TIMES, rows, [], ["pump\\a"], rate_seconds=3600)
    assert found.drift.status is DriftStatus.REGIME_CHANGED
    assert np.array_equal(found.drift.changed, covered)
    (event,) = found.events
    assert (event.start, event.end) == (TIMES[40], TIMES[59])


def test_rows_that_hold_an_event_open_belong_to_it() -> None:
    scores = np.where(np.isin(np.arange(100), [40, 50]), 0.9, 0.4)
    spans = []
    for holding in (np.zeros(100, bool), (np.arange(100) > 40) & (np.arange(100) < 60)):
        found = evaluate(TIMES, verdicts(scores, holding=holding), [], ["pump\\a"], rate_seconds=3600)
        spans.append([(event.start, event.end) for event in found.events])
    assert spans == [[(TIMES[40], TIMES[40]), (TIMES[50], TIMES[50])], [(TIMES[40], TIMES[59])]]


def test_labels_do_not_alter_the_events() -> None:
    scores = np.repeat([0.1] * 8 + [0.9] * 10, 24)
    times = np.datetime64("2024-01-01", "us") + np.arange(len(scores)) * np.timedelta64(1, "h")
    rows = verdicts(scores)
    spans = [
        [
            (event.start, event.end)
            for event in evaluate(times, rows, labels, ["pump\\a"], rate_seconds=3600).events
        ]
        for labels in ([], [(times[8 * 24], times[-1])])
    ]
    assert spans[0] == spans[1]
