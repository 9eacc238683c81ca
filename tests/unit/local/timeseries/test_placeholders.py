from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.timeseries.placeholders import placeholder


@pytest.mark.parametrize("value", [-9999, -999, -999.25, -99999, -32768, 1e30, -1e20, 3.4028234663852886e38])
@pytest.mark.parametrize("sensors", [1, 2, 40])
def test_numbers_that_no_sensor_shows_are_placeholders(value: float, sensors: int):
    assert placeholder(np.full(sensors * 3, value, np.float64), sensors) == value


@pytest.mark.parametrize("value", [999, 9999, 99999, 32767, 65535, 2147483647, 4294967295])
def test_numbers_that_a_counter_may_pass_are_placeholders_of_several_sensors_only(value: float):
    assert placeholder(np.full(6, value, np.float64), 2) == value
    assert placeholder(np.full(6, value, np.float64), 1) is None


def test_a_placeholder_in_single_precision_is_one():
    assert placeholder(np.full(4, np.float32(1e30), np.float64), 2) == float(np.float32(1e30))


@pytest.mark.parametrize(
    "numbers", [[], [0.0] * 4, [400.0] * 4, [-1.0] * 4, [-9999.0, -9999.0, 20.0], [-9999.0, -999.0]]
)
def test_other_numbers_are_readings(numbers: list[float]):
    assert placeholder(np.array(numbers), 2) is None
