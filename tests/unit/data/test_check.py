"""What a check of a folder finds, and that it never raises."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from l4e_sdk import LookoutEquipment, ResourceFailedError, VirtualClock
from l4e_sdk.data import CheckReport, Finding, check_folder, verdicts
from l4e_sdk.local import EngineSettings
from l4e_sdk.views import DataSchema

START = datetime(2024, 1, 1, tzinfo=UTC)
SCHEMA = DataSchema.of({"pump": ("Time", "rpm", "heat")})


def rows(days: int = 20, header: str = "Time,rpm,heat") -> str:
    lines = (
        f"{START + timedelta(hours=hour):%Y-%m-%d %H:%M:%S},{hour}.5,{hour}" for hour in range(24 * days)
    )
    return "\n".join([header, *lines, ""])


GOOD = rows()


def check(root: Path, files: dict[str, str | bytes], schema: DataSchema | None = None) -> CheckReport:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return check_folder(root, schema)


def only(report: CheckReport) -> Finding:
    (finding,) = report
    return finding


def test_good_data_has_no_findings(tmp_path: Path):
    report = check(tmp_path, {"pump/a.csv": GOOD})
    assert report.ok
    assert not len(report)


def test_a_file_is_summed_up(tmp_path: Path):
    (file,) = check(tmp_path, {"pump/a.csv": GOOD}).files
    assert (file.key, file.component, file.size, file.rows, file.usable) == (
        "pump/a.csv",
        "pump",
        len(GOOD),
        480,
        True,
    )
    assert (file.start, file.end) == (START, START + timedelta(hours=479))


@pytest.mark.parametrize(
    ("name", "content", "place", "message"),
    [
        ("pump/b.csv", b"\x1f\x8b123", ("not-csv", 1), "gzip"),
        ("pump/b.csv", "Time;rpm\n".encode("utf-16"), ("not-csv", 1), "UTF-16"),
        ("pump/b.csv", "Zeit,Öl\n".encode("latin-1"), ("not-csv", 1), "not UTF-8"),
        ("pump/b.csv", "", ("not-csv", 1), "empty"),
        ("pump/b.csv", "Time;rpm\n", ("not-csv", 1), "one column"),
        ("pump/b.csv", "Time,rpm,rpm\n", ("not-csv", 1), "rpm more than once"),
        ("pump/b.csv", "Time,oil temp\n", ("column-name", 1), "'oil temp'"),
        ("pump/b.csv", "Time,rpm,\n", ("column-name", 1), "^column 3 has no name"),
        ("pump/b.csv", "rpm,Time\n", ("timestamp-column", 1), "timestamp of the component's first file"),
        ("pump/b.csv", "Time,rpm,heat\n", ("no-rows", None), "it has no rows"),
        (
            "pump/b.csv",
            "Time,rpm,heat\n11.3.24,1,2\n",
            ("no-rows", 2),
            "its 1 timestamp has no supported format.* '11.3.24'",
        ),
        (
            "pump/b.csv",
            "Time,rpm,heat\n2024-03-11 00:00,,-\n",
            ("no-rows", None),
            "none of its cells is a number",
        ),
        ("zone 7/b.csv", GOOD, ("component-name", None), "letters, digits"),
    ],
)
def test_unusable_files_are_errors(
    tmp_path: Path, name: str, content: str | bytes, place: tuple[str, int | None], message: str
):
    report = check(tmp_path, {"pump/a.csv": GOOD, name: content})
    (error,) = report.errors
    assert (error.rule, error.line) == place
    assert [file.key for file in report.files if not file.usable] == [name]
    assert re.search(message, error.message)


def test_a_header_is_compared_with_the_schema(tmp_path: Path):
    error = check(tmp_path, {"pump/a.csv": rows(header="Time,rpm,amps")}, SCHEMA).errors[0]
    assert (error.rule, error.message) == ("schema", "its header lacks heat and adds amps")


@pytest.mark.parametrize(
    ("line", "rule", "column", "message"),
    [
        ("never,1,2", "timestamp", None, "1 row is left out .* 'never'"),
        ("2024-01-09 00:00,n/a,2", "not-a-number", "rpm", "1 cell is no number .* 'n/a'"),
        ("2024-01-09 00:30,1,2,3", "surplus-cell", None, "decimal point"),
        ('2024-01-09 00:30,"1,2', "quotation", None, "stray quotation mark"),
    ],
)
def test_lost_rows_are_warnings_with_their_line(
    tmp_path: Path, line: str, rule: str, column: str | None, message: str
):
    report = check(tmp_path, {"pump/a.csv": GOOD + line})
    found = next(each for each in report if each.rule == rule)
    assert (found.severity, found.line, found.column) == ("warning", 482, column)
    assert re.search(message, found.message)
    assert report.ok


def test_findings_of_one_kind_are_counted_and_not_repeated(tmp_path: Path):
    found = only(check(tmp_path, {"pump/a.csv": GOOD.replace(".5,7", ".5,x")}))
    assert (found.rule, found.message.partition(" ")[0]) == ("not-a-number", "11")


def test_empty_cells_are_reported_without_a_warning(tmp_path: Path):
    found = only(check(tmp_path, {"pump/a.csv": GOOD.replace("0.5,0\n", "0.5,\n", 1)}))
    assert (found.severity, found.rule, found.column) == ("info", "empty-cell", "heat")


def test_timestamps_that_come_again_are_counted_over_all_files(tmp_path: Path):
    found = only(check(tmp_path, {"pump/a.csv": GOOD, "pump/b.csv": GOOD}))
    assert (found.rule, found.file, found.message.partition(" ")[0]) == (
        "duplicate-timestamp",
        "pump/",
        "480",
    )


def test_files_with_a_common_column_and_times_are_reported(tmp_path: Path):
    repeated = only(check(tmp_path, {"pump/a.csv": GOOD, "pump/b.csv": GOOD})).message
    assert "the same columns are the same sensors" in repeated
    again = only(check(tmp_path / "one", {"pump/a.csv": GOOD + "2024-01-01 00:00:00,1,2"})).message
    assert "sensors" not in again


def test_less_than_14_days_are_too_short(tmp_path: Path):
    report = check(tmp_path, {"pump/a.csv": rows(days=13)})
    assert [(each.rule, each.column) for each in report.warnings] == [
        ("short-span", "rpm"),
        ("short-span", "heat"),
    ]


def test_a_gap_of_more_than_30_days_is_reported(tmp_path: Path):
    later = "Time,rpm,heat\n2024-03-01 00:00,1,2\n"
    found = only(check(tmp_path, {"pump/a.csv": GOOD, "pump/b.csv": later}))
    assert (found.rule, found.message) == (
        "large-gap",
        "there is a gap of 40 days from 2024-01-20 23:00 on, which will be filled from the row before it",
    )


def test_a_sensor_without_a_number_is_reported(tmp_path: Path):
    report = check(tmp_path, {"pump/a.csv": GOOD, "pump/b.csv": "Time,rpm,amps\n2024-01-21 00:00,1,-\n"})
    assert ("no-data", "amps") in [(each.rule, each.column) for each in report.warnings]


def test_a_component_without_files_is_reported(tmp_path: Path):
    schema = DataSchema.of({"pump": ("Time", "rpm", "heat"), "fan": ("Time", "x")})
    found = only(check(tmp_path, {"pump/a.csv": GOOD}, schema))
    assert (found.severity, found.file) == ("warning", "fan/")


def test_a_folder_that_the_schema_does_not_know_is_an_error(tmp_path: Path):
    (error,) = check(tmp_path, {"pump/a.csv": GOOD, "fan/a.csv": GOOD}, SCHEMA).errors
    assert (error.rule, error.file) == ("schema", "fan/")


def test_a_file_beside_the_folders_is_not_uploaded(tmp_path: Path):
    assert only(check(tmp_path, {"pump/a.csv": GOOD, "b.csv": GOOD})).rule == "stray-file"


@pytest.mark.parametrize("name", ["pump/b.csv.gz", "pump/old/b.zip", "b.xlsx", "pump/b.txt", "pump/B.TSV"])
def test_data_in_another_form_is_not_passed_over_in_silence(tmp_path: Path, name: str):
    found = only(check(tmp_path, {"pump/a.csv": GOOD, name: b"?", "pump/README.md": b""}))
    assert (found.severity, found.rule, found.file) == ("warning", "stray-file", name)
    assert "not a .csv file" in found.message


def test_a_folder_of_packed_files_alone_says_so(tmp_path: Path):
    report = check(tmp_path, {"pump/a.csv.gz": b"\x1f\x8b"})
    assert [(each.rule, each.file) for each in report] == [("folder", None), ("stray-file", "pump/a.csv.gz")]


def test_quotas_are_checked(tmp_path: Path, monkeypatch):
    for name, limit in (("FILES", 1), ("FILE", 100), ("DATASET", 150), ("COLUMNS", 1), ("COMPONENTS", 0)):
        monkeypatch.setattr(verdicts, f"MAX_{name}", limit)
    report = check(tmp_path, {"pump/a.csv": GOOD, "pump/b.csv": "Time,rpm,heat\n2024-01-21 00:00,1,2\n"})
    assert {each.rule for each in report.errors} == {
        "file-count",
        "file-size",
        "dataset-size",
        "column-count",
        "component-count",
    }


@pytest.mark.parametrize("name", ["none", "file.csv"])
def test_a_folder_that_cannot_be_read_is_a_finding(tmp_path: Path, name: str):
    (tmp_path / "file.csv").touch()
    assert only(check_folder(tmp_path / name)).rule == "folder"


def test_a_folder_of_one_component_is_named(tmp_path: Path):
    (tmp_path / "a.csv").write_text(GOOD)
    assert check_folder(tmp_path, component="pump").files[0].key == "pump/a.csv"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=200), max_size=3))
def test_no_content_raises(tmp_path_factory, contents: list[bytes]):
    root = tmp_path_factory.mktemp("folder")
    report = check(root, {f"pump/{number}.csv": content for number, content in enumerate(contents)})
    assert str(report)


def test_a_report_is_a_table(tmp_path: Path):
    lines = str(check(tmp_path, {"pump/a.csv": GOOD + "never,1,2"})).splitlines()
    assert lines[0] == "1 of 1 file usable; 0 errors, 1 warning"
    assert lines[2].split()[:4] == ["warning", "pump/a.csv", "482", "timestamp"]


def test_a_report_for_notebooks_escapes_what_is_in_files(tmp_path: Path):
    html = check(tmp_path, {"pump/a.csv": GOOD + "<b>,1,2"})._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_a_dataset_checks_against_its_schema(client: LookoutEquipment, tmp_path: Path):
    dataset = client.datasets.create("pumps", dataset_schema=SCHEMA)
    (tmp_path / "pump").mkdir()
    (tmp_path / "pump/a.csv").write_text(rows(header="Time,rpm,amps"))
    assert "lacks heat and adds amps" in dataset.check(tmp_path).errors[0].message


# What is promised about ingestion is what ingestion does.

CONTENTS = st.sampled_from(
    [
        GOOD,
        GOOD + "never,1,2\n2024-01-09 00:30,x,2\n",
        GOOD + '2024-01-09 00:30,"1,2\n',
        GOOD.encode() + b"2024-01-09 00:30,5\xb0,2\n",
        rows(header="Time,rpm,amps"),
        "Time,rpm,heat\n",
        "Time;rpm;heat\n2024-01-01 00:00;1;2\n",
        "Time,rpm,rpm\n2024-01-01 00:00,1,2\n",
        "Time,rpm,heat\n01.01.2024,1,2\n",
        "Time,rpm,heat\n2024-01-01 00:00,-,\n",
        "heat,Time\n2024-01-01 00:00,1\n",
        b"PK\x03\x04",
        b"",
    ]
)


@settings(max_examples=20, deadline=None)
@given(st.lists(CONTENTS, min_size=1, max_size=4), st.sampled_from([None, SCHEMA]))
def test_ingestion_takes_exactly_the_files_that_are_usable(tmp_path_factory, contents, schema):
    root = tmp_path_factory.mktemp("agreement")
    report = check(root, {f"pump/{number}.csv": content for number, content in enumerate(contents)}, schema)
    with LookoutEquipment.local(clock=VirtualClock(START), settings=EngineSettings(workers=0)) as client:
        dataset = client.datasets.create("pumps", dataset_schema=schema)
        job = dataset.ingest(dataset.upload(root, bucket="plant"))
        try:
            job.wait()
        except ResourceFailedError:
            assert not any(file.usable for file in report.files)
        else:
            discarded = [file.key for file in job.refresh().ingested_files_summary.discarded_files]
            assert discarded == [file.key for file in report.files if not file.usable]
            assert report.ok is (not discarded)
