from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from l4e_sdk.local.timeseries.ingest import ingest
from l4e_sdk.local.timeseries.readings import TIME
from l4e_sdk.local.timeseries.schema import Component
from l4e_sdk.local.timeseries.sensor_data import SensorData, VanishedDataError
from tests.unit.local.timeseries.files import MINUTE, START, minutes, table, upload

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def data(tmp_path: Path) -> SensorData:
    source = upload(
        tmp_path, "press/a.csv", table([(moment, index, -index) for index, moment in enumerate(minutes(10))])
    )
    ingest([source], prefix="", key_pattern="{prefix}/{component_name}/*", schema=None, out=tmp_path / "out")
    return SensorData(tmp_path / "out")


def test_a_folder_knows_its_schema(data: SensorData):
    assert data.schema.components == (Component("press", "Timestamp", ("a", "b")),)


def test_a_folder_knows_its_span(data: SensorData):
    assert data.span() == (START, START + 9 * MINUTE)


def test_instants_are_microseconds_without_a_zone(data: SensorData):
    assert data.scan("press").collect_schema()[TIME] == pl.Datetime("us")


def test_a_scan_is_narrowed_to_sensors_and_range_with_both_ends(data: SensorData):
    found = data.scan("press", ("b", "unknown"), START + 2 * MINUTE, START + 4 * MINUTE).collect()
    assert (found.columns, found["b"].to_list()) == ([TIME, "b"], [-2, -3, -4])


def test_a_scan_without_sensors_gives_the_instants(data: SensorData):
    assert data.scan("press", ()).collect().columns == [TIME]


@pytest.mark.parametrize(("first", "last"), [(10, 20), (-20, -1), (10, None), (None, -1)])
def test_a_range_beyond_the_data_has_no_rows(first: int | None, last: int | None, data: SensorData):
    start, end = (None if minute is None else START + minute * MINUTE for minute in (first, last))
    assert data.scan("press", ("a",), start, end).collect().height == 0


@pytest.mark.parametrize("minute", [0, 9])
def test_a_range_that_touches_an_end_of_the_data_has_that_row(minute: int, data: SensorData):
    moment = START + minute * MINUTE
    assert data.scan("press", ("a",), moment, moment).collect()["a"].to_list() == [minute]


def test_an_unknown_component_has_no_rows(data: SensorData):
    assert data.scan("pump").collect().height == 0


def test_a_folder_that_is_no_sensor_data_is_refused(tmp_path: Path):
    with pytest.raises(VanishedDataError, match="ingest the dataset again"):
        SensorData(tmp_path)
