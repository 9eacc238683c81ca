"""One timestamp at a time and a column at a time: the same rule."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk._rules.layout.timestamps import FORMATS, NAMES, StampReader
from l4e_sdk.local.timeseries import timestamps

SHAPES = st.sampled_from(FORMATS).flatmap(lambda one: st.from_regex(one.shape, fullmatch=True))
TEXTS = st.one_of(SHAPES, st.text(st.sampled_from("0123456789-/ T:.Z"), max_size=24))


@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_the_engine_reads_the_same(texts: list[str]):
    reader = StampReader()
    ours = [moment and moment.replace(tzinfo=None) for moment in map(reader.read, texts)]
    assert ours == timestamps.parse(pl.Series(texts)).to_list()


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_no_text_fits_two_formats(one: str, other: str):
    fitting = [name for name in {one, other} if StampReader().read(_written(name)) is not None]
    assert len(fitting) == len({one, other})


def _written(name: str) -> str:
    for token, text in zip(
        ("yyyy", "MM", "dd", "HH", "mm", "ss"), ("2024", "03", "11", "13", "05", "59"), strict=True
    ):
        name = name.replace(token, text)
    return name


@pytest.mark.parametrize(
    "text", ["2024-03-11T13:05:00Z", "2024-02-30 00:00", "11.03.2024 13:05", "", "2024-03-11"]
)
def test_unsupported_timestamps_are_none(text: str):
    assert StampReader().read(text) is None


def test_digits_after_the_sixth_are_cut_off():
    moment = StampReader().read("2024-03-11T13:05:00.123456789")
    assert moment == datetime(2024, 3, 11, 13, 5, 0, 123456, tzinfo=UTC)
