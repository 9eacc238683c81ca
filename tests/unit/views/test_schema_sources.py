"""Schemas from folders, frames and buckets."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk import InvalidValueError
from l4e_sdk.local.objects import FolderObjects
from l4e_sdk.local.timeseries.schema import DataSchema as EngineSchema
from l4e_sdk.views import DataSchema

PUMP = DataSchema.of({"pump": ("Time", "rpm", "heat")})
NAMES = st.from_regex(r"[0-9a-zA-Z:#$.\-_]{1,8}", fullmatch=True)
COLUMNS = st.lists(NAMES, min_size=2, max_size=5, unique=True).map(tuple)
SCHEMAS = st.dictionaries(
    st.from_regex(r"[0-9a-zA-Z._\-]{1,8}", fullmatch=True), COLUMNS, min_size=1, max_size=3
)


def put(root: Path, **files: str) -> Path:
    for name, content in files.items():
        file = root / f"{name.replace('__', '/')}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    return root


def test_a_folder_has_a_component_for_each_sub_folder(tmp_path: Path):
    put(
        tmp_path,
        pump__a="Time,rpm,heat\n",
        pump__deep__b="Time,rpm,heat\n",
        fan__a="T,x\n",
        loose="no,matter\n",
    )
    assert DataSchema.from_folder(tmp_path) == DataSchema.of(
        {"fan": ("T", "x"), "pump": ("Time", "rpm", "heat")}
    )


def test_a_folder_of_one_component_is_named(tmp_path: Path):
    put(tmp_path, a="Time,rpm,heat\n")
    assert DataSchema.from_folder(tmp_path, component="pump") == PUMP


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"rpm": [1.0], "Time": [datetime(2024, 1, 1, tzinfo=UTC)], "heat": [2.0]}),
        pd.DataFrame({"rpm": [1.0], "heat": [2.0]}, index=pd.DatetimeIndex(["2024-01-01"], name="Time")),
    ],
    ids=["polars", "pandas"],
)
def test_a_frames_times_come_first(frame: pl.DataFrame | pd.DataFrame):
    assert DataSchema.from_frames({"pump": frame}) == PUMP


@pytest.mark.parametrize(
    ("pattern", "key"),
    [("{prefix}/{component_name}/*", "in/pump/a.csv"), ("{prefix}/{component_name}_*", "in/x/pump_1.csv")],
)
def test_a_bucket_is_read_by_its_layout(tmp_path: Path, pattern: str, key: str):
    store = FolderObjects(tmp_path)
    store.put("plant", key, b"Time,rpm,heat\r\n" + b"x" * 100_000)
    assert DataSchema.from_objects(store, "plant", "in", pattern) == PUMP


def test_a_header_may_be_longer_than_usual(tmp_path: Path):
    store = FolderObjects(tmp_path)
    columns = ("Time", *(f"{number:0200}" for number in range(300)))
    store.put("plant", "pump/a.csv", ",".join(columns).encode() + b"\n")
    assert DataSchema.from_objects(store, "plant")["pump"].header == columns


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "has no CSV files"),
        (
            {"pump__a": "Time,rpm\n", "pump__b": "Time,heat\n"},
            r"b.csv does not have the columns .* lacks rpm and adds heat",
        ),
        ({"pump__a": "Time,rpm\n", "pump__b": "Time;rpm\n"}, "b.csv has no header that can be used"),
        ({"pump__a": "Time,oil temp\n"}, "has the columns 'oil temp'"),
        ({"zone 7__a": "Time,rpm\n"}, "belongs to component 'zone 7'"),
    ],
)
def test_headers_without_a_schema_are_refused_with_the_file(
    tmp_path: Path, files: dict[str, str], message: str
):
    with pytest.raises(InvalidValueError, match=message):
        DataSchema.from_folder(put(tmp_path, **files))


def test_a_folder_that_is_none_is_refused(tmp_path: Path):
    with pytest.raises(InvalidValueError, match="is not a folder"):
        DataSchema.from_folder(tmp_path / "none")


def test_an_unknown_key_pattern_is_refused(tmp_path: Path):
    with pytest.raises(InvalidValueError, match="KeyPattern 'x' is unknown"):
        DataSchema.from_objects(FolderObjects(tmp_path), "plant", key_pattern="x")


@given(SCHEMAS)
def test_the_engine_reads_what_is_written(columns: dict[str, tuple[str, ...]]):
    schema = DataSchema.of(columns)
    read = EngineSchema.parse(schema.to_json().decode())
    assert {each.name: each.header for each in read.components} == columns


@given(SCHEMAS)
def test_a_schema_does_not_differ_from_itself(columns: dict[str, tuple[str, ...]]):
    assert not DataSchema.of(columns).difference(DataSchema.of(columns))


@given(SCHEMAS, SCHEMAS)
def test_columns_missing_in_one_schema_are_added_in_the_other(
    one: dict[str, tuple[str, ...]], other: dict[str, tuple[str, ...]]
):
    there = DataSchema.of(one).difference(DataSchema.of(other))
    back = DataSchema.of(other).difference(DataSchema.of(one))
    assert (there.missing, there.added, bool(there)) == (back.added, back.missing, bool(back))


def test_another_order_is_a_difference():
    difference = PUMP.difference(DataSchema.of({"pump": ("Time", "heat", "rpm")}))
    assert (difference.missing, difference.added, difference.reordered) == ((), (), ("pump",))


def test_a_difference_can_be_read():
    other = DataSchema.of({"pump": ("Time", "heat", "amps")})
    assert str(PUMP.difference(other)) == r"missing: pump\rpm; added: pump\amps"
