from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.smoothing import causal_mean

rows = st.lists(st.tuples(st.floats(0, 1e6), st.booleans()), max_size=30)


@given(rows, st.integers(1, 6))
def test_each_score_is_averaged_with_the_counted_ones_before(
    pairs: list[tuple[float, bool]], span: int
) -> None:
    scores, counted = np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs], dtype=bool)
    smooth = causal_mean(scores, counted, rows=span)
    for row in np.flatnonzero(counted):
        window = slice(max(row - span + 1, 0), row + 1)
        assert np.isclose(smooth[row], scores[window][counted[window]].mean())


@given(rows)
def test_rows_that_do_not_count_have_no_mean(pairs: list[tuple[float, bool]]) -> None:
    counted = np.array([p[1] for p in pairs], dtype=bool)
    smooth = causal_mean(np.array([p[0] for p in pairs]), counted)
    assert np.array_equal(np.isnan(smooth), ~counted)


def test_scores_that_mean_nothing_may_be_anything() -> None:
    smooth = causal_mean(np.array([1, np.nan, 3]), np.array([True, False, True]))
    assert smooth[2] == 2
