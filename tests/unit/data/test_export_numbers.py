"""Numbers as plants write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.data import ExportFormat
from l4e_sdk.data.export_numbers import ExportNumbers
from l4e_sdk.errors import InvalidValueError


def read(text: str, decimal: str = ",", thousands: str = "") -> str:
    return ExportNumbers(ExportFormat(decimal=decimal, thousands=thousands)).read(text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "decimal", "thousands", "number"),
    [
        ("-61,5", ",", "", "-61.5"),
        ("1.234.567,8", ",", ".", "1234567.8"),
        ("1.234", ",", ".", "1234"),
        ("1234,5", ",", ".", "1234.5"),
        ("1\N{NO-BREAK SPACE}234,5", ",", " ", "1234.5"),
        ("1\N{NARROW NO-BREAK SPACE}234,5", ",", " ", "1234.5"),
        ("1'234.5", ".", "'", "1234.5"),
        ("1,234.5E+03", ".", ",", "1234.5E+03"),
        (",5", ",", "", ".5"),
        (" 7 ", ",", "", "7"),
    ],
)
def test_numbers_are_rewritten(text: str, decimal: str, thousands: str, number: str):
    assert read(text, decimal, thousands) == number


@pytest.mark.parametrize(
    ("text", "decimal", "thousands"),
    [
        *((text, ",", ".") for text in ("1.5", "1234.56", "12.34", ".5", "1,234.5", "1'234,5", "1 234")),
        *((text, ".", "") for text in ("61,5", "-0,25", "1.234,5", "1,234.5", "1 234.5", "1,5E+03")),
        *((text, ".", ",") for text in ("61,5", "1.234,5")),
    ],
)
def test_no_number_becomes_another(text: str, decimal: str, thousands: str):
    with pytest.raises(InvalidValueError, match="correct decimal= or thousands="):
        read(text, decimal, thousands)


@pytest.mark.parametrize("text", ["1.23.4", "Bad", "1e5.", "---", "12:30", "2024-01-31", "1,2,3", "1, 2"])
def test_a_cell_that_is_not_a_number_stays(text: str):
    assert read(text, ",", ".") == text


def test_states_are_no_numbers_by_themselves():
    numbers = ExportNumbers(ExportFormat(states={"": 0, "RUN": 1}))
    assert [numbers.read(text) for text in (" RUN", "", "2", "STOP ")] == ["1", "0", "2", "STOP"]
    assert [numbers.number(text) for text in (" RUN", "", " 2")] == [None, None, "2"]


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_numbers_with_commas_are_read_back(number: float):
    assert float(read(f"{number:,.3f}".translate(str.maketrans(",.", ".,")), ",", ".")) == pytest.approx(
        number, abs=1e-3
    )
