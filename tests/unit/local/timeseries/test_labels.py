from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk._rules.layout.labels import LabelError, merged, read_labels
from l4e_sdk.local.timeseries.labels import mask

DAY = timedelta(days=1)
RANGES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=10).map(
    lambda found: [(day(first), day(first + length)) for first, length in found]
)


def day(number: float) -> datetime:
    return datetime(2023, 3, 1, tzinfo=UTC) + number * DAY


def times(count: int) -> np.ndarray:
    return np.datetime64("2023-03-01", "us") + np.arange(count) * np.timedelta64(1, "D")


def test_lines_are_start_and_end():
    text = "2023-03-02T00:00:00.000000,2023-03-04T00:00:00.000000\n2023-03-10 00:00,2023-03-11 00:00\n"
    assert read_labels([text]) == ((day(1), day(3)), (day(9), day(10)))


@pytest.mark.parametrize(
    "text",
    [b"\xef\xbb\xbf2023-03-02T00:00:00,2023-03-03T00:00:00\r\n\r\n", '"2023-03-02 00:00","2023-03-03 00:00"'],
)
def test_bytes_marks_quotes_and_blank_lines_are_no_fault(text: str | bytes):
    assert read_labels([text]) == ((day(1), day(2)),)


def test_several_files_make_one_list_in_order():
    later, earlier = "2023-03-10T00:00:00,2023-03-11T00:00:00", "2023-03-02T00:00:00,2023-03-03T00:00:00"
    assert read_labels([later, b"", earlier]) == ((day(1), day(2)), (day(9), day(10)))


def test_ranges_that_overlap_or_touch_are_one():
    assert merged([(day(3), day(5)), (day(1), day(3)), (day(4), day(4.5))]) == ((day(1), day(5)),)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "start,end\n2023-03-02T00:00:00,2023-03-03T00:00:00",
            "line 1: 'start' and 'end' cannot be read as a time .*remove it",
        ),
        (
            "2023-03-02T00:00:00,2023-03-03T00:00:00\nx,y",
            "line 2: 'x' and 'y' cannot be read as a time such as [^;]*$",
        ),
        ("2023-03-02T00:00:00,tomorrow", "line 1: 'tomorrow' cannot be read as a time"),
        ("02.03.2023 00:00,2023-03-02T00:00:00", "line 1: '02.03.2023 00:00' cannot be read as a time"),
        ("2023-03-02T00:00:00", "line 1: '2023-03-02T00:00:00' has 1 column;"),
        ("2023-03-02T00:00:00,2023-03-03T00:00:00,fault", "line 1: '2023.*,fault' has 3 columns;"),
        (
            "2023-03-03T00:00:00,2023-03-02T00:00:00",
            "line 1: the range '2023-03-03T00:00:00,2023-03-02T00:00:00' ends before it starts; swap",
        ),
        ("2023-03-02T00:00:00," + "9" * 500, "line 1: '9{79}…' cannot"),
        (b"\xff\xfe2", r"line 1: the bytes b'\\xff' are not UTF-8"),
        (b"2023-03-02T00:00:00,2023-03-03T00:00:00\n\x80", r"line 2: the bytes b'\\x80' are not UTF-8"),
    ],
)
def test_a_broken_line_is_named_with_the_remedy(text: str | bytes, reason: str):
    with pytest.raises(LabelError, match=f"^label file 1.*{reason}"):
        read_labels([text])


def test_a_file_is_named_as_the_caller_calls_it():
    with pytest.raises(LabelError, match=r"^s3://plant/labels\.csv, line 1"):
        read_labels(["", "x,y"], names=["s3://plant/empty.csv", "s3://plant/labels.csv"])


@given(RANGES)
def test_a_mask_marks_the_instants_inside_ends_included(ranges: list[tuple[datetime, datetime]]):
    expected = [any(start <= day(number) <= end for start, end in ranges) for number in range(60)]
    assert mask(times(60), ranges).tolist() == expected


@given(RANGES)
def test_merging_keeps_what_is_covered(ranges: list[tuple[datetime, datetime]]):
    assert mask(times(80), merged(ranges)).tolist() == mask(times(80), ranges).tolist()


@given(RANGES)
def test_merged_ranges_are_apart(ranges: list[tuple[datetime, datetime]]):
    found = merged(ranges)
    assert all(before[1] < after[0] for before, after in pairwise(found))
