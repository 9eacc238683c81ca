"""What every detector of the catalog must do; a new one is tested by being entered there."""

from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection import DETECTORS, Detector, InvalidInputError, NotFittedError
from l4e_sdk.local.detection.ranking import area_under_roc
from tests.unit.local.detection.plants import Plant, faulty, plant


@pytest.fixture(params=list(DETECTORS))
def kind(request: pytest.FixtureRequest) -> type[Detector]:
    return DETECTORS[request.param]


@pytest.fixture
def normal() -> Plant:
    return plant(seed=1).part(0, 2000)


@pytest.fixture
def later() -> Plant:
    return plant(seed=1).part(2000)


@pytest.fixture
def fitted(kind: type[Detector], normal: Plant) -> Detector:
    return kind().fit(normal.times, normal.values)


def test_the_catalog_knows_each_detector_by_its_own_name() -> None:
    assert all(name == kind.name for name, kind in DETECTORS.items())


def test_every_row_gets_one_finite_score(fitted: Detector, later: Plant) -> None:
    scores = fitted.score(later.times, later.values)
    assert scores.shape == later.times.shape
    assert scores.dtype == np.float64
    assert np.isfinite(scores).all()


def test_fitting_and_scoring_twice_gives_the_same_bits(
    kind: type[Detector], normal: Plant, later: Plant
) -> None:
    first, second = (
        kind().fit(normal.times, normal.values).examine(later.times, later.values) for _ in range(2)
    )
    assert np.array_equal(first.scores, second.scores)
    assert np.array_equal(first.contributions, second.contributions)


def test_faults_score_higher_than_normal_rows(fitted: Detector, later: Plant) -> None:
    broken = faulty(later)
    assert area_under_roc(fitted.score(broken.times, broken.values), broken.labels) > 0.9


def test_the_faulty_sensor_contributes_most(fitted: Detector, later: Plant) -> None:
    broken = later.part(0)
    broken.values[100:200, 3] += 40
    shares = fitted.contributions(broken.times, broken.values)[100:200].mean(axis=0)
    assert shares.argmax() == 3


def test_contributions_are_not_negative_and_sum_to_1(fitted: Detector, later: Plant) -> None:
    shares = fitted.contributions(later.times, later.values)
    assert shares.shape == later.values.shape
    assert (shares >= 0).all()
    assert np.allclose(shares.sum(axis=1, dtype=np.float64), 1, atol=1e-6, rtol=0)


def test_score_and_contributions_are_what_examine_finds(fitted: Detector, later: Plant) -> None:
    found = fitted.examine(later.times, later.values)
    assert np.allclose(found.scores, fitted.score(later.times, later.values), rtol=1e-5, atol=1e-7)
    assert np.array_equal(found.contributions, fitted.contributions(later.times, later.values))


def test_units_do_not_matter(kind: type[Detector], normal: Plant, later: Plant) -> None:
    factor = np.array([1e-3, 1, 1e3, 0.5, 20, 1], np.float32)
    offset = np.array([0, -50, 1e4, 3, 0, 7], np.float32)
    plain = kind().fit(normal.times, normal.values).score(later.times, later.values)
    converted = kind().fit(normal.times, normal.values * factor + offset)
    assert np.allclose(converted.score(later.times, later.values * factor + offset), plain, rtol=0.01)


def test_the_order_of_the_sensors_does_not_matter(kind: type[Detector], normal: Plant, later: Plant) -> None:
    order = [4, 0, 5, 2, 1, 3]
    plain = kind().fit(normal.times, normal.values).examine(later.times, later.values)
    turned = kind().fit(normal.times, normal.values[:, order]).examine(later.times, later.values[:, order])
    assert np.allclose(turned.scores, plain.scores, rtol=1e-3)
    assert np.allclose(turned.contributions, plain.contributions[:, order], atol=1e-3)


def test_the_past_reaches_no_further_than_lag_rows(fitted: Detector, later: Plant) -> None:
    whole = fitted.score(later.times, later.values)
    tail = fitted.score(later.times[100:], later.values[100:])
    assert np.allclose(tail[fitted.lag_rows :], whole[100 + fitted.lag_rows :], rtol=1e-4)


def test_the_future_does_not_change_a_score(fitted: Detector, later: Plant) -> None:
    whole = fitted.score(later.times, later.values)
    assert np.allclose(fitted.score(later.times[:300], later.values[:300]), whole[:300], rtol=1e-4)


def test_scattered_missing_readings_leave_normal_rows_normal(fitted: Detector, later: Plant) -> None:
    holed = later.part(0)
    holed.values[np.random.default_rng(5).random(holed.values.shape) < 0.05] = np.nan
    plain, scores = fitted.score(later.times, later.values), fitted.score(holed.times, holed.values)
    assert np.isfinite(scores).all()
    assert np.median(scores) < 2 * np.median(plain)


def test_a_sensor_that_falls_silent_raises_no_alarm(fitted: Detector, later: Plant) -> None:
    silent = later.part(0)
    silent.values[200:, 2] = np.nan
    plain, scores = fitted.score(later.times, later.values), fitted.score(silent.times, silent.values)
    assert scores[200:].max() <= plain.max()


def test_a_missing_reading_contributes_nothing(fitted: Detector, later: Plant) -> None:
    silent = later.part(0)
    silent.values[200:, 2] = np.nan
    assert not fitted.contributions(silent.times, silent.values)[200:, 2].any()


