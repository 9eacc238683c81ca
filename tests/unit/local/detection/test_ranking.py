from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.ranking import area_under_roc

rows = st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=30)


@given(rows)
def test_the_area_is_the_chance_that_a_positive_row_scores_higher(pairs: list[tuple[int, bool]]) -> None:
    scores, positive = np.array([float(p[0]) for p in pairs]), np.array([p[1] for p in pairs])
    wins = [(a > b) + (a == b) / 2 for a in scores[positive] for b in scores[~positive]]
    assert area_under_roc(scores, positive) == pytest.approx(np.mean(wins) if wins else 0.5)
