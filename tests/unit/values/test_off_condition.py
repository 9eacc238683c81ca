r"""Off-conditions: ``component\sensor < number``, built and read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk import InvalidValueError, OffCondition
from l4e_sdk._calls.encoding import encode

RPM = OffCondition("press-07", "rpm")


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (RPM < 100, r"press-07\rpm < 100"),
        (RPM > 0.5, r"press-07\rpm > 0.5"),
        (RPM < -1e-7, r"press-07\rpm < -1e-07"),
        (100 > RPM, r"press-07\rpm < 100"),  # noqa: SIM300 - how it reads the other way round
        (OffCondition(None, "rpm") < 100, "rpm < 100"),
    ],
)
def test_a_comparison_is_the_services_text(condition, text):
    assert str(condition) == text


def test_the_text_is_read_with_and_without_blanks():
    assert (
        OffCondition.parse(r"press-07\rpm<1e2") == OffCondition.parse(r"press-07\rpm  <  100") == (RPM < 100)
    )


@given(
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.from_regex(r"[0-9a-zA-Z._\-]{1,20}", fullmatch=True),
)
def test_a_written_condition_is_parsed_back(limit, below, sensor):
    named = OffCondition("press-07", sensor)
    condition = named < limit if below else named > limit
    assert OffCondition.parse(str(condition)) == condition


@pytest.mark.parametrize(
    "text", ["", "rpm", "rpm <", "rpm <= 3", "rpm < 3 and oil < 2", "rpm = 3", "rpm < x", "rpm < 1\n"]
)
def test_a_text_that_is_not_a_comparison_is_refused_with_an_example(text):
    with pytest.raises(InvalidValueError, match=r"write one comparison with '<' or '>'"):
        OffCondition.parse(text)


def test_a_condition_without_a_comparison_has_no_text():
    with pytest.raises(InvalidValueError, match=r"compares with nothing yet; write for example .* < 100"):
        str(RPM)


def test_a_chain_of_comparisons_is_refused_and_not_cut_in_half():
    with pytest.raises(InvalidValueError, match="one comparison"):
        _ = 10 < RPM < 100


def test_a_second_comparison_is_refused():
    with pytest.raises(InvalidValueError, match="takes one only"):
        _ = (RPM < 100) > 10


@pytest.mark.parametrize("limit", [float("nan"), float("inf"), True, "100"])
def test_only_finite_numbers_can_be_compared_with(limit):
    with pytest.raises(InvalidValueError, match="compare with a"):
        _ = limit > RPM


@pytest.mark.parametrize(
    "names", [("press 07", "rpm"), ("press", "r pm"), ("press", "r<pm"), ("press", "a\\b"), ("", "rpm")]
)
def test_names_that_the_service_cannot_read_are_refused(names):
    with pytest.raises(InvalidValueError, match=r"component is|sensor is"):
        OffCondition(*names)


def test_a_condition_longer_than_the_service_takes_is_refused():
    with pytest.raises(InvalidValueError, match="2048 are allowed"):
        _ = OffCondition("press", "s" * 2048) < 1


def test_operations_take_a_condition():
    request = {"ModelName": "pump", "DatasetName": "pumps", "OffCondition": RPM < 100}
    assert encode("CreateModel", request)["OffCondition"] == r"press-07\rpm < 100"


def test_its_representation_makes_it_again():
    assert eval(repr(RPM < 100)) == (RPM < 100)
