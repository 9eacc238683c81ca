from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.assessment import anomaly_scores

positive = st.floats(0, 1e12)


def score(statistic: float, level: float = 1.0) -> float:
    return float(anomaly_scores(np.array([statistic]), level)[0])


@given(positive, st.floats(1e-3, 1e6))
def test_scores_lie_between_0_and_1_and_have_five_decimals(statistic: float, level: float) -> None:
    found = score(statistic, level)
    assert 0 <= found <= 1
    assert round(found, 5) == found


@given(positive, positive)
def test_the_order_is_kept(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert score(low) <= score(high)


def test_the_threshold_is_a_half() -> None:
    assert score(3.0, 3.0) == 0.5


@pytest.mark.parametrize(("ratio", "expected"), [(0, 0), (0.5, 0.2), (2, 0.8), (1e9, 1)])
def test_scores_follow_the_square_of_the_ratio(ratio: float, expected: float) -> None:
    assert score(ratio) == pytest.approx(expected, abs=1e-5)


def test_no_statistic_is_no_score() -> None:
    assert np.isnan(score(np.nan))