def test_rows_without_any_reading_get_even_shares(fitted: Detector, later: Plant) -> None:
    empty = np.full_like(later.values, np.nan)
    found = fitted.examine(later.times, empty)
    assert np.isfinite(found.scores).all()
    assert np.allclose(found.contributions, 1 / empty.shape[1])


def test_missing_readings_in_training_are_tolerated(
    kind: type[Detector], normal: Plant, later: Plant
) -> None:
    holed = normal.part(0)
    holed.values[np.random.default_rng(6).random(holed.values.shape) < 0.05] = np.nan
    scores = kind().fit(holed.times, holed.values).score(faulty(later).times, faulty(later).values)
    assert area_under_roc(scores, faulty(later).labels) > 0.9


def test_a_constant_sensor_is_harmless_until_it_moves(
    kind: type[Detector], normal: Plant, later: Plant
) -> None:
    for part in (normal, later):
        part.values[:, 1] = 20
    detector = kind().fit(normal.times, normal.values)
    quiet = detector.score(later.times, later.values)
    later.values[500, 1] = 22
    moved = detector.examine(later.times, later.values)
    assert moved.scores[500] > quiet.max()
    assert moved.contributions[500].argmax() == 1


def test_a_plant_at_rest_can_be_learned(kind: type[Detector], normal: Plant) -> None:
    rest = np.full_like(normal.values, 7)
    assert np.allclose(kind().fit(normal.times, rest).score(normal.times, rest), 0)


def test_unusable_rows_teach_nothing(kind: type[Detector], normal: Plant, later: Plant) -> None:
    spoiled = normal.part(0)
    spoiled.values[500:700] = 1e6
    usable = np.ones(len(spoiled.times), dtype=bool)
    usable[500:700] = False
    other = spoiled.part(0)
    other.values[500:700] = -3
    scores = [
        kind().fit(p.times, p.values, usable).score(later.times, later.values) for p in (spoiled, other)
    ]
    assert np.array_equal(*scores)


def test_rows_do_not_look_back_to_unusable_ones(fitted: Detector, later: Plant) -> None:
    stopped = later.part(0)
    stopped.values[300:320] = 0
    usable = np.ones(len(stopped.times), dtype=bool)
    usable[300:320] = False
    scores = fitted.score(stopped.times, stopped.values, usable)
    assert scores[320:340].max() < 5 * np.median(scores)


def test_inputs_are_not_changed(kind: type[Detector], normal: Plant) -> None:
    usable = np.arange(len(normal.times)) % 50 > 10
    before = normal.part(0)
    kind().fit(normal.times, normal.values, usable).examine(normal.times, normal.values, usable)
    assert np.array_equal(normal.values, before.values)
    assert np.array_equal(normal.times, before.times)


def test_a_detector_made_from_its_state_gives_the_same_bits(fitted: Detector, later: Plant) -> None:
    again = type(fitted).from_state(fitted.state())
    first, second = fitted.examine(later.times, later.values), again.examine(later.times, later.values)
    assert np.array_equal(first.scores, second.scores)
    assert np.array_equal(first.contributions, second.contributions)


def test_long_and_short_stretches_score_alike(fitted: Detector) -> None:
    long = plant(10_000, seed=2)
    whole = fitted.score(long.times, long.values)
    assert np.allclose(
        fitted.score(long.times[4050:4200], long.values[4050:4200])[50:], whole[4100:4200], rtol=1e-4
    )


def test_no_rows_get_no_scores(fitted: Detector, later: Plant) -> None:
    assert fitted.score(later.times[:0], later.values[:0]).shape == (0,)


def test_other_columns_than_fitted_are_refused(fitted: Detector, later: Plant) -> None:
    with pytest.raises(InvalidInputError, match="5 sensors where 6 were fitted"):
        fitted.score(later.times, later.values[:, :5])


def test_scoring_before_fitting_is_refused(kind: type[Detector], later: Plant) -> None:
    with pytest.raises(NotFittedError, match="call fit first"):
        kind().score(later.times, later.values)


def test_a_study_of_parts_teaches_what_a_fit_does(kind: type[Detector], normal: Plant, later: Plant) -> None:
    whole = kind().study(normal.times, normal.values, cuts=[500, 1300]).detector()
    plain = kind().fit(normal.times, normal.values)
    assert np.allclose(
        whole.score(later.times, later.values), plain.score(later.times, later.values), rtol=1e-4
    )


def test_what_a_part_says_is_unknown_to_the_detector_without_it(
    kind: type[Detector], normal: Plant, later: Plant
) -> None:
    mirrored = normal.part(0)
    mirrored.values[500:1300, 0] = mirrored.values[500:1300, 0][::-1]  # as usual alone, but unrelated
    detectors = [
        kind().study(p.times, p.values, cuts=[500, 1300]).detector(without=1) for p in (normal, mirrored)
    ]
    plain, other = (detector.score(later.times, later.values) for detector in detectors)
    assert np.median(np.abs(plain - other) / plain) < 0.05


def test_sensors_can_be_left_out_of_what_was_studied(
    kind: type[Detector], normal: Plant, later: Plant
) -> None:
    kept = np.array([True, True, False, True, True, True])
    some = kind().study(normal.times, normal.values).detector(sensors=kept)
    plain = kind().fit(normal.times, normal.values[:, kept])
    columns = later.values[:, kept]
    assert np.allclose(some.score(later.times, columns), plain.score(later.times, columns), rtol=1e-3)
