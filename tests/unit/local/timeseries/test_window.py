from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from l4e_sdk._rules.layout.input_names import InputNames
from l4e_sdk._rules.layout.runs import Search
from l4e_sdk._rules.layout.windows import Window
from l4e_sdk.local.timeseries.schema import Component, DataSchema
from l4e_sdk.local.timeseries.window import InferenceInputError, find_files, read_window
from tests.unit.local.timeseries.files import MINUTE, table, upload

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

END = datetime(2024, 3, 11, 9, 5, tzinfo=UTC)
START = END - 5 * MINUTE
SCHEMA = DataSchema((Component("press", "Timestamp", ("a", "b")),))


def find(
    keys: list[str], *components: str, delimiter: str = "_", offset: timedelta = timedelta(0)
) -> dict[str, tuple[str, ...]]:
    names = InputNames("in/", delimiter, "yyyyMMddHHmmss", offset)
    searches = [Search(names, component, Window(START, END)) for component in components or ("press",)]
    return find_files(sorted(keys), searches, bucket="plant")


def read(
    folder: Path, *contents: str | bytes, rate: timedelta | None = None, schema: DataSchema = SCHEMA
) -> dict[str, pl.DataFrame]:
    paths = [
        folder / upload(folder, f"press_{index:02d}.csv", content).key
        for index, content in enumerate(contents)
    ]
    return read_window({"press": paths}, schema, START, END, rate=rate)


def failure(folder: Path, *contents: str | bytes, schema: DataSchema = SCHEMA) -> str:
    with pytest.raises(InferenceInputError) as caught:
        read(folder, *contents, schema=schema)
    return caught.value.reason


def rows(*minutes: float) -> str:
    return table([(START + minute * MINUTE, minute, -minute) for minute in minutes])


@pytest.mark.parametrize(
    ("stamp", "found"),
    [
        ("085459", False),
        ("085500", True),
        ("085731", True),
        ("090000", True),
        ("091000", True),
        ("091001", False),
    ],
)
def test_files_are_found_by_the_time_in_their_name(stamp: str, found: bool):
    keys = [f"in/press_20240311{stamp}.csv", "in/press_20240311090000.csv"]
    assert (keys[0] in find(keys)["press"]) == found


def test_names_are_in_local_time():
    assert find(["in/press_20240311143000.csv"], offset=timedelta(hours=5, minutes=30))


def test_files_are_found_in_order_for_each_component():
    keys = ["in/pump_20240311090000.csv", "in/press_20240311090500.csv", "in/press_20240311090000.csv"]
    assert find(keys, "press", "pump") == {
        "press": ("in/press_20240311090000.csv", "in/press_20240311090500.csv"),
        "pump": ("in/pump_20240311090000.csv",),
    }


def test_components_that_begin_alike_are_kept_apart_without_a_delimiter():
    keys = ["in/p20240311090000.csv", "in/p120240311090000.csv"]
    assert find(keys, "p", "p1", delimiter="") == {"p": (keys[0],), "p1": (keys[1],)}


def test_a_component_without_a_file_is_an_error_that_says_where_it_was_looked_for():
    with pytest.raises(InferenceInputError) as caught:
        find(["in/press_20240311090000.csv", "in/pump_20240310090000.csv"], "press", "pump")
    assert caught.value.reason == (
        "no input file for component 'pump' in the window (2024-03-11T09:00:00Z, 2024-03-11T09:05:00Z]; provide data for "
        "all sensors of the model. Searched: s3://plant/in/pump_20240311085500.csv ~ s3://plant/in/pump_20240311091000.csv"
    )


def test_many_components_without_files_are_named_in_part():
    with pytest.raises(InferenceInputError, match="'c4' and 5 more in the window"):
        find([], *(f"c{index}" for index in range(10)))


def test_the_window_is_left_open_and_right_closed(tmp_path: Path):
    assert read(tmp_path, rows(-1, 0, 0.1, 3, 5, 5.1))["press"]["a"].to_list() == [0.1, 3, 5]


def test_files_are_joined_sorted_and_the_last_of_equal_rows_stays(tmp_path: Path):
    later = table([(START + 2 * MINUTE, 20, 21), (START + MINUTE, 10, 11)])
    assert read(tmp_path, rows(2, 3), later)["press"]["a"].to_list() == [10, 20, 3]


def test_columns_may_be_more_and_in_any_order(tmp_path: Path):
    content = table([(START + MINUTE, 1, 2, 3)], "When,b,extra,a")
    assert read(tmp_path, content)["press"].rows()[0][1:] == (3, 1)


def test_cells_that_are_no_number_are_missing(tmp_path: Path):
    assert read(tmp_path, table([(START + MINUTE, "x", "")]))["press"].rows()[0][1:] == (None, None)


