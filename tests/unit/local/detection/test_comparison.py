from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.comparison import better
from l4e_sdk.local.detection.evaluation import Evaluation
from l4e_sdk.local.detection.events import Event
from tests.unit.local.detection.plants import grid

TIMES = grid(101)


def evaluation(recall: int = 50, precision: int = 50, lead: float = 0.5, auc: float = 0.5) -> Evaluation:
    """An evaluation with recall and precision in percent."""
    events = tuple(Event(time, time, np.ones(1), 1) for time in TIMES[:100])
    return Evaluation(
        start=TIMES[0],
        end=TIMES[-1],
        sensors=("a",),
        labels=tuple((time, time) for time in TIMES[:100]),
        events=events,
        identified=recall,
        warning_seconds=0,
        unknown=events[precision:],
        mean_fractional_lead_time=lead,
        auc=auc,
    )


@pytest.mark.parametrize(
    "challenger",
    [
        evaluation(recall=52, precision=0, lead=0, auc=0),
        evaluation(precision=52, lead=0, auc=0),
        evaluation(lead=0.52, auc=0),
        evaluation(auc=0.52),
    ],
)
def test_the_first_measure_that_differs_decides(challenger: Evaluation) -> None:
    assert better(challenger, evaluation()).wins
    assert not better(evaluation(), challenger).wins


def test_a_difference_of_one_percent_is_none() -> None:
    assert not better(evaluation(recall=51, auc=0.1), evaluation()).wins


def test_a_measure_within_the_tolerance_passes_the_decision_on() -> None:
    assert better(evaluation(recall=49, precision=90), evaluation()).wins


def test_on_a_tie_the_champion_stays() -> None:
    assert better(evaluation(), evaluation()).wins is False


def test_the_reason_names_the_measure_and_both_figures() -> None:
    reason = better(evaluation(recall=88), evaluation(recall=75)).reason
    assert "recall 0.880 against 0.750" in reason


shares, percents = st.floats(0, 1), st.integers(0, 100)


@given(percents, percents, shares, shares)
def test_reasons_fit_into_the_api(recall: int, precision: int, lead: float, auc: float) -> None:
    assert len(better(evaluation(recall, precision, lead, auc), evaluation()).reason) <= 256


@given(percents, percents, shares, shares)
def test_of_two_models_at_most_one_wins(recall: int, precision: int, lead: float, auc: float) -> None:
    one, other = evaluation(recall, precision, lead, auc), evaluation()
    assert not (better(one, other).wins and better(other, one).wins)
