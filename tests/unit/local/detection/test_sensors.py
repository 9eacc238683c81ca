from __future__ import annotations

import numpy as np
import pytest

from l4e_sdk.local.detection.errors import InvalidInputError
from l4e_sdk.local.detection.sensors import Movement, checked_sensors, dropped_sensors
from tests.unit.local.detection.plants import grid


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
    dropped = dropped_sensors(["a", "b", "c"], grid(100), values, np.ones(100, dtype=bool))
    assert dropped == {
        "b": "readings in only 50% of the usable training rows; at least 60% are needed",
        "c": "no reading in the usable training rows",
    }


def test_readings_in_unusable_rows_do_not_count() -> None:
    values = np.ones((100, 1), np.float32)
    values[:50] = np.nan
    assert dropped_sensors(["a"], grid(100), values, np.arange(100) < 50) == {
        "a": "no reading in the usable training rows"
    }
    assert dropped_sensors(["a"], grid(100), values, np.arange(100) >= 50) == {}


@pytest.mark.parametrize(
    ("days", "lacking", "reasons"),
    [
        (20, slice(8), {"a": "readings over only 12 days; at least 14 are needed"}),
        (20, slice(-8, None), {"a": "readings over only 12 days; at least 14 are needed"}),
        (20, slice(6, 12), {}),
        (20, slice(5), {}),
        (13, slice(1), {}),
    ],
)
def test_a_sensor_with_readings_over_less_than_14_days_is_dropped_where_others_have_them(
    days: int, lacking: slice, reasons: dict[str, str]
) -> None:
    rows = days + 1
    values = np.ones((rows, 2), np.float32)
    values[lacking, 0] = np.nan
    times = grid(rows, seconds=86_400)
    assert dropped_sensors(["a", "b"], times, values, np.ones(rows, dtype=bool)) == reasons


def test_a_sensor_that_begins_an_hour_late_has_its_14_days() -> None:
    values = np.ones((14 * 24 + 1, 1), np.float32)
    values[0] = np.nan
    assert not dropped_sensors(
        ["a"], grid(len(values), seconds=3600), values, np.ones(len(values), dtype=bool)
    )


def test_a_sensor_that_first_moves_in_the_last_part_moves_only_there() -> None:
    values = np.zeros((100, 4), np.float32)
    values[:, 1] = np.arange(100)  # moves always
    values[90, 2] = 1  # moves late
    values[95, 3] = np.nan  # falls silent
    assert Movement.measure(values, np.ones(100, dtype=bool), [80]).only_in(1).tolist() == [
        False,
        False,
        True,
        False,
    ]


def test_moves_in_unusable_rows_do_not_count() -> None:
    values = np.zeros((100, 1), np.float32)
    values[90] = 1
    assert not Movement.measure(values, np.arange(100) != 90, [80]).only_in(1).any()
