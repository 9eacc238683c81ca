from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.timeseries.off_condition import OffCondition, OffConditionError
from l4e_sdk.local.timeseries.schema import Component, DataSchema

SCHEMA = DataSchema(
    (
        Component("press-07", "Timestamp", ("ram_speed", "oil:temp#1")),
        Component("pump.2", "Timestamp", ("amps", "oil:temp#1")),
    )
)
BLANKS = st.text(" ", max_size=2)
SENSORS = [
    ("press-07", "ram_speed"),
    ("press-07", "oil:temp#1"),
    ("pump.2", "amps"),
    ("pump.2", "oil:temp#1"),
]


@given(
    st.sampled_from(SENSORS),
    st.sampled_from("<>"),
    st.floats(allow_nan=False, allow_infinity=False),
    BLANKS,
    BLANKS,
)
def test_a_comparison_is_read_whatever_the_spaces(
    sensor: tuple[str, str], operator: str, value: float, before: str, after: str
):
    condition = OffCondition.parse(f"{sensor[0]}\\{sensor[1]}{before}{operator}{after}{value!r}", SCHEMA)
    assert condition == OffCondition(*sensor, operator, value)  # type: ignore[arg-type]


@given(st.floats(-1e6, 1e6), st.sampled_from("<>"))
def test_a_condition_reads_back_what_it_prints(value: float, operator: str):
    condition = OffCondition("press-07", "ram_speed", operator, float(f"{value:g}"))  # type: ignore[arg-type]
    assert OffCondition.parse(str(condition), SCHEMA) == condition


@pytest.mark.parametrize(
    "text",
    [
        "",
        "press-07\\ram_speed",
        "press-07\\ram_speed = 1",
        "press-07\\ram_speed <= 1",
        "press-07\\ram_speed < one",
        "press-07\\ram_speed < +1",
        "press-07\\ram_speed < 1,5",
        "press-07\\ram_speed < 1 and pump.2\\amps > 3",
        "press-07/ram_speed < 1\n2",
        "0 < press-07\\ram_speed",
        "press-07\\ram_speed < " + "1" * 2048,
    ],
)
def test_anything_else_is_refused_with_an_example(text: str):
    with pytest.raises(OffConditionError, match="write one comparison"):
        OffCondition.parse(text, SCHEMA)


def test_a_bare_sensor_is_accepted_when_it_is_unique():
    assert OffCondition.parse("amps < 1000", SCHEMA).component == "pump.2"


def test_a_bare_sensor_of_several_components_is_refused_with_the_choices():
    with pytest.raises(OffConditionError, match=r"name one of press-07\\oil:temp#1, pump.2\\oil:temp#1"):
        OffCondition.parse("oil:temp#1 > 3", SCHEMA)


@pytest.mark.parametrize("text", ["press-07\\amps < 1", "fan\\amps < 1", "speed < 1"])
def test_a_sensor_that_is_not_there_is_refused(text: str):
    with pytest.raises(OffConditionError, match="not a sensor of the schema"):
        OffCondition.parse(text, SCHEMA)


@pytest.mark.parametrize(
    ("operator", "expected"), [("<", [True, False, False, False]), (">", [False, False, True, False])]
)
def test_it_holds_beyond_the_value_and_never_where_one_is_missing(operator: str, expected: list[bool]):
    condition = OffCondition("press-07", "ram_speed", operator, 1.0)  # type: ignore[arg-type]
    assert condition.holds(np.array([0.9, 1.0, 1.1, np.nan])).tolist() == expected


@pytest.mark.parametrize(
    ("condition", "how_often"),
    [("< 1e400", "always"), ("> -1e309", "always"), ("> 1e999", "never"), ("< -1e400", "never")],
)
def test_a_limit_beyond_all_numbers_is_refused(condition: str, how_often: str):
    limit = condition.split()[1]
    with pytest.raises(
        OffConditionError, match=f"compares with {limit}, .* so it {how_often} holds; compare with"
    ):
        OffCondition.parse(rf"press\a {condition}", SCHEMA)
