from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.errors import DamagedModelError, InvalidInputError, NotFittedError
from l4e_sdk.local.detection.lagged_t2 import LaggedT2
from l4e_sdk.local.detection.ranking import area_under_roc
from tests.unit.local.detection.plants import Plant, faulty, plant

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


@pytest.mark.parametrize(
    "name",
    [
        "lags",
        "ridge",
        "step",
        "centre",
        "scale",
        "stretch",
        "season",
        "mean",
        "precision",
        "present_precision",
    ],
)
def test_a_state_without_one_of_its_arrays_is_refused(fitted: LaggedT2, name: str) -> None:
    state = fitted.state()
    del state[name]
    with pytest.raises(DamagedModelError, match=name):
        LaggedT2.from_state(state)


@pytest.mark.parametrize("name", ["scale", "stretch", "season", "mean", "precision", "present_precision"])
def test_a_state_whose_arrays_do_not_fit_is_refused(fitted: LaggedT2, name: str) -> None:
    state = fitted.state() | {name: np.zeros((3, 3))}
    with pytest.raises(DamagedModelError, match=name):
        LaggedT2.from_state(state)


@pytest.fixture
def normal() -> Plant:
    return plant(seed=1).part(0, 2000)


@pytest.fixture
def later() -> Plant:
    return plant(seed=1).part(2000)


@pytest.fixture
def detector(normal: Plant) -> LaggedT2:
    return LaggedT2().fit(normal.times, normal.values)


def test_every_row_gets_one_finite_score(detector: LaggedT2, later: Plant) -> None:
    scores = detector.score(later.times, later.values)
    assert scores.shape == later.times.shape
    assert scores.dtype == np.float64
    assert np.isfinite(scores).all()


def test_fitting_and_scoring_twice_gives_the_same_bits(normal: Plant, later: Plant) -> None:
    first, second = (
        LaggedT2().fit(normal.times, normal.values).examine(later.times, later.values) for _ in range(2)
    )
    assert np.array_equal(first.scores, second.scores)
    assert np.array_equal(first.contributions, second.contributions)


def test_faults_score_higher_than_normal_rows(detector: LaggedT2, later: Plant) -> None:
    broken = faulty(later)
    assert area_under_roc(detector.score(broken.times, broken.values), broken.labels) > 0.9


def test_the_faulty_sensor_contributes_most(detector: LaggedT2, later: Plant) -> None:
    broken = later.part(0)
    broken.values[100:200, 3] += 40
    shares = detector.contributions(broken.times, broken.values)[100:200].mean(axis=0)
    assert shares.argmax() == 3


def test_contributions_are_not_negative_and_sum_to_1(detector: LaggedT2, later: Plant) -> None:
    shares = detector.contributions(later.times, later.values)
    assert shares.shape == later.values.shape
    assert (shares >= 0).all()
    assert np.allclose(shares.sum(axis=1, dtype=np.float64), 1, atol=1e-6, rtol=0)


def test_score_and_contributions_are_what_examine_finds(detector: LaggedT2, later: Plant) -> None:
    found = detector.examine(later.times, later.values)
    assert np.allclose(found.scores, detector.score(later.times, later.values), rtol=1e-5, atol=1e-7)
    assert np.array_equal(found.contributions, detector.contributions(later.times, later.values))


def test_units_do_not_matter(normal: Plant, later: Plant) -> None:
    factor = np.array([1e-3, 1, 1e3, 0.5, 20, 1], np.float32)
    offset = np.array([0, -50, 1e4, 3, 0, 7], np.float32)
    plain = LaggedT2().fit(normal.times, normal.values).score(later.times, later.values)
    converted = LaggedT2().fit(normal.times, normal.values * factor + offset)
    assert np.allclose(converted.score(later.times, later.values * factor + offset), plain, rtol=0.01)


def test_the_order_of_the_sensors_does_not_matter(normal: Plant, later: Plant) -> None:
    order = [4, 0, 5, 2, 1, 3]
    plain = LaggedT2().fit(normal.times, normal.values).examine(later.times, later.values)
    turned = (
        LaggedT2().fit(normal.times, normal.values[:, order]).examine(later.times, later.values[:, order])
    )
    assert np.allclose(turned.scores, plain.scores, rtol=1e-3)
    assert np.allclose(turned.contributions, plain.contributions[:, order], atol=1e-3)


def test_the_past_reaches_no_further_than_lag_rows(detector: LaggedT2, later: Plant) -> None:
    whole = detector.score(later.times, later.values)
    tail = detector.score(later.times[100:], later.values[100:])
    assert np.allclose(tail[detector.lag_rows :], whole[100 + detector.lag_rows :], rtol=1e-4)


def test_the_future_does_not_change_a_score(detector: LaggedT2, later: Plant) -> None:
    whole = detector.score(later.times, later.values)
    assert np.allclose(detector.score(later.times[:300], later.values[:300]), whole[:300], rtol=1e-4)


def test_scattered_missing_readings_leave_normal_rows_normal(detector: LaggedT2, later: Plant) -> None:
    holed = later.part(0)
    holed.values[np.random.default_rng(5).random(holed.values.shape) < 0.05] = np.nan
    plain, scores = detector.score(later.times, later.values), detector.score(holed.times, holed.values)
    assert np.isfinite(scores).all()
    assert np.median(scores) < 2 * np.median(plain)


def test_a_sensor_that_falls_silent_raises_no_alarm(detector: LaggedT2, later: Plant) -> None:
    silent = later.part(0)
    silent.values[200:, 2] = np.nan
    plain, scores = detector.score(later.times, later.values), detector.score(silent.times, silent.values)
    assert scores[200:].max() <= plain.max()


