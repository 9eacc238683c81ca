from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.errors import InvalidInputError
from l4e_sdk.local.detection.scaling import CLIP, Scaling


def column(*readings: float) -> np.ndarray:
    return np.array(readings, np.float32)[:, None]


def fit(values: np.ndarray, usable: np.ndarray | None = None) -> Scaling:
    return Scaling.fit(values, np.ones(len(values), dtype=bool) if usable is None else usable)


def test_standardised_readings_have_level_0_and_deviation_1() -> None:
    values = np.random.default_rng(0).normal(1e5, 3, (9000, 2)).astype(np.float32)
    standard = fit(values).standardise(values)
    assert np.allclose(standard.mean(axis=0), 0, atol=1e-2)
    assert np.allclose(standard.std(axis=0), 1, atol=1e-2)


def test_missing_readings_do_not_count() -> None:
    values = column(*range(20), np.nan)
    assert fit(values).centre == pytest.approx(9.5)


def test_rows_that_are_not_usable_do_not_count() -> None:
    values = column(*range(20), 1000)
    assert fit(values, np.arange(21) < 20).centre == pytest.approx(9.5)


def test_a_constant_sensor_deviates_by_1_percent_of_its_level() -> None:
    assert fit(column(200, 200, 200)).scale == pytest.approx(2)


def test_a_sensor_constant_at_0_deviates_by_one_hundredth() -> None:
    assert fit(column(0, 0, 0)).scale == pytest.approx(0.01)


def test_a_sensor_with_few_states_deviates_by_at_least_5_percent_of_its_range() -> None:
    assert fit(column(*[0] * 9999, 100)).scale == pytest.approx(5)


def test_a_sensor_with_many_readings_keeps_its_deviation() -> None:
    values = column(*np.linspace(0, 0.1, 9999), 100)
    assert fit(values).scale == pytest.approx(values.std(), rel=1e-3)


def test_states_are_counted_over_all_blocks() -> None:
    values = column(*np.repeat(np.arange(12), 1000))
    assert fit(values).scale == pytest.approx(values.std())


def test_a_sensor_without_readings_is_constant_at_0() -> None:
    scaling = fit(column(np.nan, np.nan))
    assert scaling.centre == 0
    assert scaling.scale == pytest.approx(0.01)


def test_wild_readings_are_clipped() -> None:
    scaling = fit(column(*range(20)))
    assert scaling.standardise(column(1e9, -np.inf)).ravel().tolist() == [CLIP, -CLIP]


def test_missing_readings_stay_missing() -> None:
    assert np.isnan(fit(column(*range(20))).standardise(column(np.nan))).all()


def test_infinite_readings_are_refused_by_the_sensor() -> None:
    values = np.zeros((5, 3), np.float32)
    values[2, 1] = np.inf
    with pytest.raises(InvalidInputError, match="sensor 1 has infinite readings"):
        fit(values)


def test_tiny_units_are_units() -> None:
    values = np.random.default_rng(0).normal(size=(100, 1)).astype(np.float32)
    assert np.allclose(
        fit(values * np.float32(1e-12)).standardise(values * np.float32(1e-12)),
        fit(values).standardise(values),
    )


def test_the_largest_readings_overflow_to_the_clip() -> None:
    scaling = fit(column(*np.linspace(0, 1e-6, 20)))
    assert scaling.standardise(column(3e38, -3e38)).ravel().tolist() == [CLIP, -CLIP]
