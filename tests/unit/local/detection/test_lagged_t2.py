from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.errors import DamagedModelError
from l4e_sdk.local.detection.lagged_t2 import LaggedT2
from tests.unit.local.detection.plants import plant

DATA = plant(seed=4, seconds=60).part(0, 1500)  # about a day: no daily course


@pytest.fixture(scope="module")
def fitted() -> LaggedT2:
    return LaggedT2().fit(DATA.times, DATA.values)


def textbook(values: np.ndarray, lags: tuple[int, ...], ridge: float) -> np.ndarray:
    """T² per dimension of each row with a complete past, computed the long way."""
    standard = (values - values.mean(axis=0)) / values.std(axis=0)
    deepest = max(lags)
    rows = np.hstack([standard[deepest - lag : len(standard) - lag] for lag in lags]).astype(np.float64)
    off = rows - rows.mean(axis=0)
    precision = np.linalg.inv(np.cov(off.T, bias=True) + ridge * np.eye(off.shape[1]))
    return np.einsum("ij,jk,ik->i", off, precision, off) / off.shape[1]


def test_scores_are_hotellings_t2_of_the_row_and_its_past() -> None:
    day = DATA.part(0, 900)  # too few readings to tell a tail
    fitted = LaggedT2().fit(day.times, day.values)
    scores = fitted.score(day.times, day.values)
    assert scores[8:] == pytest.approx(textbook(day.values, fitted.lags, fitted.ridge), rel=5e-3)


def test_bursts_that_are_usual_do_not_hide_a_fault_in_other_sensors() -> None:
    bursting = plant(4000, seed=5, seconds=60)
    random = np.random.default_rng(5)
    bursts = random.random(4000) < 0.02
    bursting.values[bursts, 0] += 2000 * (1 + random.pareto(2, bursts.sum())).astype(np.float32)
    fitted = LaggedT2().fit(bursting.times[:3000], bursting.values[:3000])
    bursting.values[3500:3600, 1] += 30  # three deviations
    scores = fitted.score(bursting.times, bursting.values)[3000:]
    assert np.median(scores[508:600]) > np.quantile(scores[:500], 0.95)


def test_a_sensor_that_never_moved_says_little_by_moving_one_unit() -> None:
    still = np.column_stack([DATA.values, np.full(len(DATA.values), 100, np.float32)])
    fitted = LaggedT2().fit(DATA.times, still)
    before = fitted.score(DATA.times, still)
    still[:, -1] = 101  # one per cent of the level
    assert (fitted.score(DATA.times, still) - before)[8:] == pytest.approx(1 / 7.35, rel=0.02)
    still[:, -1] = 150
    assert fitted.score(DATA.times, still)[8:].min() > 100


def test_a_state_without_tails_has_normal_ones(fitted: LaggedT2) -> None:
    state = fitted.state()
    assert (state.pop("stretch") > 0).all()
    assert (LaggedT2.from_state(state).preparation_.tails.stretch == 1).all()


def test_scores_are_near_1_on_normal_rows(fitted: LaggedT2) -> None:
    assert 0.3 < fitted.score(DATA.times, DATA.values).mean() < 1.2


def test_it_looks_back_as_far_as_its_longest_lag() -> None:
    assert LaggedT2(lags=(0, 3, 12)).lag_rows == 12


def test_a_broken_relation_is_found_within_the_usual_range_of_every_sensor(fitted: LaggedT2) -> None:
    mirrored = DATA.part(0)
    mirrored.values[700:800, 0] = 2 * DATA.values[:, 0].mean() - mirrored.values[700:800, 0]
    scores = fitted.score(mirrored.times, mirrored.values)
    assert np.median(scores[700:800]) > 3 * np.median(scores[:700])


def test_without_a_past_the_score_is_that_of_the_present(fitted: LaggedT2) -> None:
    alone = fitted.score(DATA.times[500:501], DATA.values[500:501])
    assert 0 <= alone[0] <= fitted.score(DATA.times[492:501], DATA.values[492:501])[-1]


@pytest.mark.parametrize("name", ["lags", "ridge", "step", "centre", "scale", "season", "mean", "precision"])
def test_a_state_without_one_of_its_arrays_is_refused(fitted: LaggedT2, name: str) -> None:
    state = fitted.state()
    del state[name]
    with pytest.raises(DamagedModelError, match=name):
        LaggedT2.from_state(state)


@pytest.mark.parametrize("name", ["scale", "season", "mean", "precision"])
def test_a_state_whose_arrays_do_not_fit_is_refused(fitted: LaggedT2, name: str) -> None:
    state = fitted.state() | {name: np.zeros((3, 3))}
    with pytest.raises(DamagedModelError, match=name):
        LaggedT2.from_state(state)
