"""Label files, read, written and checked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk import InvalidValueError, LookoutEquipment
from l4e_sdk._rules.layout.labels import merged
from l4e_sdk._rules.layout.labels import read_labels as read_by_engine
from l4e_sdk.data import check_labels, read_labels, write_labels
from l4e_sdk.local.objects import FolderObjects

DAY = datetime(2024, 3, 2, tzinfo=UTC)
FAULT = (DAY, DAY + timedelta(hours=8))
TEXT = "2024-03-02 00:00,2024-03-02 08:00\n"
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
RANGES = st.lists(st.tuples(MOMENTS, MOMENTS).map(lambda pair: (min(pair), max(pair))), max_size=5)


@given(RANGES)
def test_written_labels_are_read_back(tmp_path_factory, ranges):
    file = tmp_path_factory.mktemp("labels") / "known.csv"
    assert write_labels(file, ranges) == len(ranges)
    assert read_labels(file) == tuple(ranges)


@given(RANGES)
def test_the_engine_reads_what_is_written(tmp_path_factory, ranges):
    file = tmp_path_factory.mktemp("labels") / "known.csv"
    write_labels(file, ranges)
    assert read_by_engine([file.read_bytes()]) == merged(ranges)


def test_text_is_read_as_it_is():
    assert read_labels(TEXT) == (FAULT,)


def test_a_path_may_be_a_string(tmp_path: Path):
    (tmp_path / "known.csv").write_text(TEXT)
    assert read_labels(str(tmp_path / "known.csv")) == (FAULT,)


def test_labels_go_to_a_bucket_and_come_back(tmp_path: Path):
    store = FolderObjects(tmp_path)
    write_labels("s3://plant/labels/known.csv", [FAULT], store=store)
    assert read_labels("s3://plant/labels/known.csv", store=store) == (FAULT,)


def test_times_are_written_in_utc(tmp_path: Path):
    india = timezone(timedelta(hours=5, minutes=30))
    write_labels(tmp_path / "known.csv", [(DAY.astimezone(india), DAY)])
    assert (tmp_path / "known.csv").read_text().startswith("2024-03-02T00:00:00.000000,")


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ([(DAY.replace(tzinfo=None), DAY)], "has no time zone; write 2024-03-02T00:00:00"),
        ([FAULT[::-1]], "swap"),
    ],
)
def test_ranges_that_mean_nothing_are_refused_before_anything_is_written(
    tmp_path: Path, ranges, message: str
):
    with pytest.raises(InvalidValueError, match=message):
        write_labels(tmp_path / "known.csv", [FAULT, *ranges])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("start,end\n" + TEXT, "label text, line 1: .*remove it"),
        ("none.csv", "none.csv cannot be read as a label file"),
        ("s3://plant/labels.csv", "pass store=client.objects"),
        ("s3://plant", "is not the address of a file"),
    ],
)
def test_an_unreadable_line_is_named(source: str, message: str, tmp_path: Path):
    store = FolderObjects(tmp_path) if source == "s3://plant" else None
    with pytest.raises(InvalidValueError, match=message):
        read_labels(source, store=store)


def test_a_check_finds_all_faults_at_once():
    report = check_labels("start,end\n" + TEXT + "2024-03-03 00:00,2024-03-01 00:00\n")
    assert [(each.rule, each.line) for each in report.errors] == [("label", 1), ("label", 3)]


def test_a_check_reports_labels_outside_of_the_data():
    report = check_labels(TEXT, span=(DAY + timedelta(days=1), DAY + timedelta(days=2)))
    assert [each.rule for each in report.warnings] == ["label-span"]


def test_a_check_reports_overlapping_labels():
    report = check_labels(TEXT + "2024-03-02 07:00,2024-03-02 09:00\n")
    assert [(each.severity, each.line) for each in report] == [("info", 2)]


def test_a_check_of_a_file_that_is_not_there_is_a_finding(tmp_path: Path):
    assert not check_labels(tmp_path / "none.csv").ok


def test_a_group_takes_a_file_once(client: LookoutEquipment):
    group = client.label_groups.create("seals", fault_codes=["leak"])
    first = group.load_csv(TEXT, fault_code="leak")
    assert (len(first), group.load_csv(TEXT, fault_code="leak")) == (1, ())
    assert [(each.start_time, each.end_time, each.fault_code) for each in group.labels()] == [
        (*FAULT, "leak")
    ]


def test_the_same_range_with_another_fault_is_another_label(client: LookoutEquipment):
    group = client.label_groups.create("seals", fault_codes=["leak"])
    group.load_csv(TEXT, fault_code="leak")
    assert len(group.load_csv(TEXT)) == 1


def test_a_group_saves_what_models_are_trained_with(client: LookoutEquipment):
    group = client.label_groups.create("seals")
    group.load_csv(TEXT)
    group.add(DAY, DAY + timedelta(days=2), "NEUTRAL")
    assert group.save_csv("s3://plant/labels/known.csv") == 1
    assert read_labels("s3://plant/labels/known.csv", store=client.objects) == (FAULT,)
