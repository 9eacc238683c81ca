from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.timeseries.modes import has_several_modes

RANDOM = np.random.default_rng(7)
ROWS = 20_000
NORMAL = RANDOM.normal(size=ROWS)


@pytest.mark.parametrize(
    "values",
    [
        NORMAL,
        RANDOM.uniform(size=ROWS),
        RANDOM.exponential(size=ROWS),
        RANDOM.lognormal(size=ROWS),
        np.sin(np.linspace(0, 200, ROWS)),
        RANDOM.integers(0, 12, ROWS).astype(float),
        np.linspace(0, 1, ROWS),
        np.where(np.arange(ROWS) % 50 == 0, 100.0, NORMAL),
        np.full(ROWS, 3.0),
    ],
    ids=["normal", "even", "exponential", "lognormal", "sine", "integers", "ramp", "rare peaks", "constant"],
)
def test_one_cloud_of_values_is_one_mode(values: np.ndarray):
    assert not has_several_modes(values)


@pytest.mark.parametrize(
    "values",
    [
        np.where(np.arange(ROWS) % 2 == 0, NORMAL, NORMAL + 6),
        np.where(np.arange(ROWS) % 5 == 0, NORMAL, NORMAL + 8),
        np.where(np.arange(ROWS) < ROWS // 2, 0.0, 50 + NORMAL),
        NORMAL + 8 * (np.arange(ROWS) % 3),
    ],
    ids=["two halves", "one in five", "standstill and speed", "three modes"],
)
def test_separate_ranges_are_several_modes(values: np.ndarray):
    assert has_several_modes(values)


def test_few_values_are_enough_to_judge():
    assert not has_several_modes(NORMAL[:3])


def test_a_long_series_is_sampled():
    assert has_several_modes(np.concatenate([NORMAL, NORMAL + 9] * 30))
