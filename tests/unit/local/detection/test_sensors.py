from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.errors import InvalidInputError
from l4e_sdk.local.detection.sensors import checked_sensors, dropped_sensors, late_movers


def test_every_column_needs_a_name() -> None:
    with pytest.raises(InvalidInputError, match="2 names for 3 columns"):
        checked_sensors(["a", "b"], 3)


def test_names_must_differ() -> None:
    with pytest.raises(InvalidInputError, match="same name"):
        checked_sensors(["a", "a"], 2)


def test_sensors_with_too_few_usable_readings_are_dropped_with_the_reason() -> None:
    values = np.ones((100, 3), np.float32)
    values[:50, 1] = np.nan
    values[:, 2] = np.nan
    dropped = dropped_sensors(["a", "b", "c"], values, np.ones(100, dtype=bool))
    assert dropped == {
        "b": "readings in only 50% of the usable training rows; at least 60% are needed",
        "c": "no reading in the usable training rows",
    }


def test_readings_in_unusable_rows_do_not_count() -> None:
    values = np.ones((100, 1), np.float32)
    values[:50] = np.nan
    assert dropped_sensors(["a"], values, np.arange(100) < 50) == {
        "a": "no reading in the usable training rows"
    }
    assert dropped_sensors(["a"], values, np.arange(100) >= 50) == {}


def test_a_sensor_that_first_moves_after_the_split_is_a_late_mover() -> None:
    values = np.zeros((100, 4), np.float32)
    values[:, 1] = np.arange(100)  # moves always
    values[90, 2] = 1  # moves late
    values[95, 3] = np.nan  # falls silent
    assert late_movers(values, np.ones(100, dtype=bool), 80).tolist() == [False, False, True, False]


def test_moves_in_unusable_rows_do_not_count() -> None:
    values = np.zeros((100, 1), np.float32)
    values[90] = 1
    assert not late_movers(values, np.arange(100) != 90, 80).any()