def test_a_missing_reading_contributes_nothing(detector: LaggedT2, later: Plant) -> None:
    silent = later.part(0)
    silent.values[200:, 2] = np.nan
    assert not detector.contributions(silent.times, silent.values)[200:, 2].any()


def test_rows_without_any_reading_get_even_shares(detector: LaggedT2, later: Plant) -> None:
    empty = np.full_like(later.values, np.nan)
    found = detector.examine(later.times, empty)
    assert np.isfinite(found.scores).all()
    assert np.allclose(found.contributions, 1 / empty.shape[1])


def test_missing_readings_in_training_are_tolerated(normal: Plant, later: Plant) -> None:
    holed = normal.part(0)
    holed.values[np.random.default_rng(6).random(holed.values.shape) < 0.05] = np.nan
    scores = LaggedT2().fit(holed.times, holed.values).score(faulty(later).times, faulty(later).values)
    assert area_under_roc(scores, faulty(later).labels) > 0.9


def test_a_constant_sensor_is_harmless_until_it_moves(normal: Plant, later: Plant) -> None:
    for part in (normal, later):
        part.values[:, 1] = 20
    detector = LaggedT2().fit(normal.times, normal.values)
    quiet = detector.score(later.times, later.values)
    later.values[500, 1] = 22
    moved = detector.examine(later.times, later.values)
    assert moved.scores[500] > quiet.max()
    assert moved.contributions[500].argmax() == 1


def test_a_plant_at_rest_can_be_learned(normal: Plant) -> None:
    rest = np.full_like(normal.values, 7)
    assert np.allclose(LaggedT2().fit(normal.times, rest).score(normal.times, rest), 0)


def test_unusable_rows_teach_nothing(normal: Plant, later: Plant) -> None:
    spoiled = normal.part(0)
    spoiled.values[500:700] = 1e6
    usable = np.ones(len(spoiled.times), dtype=bool)
    usable[500:700] = False
    other = spoiled.part(0)
    other.values[500:700] = -3
    scores = [
        LaggedT2().fit(p.times, p.values, usable).score(later.times, later.values) for p in (spoiled, other)
    ]
    assert np.array_equal(*scores)


def test_rows_do_not_look_back_to_unusable_ones(detector: LaggedT2, later: Plant) -> None:
    stopped = later.part(0)
    stopped.values[300:320] = 0
    usable = np.ones(len(stopped.times), dtype=bool)
    usable[300:320] = False
    scores = detector.score(stopped.times, stopped.values, usable)
    assert scores[320:340].max() < 5 * np.median(scores)


def test_inputs_are_not_changed(normal: Plant) -> None:
    usable = np.arange(len(normal.times)) % 50 > 10
    before = normal.part(0)
    LaggedT2().fit(normal.times, normal.values, usable).examine(normal.times, normal.values, usable)
    assert np.array_equal(normal.values, before.values)
    assert np.array_equal(normal.times, before.times)


def test_a_detector_made_from_its_state_gives_the_same_bits(detector: LaggedT2, later: Plant) -> None:
    again = type(detector).from_state(detector.state())
    first, second = detector.examine(later.times, later.values), again.examine(later.times, later.values)
    assert np.array_equal(first.scores, second.scores)
    assert np.array_equal(first.contributions, second.contributions)


def test_long_and_short_stretches_score_alike(detector: LaggedT2) -> None:
    long = plant(10_000, seed=2)
    whole = detector.score(long.times, long.values)
    assert np.allclose(
        detector.score(long.times[4050:4200], long.values[4050:4200])[50:], whole[4100:4200], rtol=1e-4
    )


def test_no_rows_get_no_scores(detector: LaggedT2, later: Plant) -> None:
    assert detector.score(later.times[:0], later.values[:0]).shape == (0,)


def test_other_columns_than_fitted_are_refused(detector: LaggedT2, later: Plant) -> None:
    with pytest.raises(InvalidInputError, match="5 sensors where 6 were fitted"):
        detector.score(later.times, later.values[:, :5])


def test_scoring_before_fitting_is_refused(later: Plant) -> None:
    with pytest.raises(NotFittedError, match="call fit first"):
        LaggedT2().score(later.times, later.values)


def test_a_study_of_parts_teaches_what_a_fit_does(normal: Plant, later: Plant) -> None:
    whole = LaggedT2().study(normal.times, normal.values, cuts=[500, 1300]).detector()
    plain = LaggedT2().fit(normal.times, normal.values)
    assert np.allclose(
        whole.score(later.times, later.values), plain.score(later.times, later.values), rtol=1e-4
    )


def test_what_a_part_says_is_unknown_to_the_detector_without_it(normal: Plant, later: Plant) -> None:
    mirrored = normal.part(0)
    mirrored.values[500:1300, 0] = mirrored.values[500:1300, 0][::-1]  # as usual alone, but unrelated
    detectors = [
        LaggedT2().study(p.times, p.values, cuts=[500, 1300]).detector(without=1) for p in (normal, mirrored)
    ]
    plain, other = (detector.score(later.times, later.values) for detector in detectors)
    assert np.median(np.abs(plain - other) / plain) < 0.05


def test_sensors_can_be_left_out_of_what_was_studied(normal: Plant, later: Plant) -> None:
    kept = np.array([True, True, False, True, True, True])
    some = LaggedT2().study(normal.times, normal.values).detector(sensors=kept)
    plain = LaggedT2().fit(normal.times, normal.values[:, kept])
    columns = later.values[:, kept]
    assert np.allclose(some.score(later.times, columns), plain.score(later.times, columns), rtol=1e-3)
