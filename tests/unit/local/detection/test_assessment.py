from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.assessment import anomaly_scores

heights = st.floats(-1e3, 1e3)


def score(height: float) -> float:
    return float(anomaly_scores(np.array([height]))[0])


@given(heights)
def test_scores_lie_between_0_and_1_and_have_five_decimals(height: float) -> None:
    found = score(height)
    assert 0 <= found <= 1
    assert round(found, 5) == found


@given(heights, heights)
def test_the_order_is_kept(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert score(low) <= score(high)


def test_the_threshold_is_a_half() -> None:
    assert score(0.0) == 0.5


@pytest.mark.parametrize(("ratio", "expected"), [(1e-9, 0), (0.5, 0.2), (2, 0.8), (1e9, 1)])
def test_scores_follow_the_square_of_the_ratio(ratio: float, expected: float) -> None:
    assert score(np.log(ratio)) == pytest.approx(expected, abs=1e-5)


def test_heights_beyond_measure_are_certain_and_no_overflow() -> None:
    assert (score(-np.inf), score(np.inf)) == (0, 1)


def test_no_height_is_no_score() -> None:
    assert np.isnan(score(np.nan))
