from __future__ import annotations

from statistics import geometric_mean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.errors import InsufficientDataError, InvalidInputError
from l4e_sdk.local.detection.threshold import Threshold, usual_risk

seeds = st.integers(0, 10_000)


def scores(seed: int, count: int = 2000) -> np.ndarray:
    return np.random.default_rng(seed).gamma(2, size=count)


@given(seeds, st.floats(1e-6, 0.1), st.floats(1e-6, 0.1))
def test_less_risk_never_lowers_the_level(seed: int, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert Threshold.fit(scores(seed), risk=low).level >= Threshold.fit(scores(seed), risk=high).level - 1e-9


@given(seeds, st.floats(0.1, 1000))
def test_the_level_scales_with_the_scores(seed: int, factor: float) -> None:
    assert Threshold.fit(scores(seed) * factor).level == pytest.approx(
        Threshold.fit(scores(seed)).level * factor
    )


@given(seeds, st.integers(1, 3000))
def test_the_order_of_the_scores_does_not_matter(seed: int, count: int) -> None:
    some = scores(seed, count)
    assert Threshold.fit(some[::-1]).level == pytest.approx(Threshold.fit(some).level)


@given(seeds, st.integers(500, 3000))
def test_the_level_lies_above_98_percent_of_the_scores(seed: int, count: int) -> None:
    some = scores(seed, count)
    assert Threshold.fit(some).level > np.quantile(some, 0.98)


@given(seeds, st.integers(500, 2000), st.floats(0, 3))
def test_the_heaviest_tails_give_finite_levels(seed: int, count: int, weight: float) -> None:
    some = np.exp(weight * np.random.default_rng(seed).normal(size=count) ** 3)
    assert np.isfinite(Threshold.fit(some).level)


def test_an_exponential_tail_is_continued_truly() -> None:
    some = np.random.default_rng(0).exponential(size=200_000)
    assert Threshold.fit(some, risk=1e-4).level == pytest.approx(-np.log(1e-4), rel=0.1)


def test_a_bounded_tail_ends_near_its_bound() -> None:
    some = np.random.default_rng(0).random(100_000)
    assert Threshold.fit(some, risk=1e-6).level == pytest.approx(1, abs=0.02)


def test_new_scores_exceed_the_level_about_as_often_as_the_risk_says() -> None:
    level = Threshold.fit(scores(1, 20_000), risk=1e-3).level
    assert np.mean(scores(2, 200_000) > level) == pytest.approx(1e-3, rel=0.5)


def test_few_scores_give_a_margin_above_the_highest() -> None:
    threshold = Threshold.fit(np.linspace(0, 2, 400))
    assert (threshold.method, threshold.level) == ("margin", pytest.approx(2.4))


def test_many_scores_give_an_extreme_value() -> None:
    assert Threshold.fit(scores(0, 600)).method == "extreme_value"


def test_a_risk_inside_the_scores_is_their_quantile() -> None:
    threshold = Threshold.fit(scores(0), risk=0.05)
    assert (threshold.method, threshold.level) == ("quantile", pytest.approx(np.quantile(scores(0), 0.95)))


def test_a_plant_at_rest_keeps_a_level_above_0() -> None:
    assert Threshold.fit(np.zeros(1000)).level > 0


@pytest.mark.parametrize("risk", [0, -1, 0.5, float("nan")])
def test_a_risk_that_is_no_small_probability_is_refused(risk: float) -> None:
    with pytest.raises(InvalidInputError, match="risk"):
        Threshold.fit(scores(0), risk=risk)


def test_no_scores_are_refused() -> None:
    with pytest.raises(InsufficientDataError):
        Threshold.fit(np.empty(0))


def test_a_change_inside_one_part_does_not_set_the_level() -> None:
    parts = [scores(seed, 2000) for seed in range(5)]
    usual = Threshold.fit_parts(parts).level
    shifted = Threshold.fit_parts([*parts[:-1], parts[-1] * 100]).level
    assert shifted < 1.5 * usual


def test_parts_are_averaged_but_for_the_lowest_and_the_highest() -> None:
    parts = [scores(seed) * factor for seed, factor in enumerate((8, 1, 100, 2, 4))]
    levels = sorted(Threshold.fit(part).level for part in parts)
    assert Threshold.fit_parts(parts).level == pytest.approx(geometric_mean(levels[1:-1]))


def test_of_two_parts_none_is_left_out() -> None:
    parts = [scores(1), scores(2) * 10]
    levels = [Threshold.fit(part).level for part in parts]
    assert Threshold.fit_parts(parts).level == pytest.approx(geometric_mean(levels))


def test_parts_too_short_for_a_tail_give_one_level_together() -> None:
    parts = [scores(seed, 300) for seed in range(5)]
    assert Threshold.fit_parts(parts) == Threshold.fit(np.concatenate(parts))


def test_parts_without_scores_are_passed_over() -> None:
    parts = [scores(seed, 2000) for seed in range(5)]
    assert Threshold.fit_parts([np.empty(0), *parts]) == Threshold.fit_parts(parts)


def test_the_order_of_the_parts_does_not_matter() -> None:
    parts = [scores(seed, 2000) for seed in range(5)]
    assert Threshold.fit_parts(parts[::-1]).level == pytest.approx(Threshold.fit_parts(parts).level)


def test_parts_without_any_score_are_refused() -> None:
    with pytest.raises(InsufficientDataError):
        Threshold.fit_parts([np.empty(0)])


@pytest.mark.parametrize(
    ("rate", "risk"), [(0.1, 1e-6), (1, 1 / 604_800), (60, 60 / 604_800), (300, 300 / 604_800), (3600, 1e-3)]
)
def test_the_usual_risk_is_one_row_a_week_within_what_can_be_told(rate: float, risk: float) -> None:
    assert usual_risk(rate) == pytest.approx(risk)


class TestTheNewestScores:
    def test_raise_the_level_to_what_they_usually_reach(self) -> None:
        threshold = Threshold.fit(scores(0), risk=1e-3)
        recent = np.linspace(20, 30, 1000)
        raised = threshold.raised(recent)
        assert (raised.method, raised.risk) == ("recent", threshold.risk)
        assert raised.level == pytest.approx(1.2 * 25.5, abs=0.1)

    @given(seeds, seeds, st.sampled_from([1e-6, 1e-4, 1e-3, 1e-2, 0.1]))
    def test_leave_the_level_where_they_are_like_the_others(self, seed: int, other: int, risk: float) -> None:
        threshold = Threshold.fit(scores(seed, 20_000), risk=risk)
        assert threshold.raised(scores(other, 4000)) == threshold

    @given(seeds, st.integers(0, 5), st.integers(1, 400))
    def test_with_a_fault_in_fewer_than_half_of_them_leave_it_too(
        self, seed: int, tenth: int, rows: int
    ) -> None:
        recent = np.zeros(1000)
        recent[100 * tenth : 100 * tenth + rows] = scores(seed, rows) + 100
        assert Threshold.fit(scores(0), risk=1e-4).raised(recent).method == "extreme_value"

    @pytest.mark.parametrize("count", [0, 9])
    def test_say_nothing_when_they_are_few(self, count: int) -> None:
        threshold = Threshold.fit(scores(0))
        assert threshold.raised(np.full(count, 99.0)) == threshold
