from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.drift import Drift, DriftStatus, Regime
from l4e_sdk.local.detection.evaluation import Evaluation
from l4e_sdk.local.detection.model_selection import Trial
from l4e_sdk.local.detection.quality import quality
from tests.unit.local.detection.plants import grid

TIMES = grid(20)


def evaluation(*, labels: int = 10, identified: int = 10, auc: float = 0.9) -> Evaluation:
    return Evaluation(
        start=TIMES[0],
        end=TIMES[-1],
        sensors=("a",),
        labels=tuple((time, time) for time in TIMES[:labels]),
        events=(),
        identified=identified,
        warning_seconds=0,
        unknown=(),
        mean_fractional_lead_time=0,
        auc=auc,
        drift=Drift(Regime(DriftStatus.STEADY), np.zeros(0, np.bool_)),
    )


@pytest.mark.parametrize(("identified", "auc"), [(5, 0.7), (10, 1)])
def test_half_of_the_events_and_a_fair_ranking_meet_the_threshold(identified: int, auc: float) -> None:
    assert quality(evaluation(identified=identified, auc=auc), labels_present=True) == "QUALITY_THRESHOLD_MET"


@pytest.mark.parametrize(("identified", "auc"), [(4, 0.9), (10, 0.69)])
def test_fewer_events_or_a_worse_ranking_are_poor(identified: int, auc: float) -> None:
    assert quality(evaluation(identified=identified, auc=auc), labels_present=True) == "POOR_QUALITY_DETECTED"


def test_the_labels_of_the_training_range_come_first() -> None:
    trial = Trial(labels=4, recall=0.5, alarms_per_month=10, auc=0.7)
    graded = quality(evaluation(identified=0), labels_present=True, trial=trial)
    assert graded == "QUALITY_THRESHOLD_MET"


@pytest.mark.parametrize(("recall", "alarms", "auc"), [(0.49, 0, 1), (1, 10.1, 1), (1, 0, 0.69)])
def test_a_trial_that_misses_one_limit_is_poor(recall: float, alarms: float, auc: float) -> None:
    trial = Trial(labels=4, recall=recall, alarms_per_month=alarms, auc=auc)
    assert quality(None, labels_present=True, trial=trial) == "POOR_QUALITY_DETECTED"


def test_without_labels_in_training_the_quality_cannot_be_determined() -> None:
    assert quality(evaluation(), labels_present=False) == "CANNOT_DETERMINE_QUALITY"


def test_without_an_evaluation_the_quality_cannot_be_determined() -> None:
    assert quality(None, labels_present=True) == "CANNOT_DETERMINE_QUALITY"


def test_without_labels_in_the_evaluation_the_quality_cannot_be_determined() -> None:
    assert quality(evaluation(labels=0, identified=0), labels_present=True) == "CANNOT_DETERMINE_QUALITY"


def test_the_evaluation_knows_its_shares() -> None:
    assert evaluation(identified=4).recall == pytest.approx(0.4)
    assert np.isclose(evaluation().precision, 0)