def test_a_missing_column_is_named(tmp_path: Path):
    reason = failure(tmp_path, table([(START + MINUTE, 1)], "Timestamp,a"))
    assert reason == "press_00.csv lacks the columns b of component 'press'"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it is empty"),
        (b"\x1f\x8b", "gzip"),
        ("Timestamp;a;b\n", "one column"),
    ],
)
def test_an_unreadable_file_is_named(content: str | bytes, reason: str, tmp_path: Path):
    found = failure(tmp_path, rows(1), content)
    assert found.startswith("press_01.csv cannot be read: ")
    assert reason in found


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", "Timestamp,a\n2024-03-11 09:01:00,1\n"])
def test_a_neighbouring_file_that_cannot_be_used_is_passed_over(content: str | bytes, tmp_path: Path):
    good, bad = (
        tmp_path / upload(tmp_path, key, body).key for key, body in (("0.csv", rows(1)), ("1.csv", content))
    )
    assert read_window({"press": [good, bad]}, SCHEMA, START, END, beside=[bad])["press"].height == 1
    with pytest.raises(InferenceInputError, match=r"no row in the window .*; 1\.csv (cannot be read|lacks)"):
        read_window({"press": [bad]}, SCHEMA, START, END, beside=[bad])


def test_a_file_that_vanishes_is_named(tmp_path: Path):
    with pytest.raises(InferenceInputError, match=r"gone.csv was removed"):
        read_window({"press": [tmp_path / "gone.csv"]}, SCHEMA, START, END)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (rows(-1, 6), "timestamps inside the files are UTC"),
        ("Timestamp,a,b\n", "timestamps inside the files are UTC"),
        (
            table([("someday", 1, 2)]),
            "press_00.csv, line 2: 'someday' cannot be read as a time such as 2023-03-02 04:00:00",
        ),
    ],
)
def test_a_component_without_a_row_in_the_window_is_an_error(content: str, why: str, tmp_path: Path):
    assert failure(tmp_path, content) == (
        "the files of component 'press' have no row in the window (2024-03-11T09:00:00Z, 2024-03-11T09:05:00Z]; "
        + why
    )


def test_a_component_that_was_not_given_is_an_error(tmp_path: Path):
    both = DataSchema((*SCHEMA.components, Component("pump", "Timestamp", ("amps",))))
    assert "the files of component 'pump' have no row" in failure(tmp_path, rows(1), schema=both)


def test_sixty_files_are_allowed_and_no_more(tmp_path: Path):
    contents = [rows(index / 20) for index in range(1, 61)]
    assert read(tmp_path / "most", *contents)["press"].height == 60
    assert "61 files in the window" in failure(tmp_path / "more", *contents, rows(4.9))


def test_files_of_neighbouring_segments_do_not_count(tmp_path: Path):
    assert read(tmp_path, *[rows(-1)] * 100, rows(1))["press"].height == 1


def test_without_a_target_rate_one_row_per_second_is_allowed_and_no_more(tmp_path: Path):
    seconds = [index / 60 for index in range(1, 301)]
    assert read(tmp_path, rows(*seconds))["press"].height == 300
    dense = [index / 120 for index in range(1, 601)]
    assert "at most 300 are allowed" in failure(tmp_path, _fractions(dense))


def test_with_a_target_rate_rows_are_reduced_anyway(tmp_path: Path):
    dense = [index / 120 for index in range(1, 601)]
    assert read(tmp_path, _fractions(dense), rate=MINUTE)["press"].height == 600


def test_five_megabytes_are_allowed_for_five_minutes(tmp_path: Path):
    wide = ",".join("1.234567890" for _ in range(3000))
    header = "Timestamp,a,b," + ",".join(f"s{index}" for index in range(2998))
    lines = [
        f"2024-03-11 09:0{minute}:{second:02d},{wide}" for minute in range(5) for second in range(1, 60, 2)
    ]
    assert "at most 5 MB are allowed for 5 minutes" in failure(tmp_path, "\n".join([header, *lines]))


def test_far_too_much_data_is_not_even_read(tmp_path: Path):
    path = tmp_path / "press.csv"
    with path.open("wb") as file:
        file.truncate(21 * 2**20)
    with pytest.raises(InferenceInputError, match=r"21\.0 MB"):
        read_window({"press": [path]}, SCHEMA, START, END)


def _fractions(minutes: list[float]) -> str:
    stamps = [f"{START + minute * MINUTE:%Y-%m-%dT%H:%M:%S.%f}" for minute in minutes]
    return table([(stamp, 1, 2) for stamp in stamps])
