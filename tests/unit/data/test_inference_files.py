"""The names of live files, and what is written into them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk import InvalidValueError
from l4e_sdk.data import InferenceFiles
from l4e_sdk.local.objects import FolderObjects
from l4e_sdk.shapes import InferenceInputConfiguration

END = datetime(2024, 3, 11, 13, tzinfo=UTC)
FILES = st.builds(
    InferenceFiles,
    st.just("plant"),
    st.sampled_from(["", "live/in/"]),
    st.sampled_from(["-", "_", " ", ""]),
    st.sampled_from(["EPOCH", "yyyy-MM-dd-HH-mm-ss", "yyyyMMddHHmmss"]),
    st.sampled_from(["+00:00", "+05:30", "-08:00", "+12:00", "-12:00"]),
)
COMPONENTS = st.from_regex(r"[0-9a-zA-Z._\-]{1,20}", fullmatch=True)
MOMENTS = st.datetimes(datetime(2002, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@given(FILES, COMPONENTS, MOMENTS)
def test_a_key_says_what_was_written(files: InferenceFiles, component: str, moment: datetime):
    moment = moment.replace(microsecond=0)
    assert files.parse(files.key(component, moment)) == (component, moment)


@given(FILES)
def test_the_configuration_has_the_same_format(files: InferenceFiles):
    assert InferenceFiles.of(files.configuration) == files


def test_omitted_members_have_the_service_defaults():
    configuration = InferenceInputConfiguration.from_wire({"S3InputConfiguration": {"Bucket": "plant"}})
    assert InferenceFiles.of(configuration).key("press-07", END) == "press-07-20240311130000.csv"


def test_a_zone_shifts_the_name():
    files = InferenceFiles("plant", "live/in/", delimiter="_", zone="+05:30")
    assert files.key("press-07", END) == "live/in/press-07_20240311183000.csv"


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("delimiter", "+", "delimiter is '\\+'; it can be '-', '_'"),
        ("timestamp_format", "iso", "timestamp_format is 'iso'; it can be 'EPOCH'"),
        ("zone", "CET", "'CET' is not a time zone offset"),
        ("prefix", "in", "end it with a slash"),
    ],
)
def test_unknown_formats_are_refused(member: str, value: str, message: str):
    with pytest.raises(InvalidValueError, match=message):
        InferenceFiles("plant", **{member: value})


def test_a_configuration_without_a_bucket_is_refused():
    with pytest.raises(InvalidValueError, match="no s3_input_configuration"):
        InferenceFiles.of(InferenceInputConfiguration())


@pytest.mark.parametrize(
    ("component", "moment", "message"),
    [("press 7", END, "letters, digits"), ("press", END.replace(tzinfo=None), "has no time zone")],
)
def test_a_key_of_nothing_is_refused(component: str, moment: datetime, message: str):
    with pytest.raises(InvalidValueError, match=message):
        InferenceFiles("plant").key(component, moment)


@pytest.mark.parametrize(
    "data",
    [
        [{"time": END - timedelta(minutes=1), "rpm": 1.5}],
        pl.DataFrame({"rpm": [1.5], "time": [END - timedelta(minutes=1)]}),
        pd.DataFrame({"rpm": [1.5], "time": [END - timedelta(minutes=1)]}),
    ],
    ids=["rows", "polars", "pandas"],
)
def test_rows_and_frames_are_written_alike(tmp_path: Path, data):
    store = FolderObjects(tmp_path)
    key = InferenceFiles("plant", "in/").write_window(store, "press", data, end=END)
    assert key == "in/press-20240311130000.csv"
    assert store.get("plant", key) == b"time,rpm\n2024-03-11T12:59:00.000000,1.5\n"
