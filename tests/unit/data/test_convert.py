"""Exports as plants write them, and what becomes of them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from l4e_sdk.data import ExportFormat, check_folder, convert_export
from l4e_sdk.data import convert as module
from l4e_sdk.errors import InvalidValueError

GERMAN = ExportFormat(zone="Europe/Berlin", dates="dmy", decimal=",", thousands=".")
UTC = ExportFormat(zone="UTC")


def converted(
    root: Path, files: dict[str, str | bytes], written: ExportFormat = UTC, *, component: str | None = None
) -> dict[str, str]:
    """Convert files, and return the new ones by their names."""
    for name, content in files.items():
        file = root / "export" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    convert_export(root / "export", root / "new", written, component=component)
    return {
        path.relative_to(root / "new").as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((root / "new").rglob("*.csv"))
    }


def refusal(
    root: Path, files: dict[str, str | bytes], written: ExportFormat = UTC, *, component: str | None = None
) -> str:
    with pytest.raises(InvalidValueError) as refused:
        converted(root, files, written, component=component)
    assert [path.name for path in root.iterdir()] == ["export"]  # nothing half made is left
    return str(refused.value).removeprefix(f"{root}/export/")


def test_a_german_export_becomes_a_file_that_ingestion_reads(tmp_path: Path):
    text = "Zeit;Öltemperatur [°C];Drehzahl\r\n31.01.2024 13:00;61,5;1.480,25\r\n31.01.2024 13:01:30,5;-0,5;990\r\n"
    assert converted(tmp_path, {"Presse 7/Jänner.csv": text}, GERMAN) == {
        "Presse_7/Jänner.csv": "Timestamp,Oltemperatur_C,Drehzahl\n"
        "2024-01-31 12:00:00,61.5,1480.25\n"
        "2024-01-31 12:01:30.500000,-0.5,990\n"
    }
    assert {found.rule for found in check_folder(tmp_path / "new")} == {"short-span"}


@pytest.mark.parametrize(
    "content",
    [
        "Zeit\tn\n2024-01-31 13:00\t1\n".encode("utf-16"),
        "\ufeffZeit;n;\n2024-01-31T13:00Z;1;\n".encode(),
        gzip.compress(b"Zeit|n\n2024-01-31T14:00:00+0100|1\n\n", mtime=0),
        b'"Zeit","n"\n"2024-01-31 13:00","1"\n',
    ],
)
def test_detected_formats_need_no_option(tmp_path: Path, content: bytes):
    found = converted(tmp_path, {"pump/a.txt.gz": content})
    assert found == {"pump/a.csv": "Timestamp,n\n2024-01-31 13:00:00,1\n"}


def test_older_encodings_are_named(tmp_path: Path):
    text = "Zeit;Öl\n2024-01-31;1\n".encode("cp1252")
    assert "encoding='cp1252'" in refusal(tmp_path, {"pump/a.csv": text})
    assert "Timestamp,Ol" in converted(
        tmp_path, {"pump/a.csv": text}, ExportFormat(zone="UTC", encoding="cp1252")
    ).get("pump/a.csv", "")


@pytest.mark.parametrize(
    ("text", "written", "message"),
    [
        ("t,n\n31.01.2024,1\n", UTC, "line 2: '31.01.2024' is not a time with year, month and day.*dates="),
        ("t,n\n2024-01-31,1\n", ExportFormat(), "line 2: the time '2024-01-31' has no zone.*zone='Europe/Berlin'"),
        ("t;n\n2024-01-31;1.5\n", ExportFormat(zone="UTC", decimal=","), "line 2: column 'n': '1.5' looks like a number.*nothing between"),
        ("t;n\n2024-01-31;1,5\n", UTC, "line 2: column 'n': '1,5' .*decimal= or thousands="),
        ("t,n\n2024-01-31,1,5\n", UTC, "line 2: it has 3 cells and the header 2.*semicolons"),
        ("North plant\nt,n\n2024-01-31,1\n", UTC, "line 1: its header 'North plant' has one column.*skip_lines="),
        ("t;n,x\n2024-01-31;1,5\n", UTC, "as many .* as .*delimiter="),
        ("t,a b,a_b\n2024-01-31,1,2\n", UTC, "'a b' and 'a_b' would both be called 'a_b'.*names="),
        ("t,°\n2024-01-31,1\n", UTC, "'°' would be called ''.*names="),
        ("t,n\n", ExportFormat(zone="UTC", time_columns=("Zeit",)), "no column 'Zeit', only t, n"),
        ("t,\n2024-01-31,\n", UTC, "no column but the time"),
        ("t,n\n1706702400123,1\n", UTC, "line 2: '1706702400123' is not a time with year, month and day.*1706702400123 is 2024-01-31 in milliseconds since 1970: dates='unix-ms'"),
        ("t,n\ns,rpm\n1706702400123,1\n", ExportFormat(dates="unix"), "line 2: 's' is not a time in seconds since 1970.*dates='unix-ms'"),
        ("t;n\n45322.5;1\n", ExportFormat(zone="UTC", dates="excel", decimal=","), "line 2: the time '45322.5' looks like a number.*decimal="),
        ("t,n\n2024-01-31,1\n", ExportFormat(zone="UTC", machine_column="Asset"), "no column 'Asset', only t, n"),
        ("t,n,\n2024-01-31,1,\n", ExportFormat(zone="UTC", quality_column=""), "no column '', only t, n"),
        ("t,n,Asset\n2024-01-31,1,/\n", ExportFormat(zone="UTC", machine_column="Asset"), "line 2: the machine '/' has no letter"),
        ("t,n,Asset\n2024-01-31,1,..\n", ExportFormat(zone="UTC", machine_column="Asset"), "line 2: the machine '..' has no letter"),
        ("t,n,Asset\n2024-01-31,1,P 1\n2024-01-31,1,P_1\n", ExportFormat(zone="UTC", machine_column="Asset"), "line 3: the machines 'P 1' and 'P_1' would both be called 'P_1'; rename one"),
        (b"PK\x03\x04", UTC, "Excel workbook"),
        (b"\x1f\x8b\x08\x00", UTC, "cannot be unpacked"),
        (b"", UTC, "has one column"),
    ],
)  # fmt: skip
def test_ambiguous_exports_are_refused_with_place_and_remedy(
    tmp_path: Path, text: str | bytes, written: ExportFormat, message: str
):
    told = refusal(tmp_path, {"pump/a.csv": text}, written)
    assert told.startswith("pump/a.csv, line ")
    assert re.search(message, told)


def test_cells_that_are_no_number_stay_for_the_check_to_tell(tmp_path: Path):
    words = ("Bad", "#N/A", "---", "12:30", "1.2.3", "")
    text = "t;n\n" + "".join(f"2024-01-31 13:0{minute};{word}\n" for minute, word in enumerate(words))
    new = converted(tmp_path, {"pump/a.csv": text})["pump/a.csv"]
    assert [line.partition(",")[2] for line in new.splitlines()[1:]] == list(words)


def test_states_become_the_given_numbers(tmp_path: Path):
    written = ExportFormat(zone="UTC", states={"RUN": 1, "STOP": 0})
    text = "t,n\n2024-01-31,RUN\n2024-02-01, STOP\n2024-02-02,FAULT\n"
    assert converted(tmp_path, {"pump/a.csv": text}, written)["pump/a.csv"].splitlines()[1:] == [
        "2024-01-31 00:00:00,1",
        "2024-02-01 00:00:00,0",
        "2024-02-02 00:00:00,FAULT",
    ]


def test_a_row_of_units_is_skipped_and_reported(tmp_path: Path):
    (tmp_path / "pump.csv").write_text("t,n\n,rpm\n2024-01-31,1\n")
    (file,) = convert_export(tmp_path / "pump.csv", tmp_path / "new", UTC, component="pump").files
    assert (file.rows, file.remarks) == (
        1,
        (
            "read as utf-8, separated by ','",
            "rows left out, without a time that can be read: 1, the first in line 2: ''",
        ),
    )


def test_columns_get_unique_names_and_unnamed_ones_are_skipped(tmp_path: Path):
    new = converted(tmp_path, {"pump/a.csv": "t,T,T,,n\n2024-01-31,1,2,3,4\n"})
    assert new["pump/a.csv"] == "Timestamp,T,T_2,n\n2024-01-31 00:00:00,1,2,4\n"


def test_date_and_time_may_be_two_columns(tmp_path: Path):
    written = ExportFormat(zone="UTC", dates="mdy", time_columns=("Date", "Time"))
    new = converted(tmp_path, {"pump/a.csv": "No,Date,n,Time\n1,1/31/2024,5,1:30 PM\n"}, written)
    assert new["pump/a.csv"] == "Timestamp,No,n\n2024-01-31 13:30:00,1,5\n"


def test_one_reading_a_row_becomes_a_file_for_each_tag(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_KEPT", 2)  # files are written to again and again
    written = ExportFormat(zone="UTC", tag_column="tag", value_column="value", machine_separator="/")
    text = "tag,time,value,quality\nP1/oil temp,2024-01-31 13:00,{0}1,Good\nP2/n,2024-01-31 13:00,2,Good\n"
    new = converted(tmp_path, {"a.csv": text.format(""), "b.csv": text.format(3)}, written)
    assert new == {
        "P1/oil_temp.csv": "Timestamp,oil_temp\n2024-01-31 13:00:00,1\n2024-01-31 13:00:00,31\n",
        "P2/n.csv": "Timestamp,n\n2024-01-31 13:00:00,2\n2024-01-31 13:00:00,2\n",
    }


def test_unused_columns_are_reported(tmp_path: Path):
    (tmp_path / "a.csv").write_text("tag,time,value,quality\nn,2024-01-31,1,Good\n")
    written = ExportFormat(zone="UTC", tag_column="tag", value_column="value")
    (file,) = convert_export(tmp_path / "a.csv", tmp_path / "new", written, component="pump").files
    assert "not read: quality" in file.remarks


def test_readings_without_a_sensor_are_reported(tmp_path: Path):
    (tmp_path / "a.csv").write_text("tag,time,value\nn,2024-01-31 13:00,1\n,2024-01-31 13:01,2\n")
    written = ExportFormat(zone="UTC", tag_column="tag", value_column="value")
    (file,) = convert_export(tmp_path / "a.csv", tmp_path / "new", written, component="pump").files
    told = "rows left out, without the name of a sensor: 1, the first in line 3: '2024-01-31 13:01'"
    assert (file.rows, file.remarks[-1]) == (1, told)


def test_machines_of_one_file_are_parted_by_their_names(tmp_path: Path):
    written = ExportFormat(zone="UTC", machine_separator=".", names={"pump1.T": "heat"})
    new = converted(tmp_path, {"all.csv": "t,pump1.T,pump1.n,pump2.T\n2024-01-31,1,2,3\n"}, written)
    assert new == {
        "pump1/all.csv": "Timestamp,heat,n\n2024-01-31 00:00:00,1,2\n",
        "pump2/all.csv": "Timestamp,T\n2024-01-31 00:00:00,3\n",
    }


def test_a_machine_that_nobody_names_is_asked_for(tmp_path: Path):
    assert "component=" in refusal(tmp_path, {"a.csv": "t,n\n2024-01-31,1\n"})
    assert converted(tmp_path, {}, component="pump").keys() == {"pump/a.csv"}


def test_files_of_a_machine_with_the_same_name_stay_apart(tmp_path: Path):
    text = "t,n\n2024-01-31,1\n"
    new = converted(tmp_path, {"pump/2023/may.csv": text, "pump/2024/may.csv": text.replace("n", "T")})
    assert new.keys() == {"pump/2023-may.csv", "pump/2024-may.csv"}


def test_a_file_for_each_sensor_has_the_sensors_name(tmp_path: Path):
    written = ExportFormat(zone="UTC", tag_is_file_name=True)
    files = {
        "pump/oil temp.csv": "t,Value\n2024-01-31,1\n",
        "pump/n.csv.gz": gzip.compress(b"t,Value\n2024-01-31,2\n"),
    }
    assert converted(tmp_path, files, written) == {
        "pump/n.csv": "Timestamp,n\n2024-01-31 00:00:00,2\n",
        "pump/oil temp.csv": "Timestamp,oil_temp\n2024-01-31 00:00:00,1\n",
    }
    assert "has 2: a, b" in refusal(tmp_path / "two", {"pump/n.csv": "t,a,b\n2024-01-31,1,2\n"}, written)


def test_packed_and_unpacked_files_of_one_name_are_one_if_they_are_alike(tmp_path: Path):
    files: dict[str, str | bytes] = {"pump/a.csv": "t,n\n2024-01-31,1\n", "pump/a.txt": "t,n\n2024-02-01,2\n"}
    assert converted(tmp_path, files)["pump/a.csv"].count("\n") == 3
    files["pump/a.txt"] = "t,x\n2024-02-01,2\n"
    assert "another file with other columns is called 'a'" in refusal(tmp_path / "other", files)


def test_a_folder_with_files_is_not_touched(tmp_path: Path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "mine").touch()
    with pytest.raises(InvalidValueError, match="name a new folder"):
        converted(tmp_path, {"pump/a.csv": "t,n\n2024-01-31,1\n"})
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["mine"]


def test_a_conversion_has_remarks_in_words(tmp_path: Path):
    (tmp_path / "a.csv").write_text("t,oil temp\n2024-01-31,1\n")
    told = str(convert_export(tmp_path / "a.csv", tmp_path / "new", UTC, component="pump"))
    assert told.splitlines() == [
        f"{tmp_path / 'a.csv'}: 1 rows; read as utf-8, separated by ','",
        "'oil temp' is called 'oil_temp'",
    ]


@pytest.mark.parametrize(
    ("time", "written"),
    [
        ("1706702400,25", ExportFormat(dates="unix", decimal=",")),
        ("1706702400250", ExportFormat(dates="unix-ms", zone="UTC", decimal=",")),
        ("45322,5416695602", ExportFormat(dates="excel", zone="Europe/Berlin", decimal=",")),
    ],
)
def test_times_may_be_numbers(tmp_path: Path, time: str, written: ExportFormat):
    new = converted(tmp_path, {"pump/a.csv": f"t;n\n;rpm\n{time};0,5\n"}, written)
    assert new == {"pump/a.csv": "Timestamp,n\n2024-01-31 12:00:00.250000,0.5\n"}


def test_rows_with_implausible_times_are_skipped_and_reported(tmp_path: Path):
    (tmp_path / "a.csv").write_text("t,n\n0,1\n1706702400,2\n1706702460000,3\n")
    written = ExportFormat(dates="unix")
    (file,) = convert_export(tmp_path / "a.csv", tmp_path / "new", written, component="pump").files
    assert file.rows == 1
    assert file.remarks[-1] == "rows left out, without a time that can be read: 2, the first in line 2: '0'"


def test_a_column_names_the_machine_of_each_row(tmp_path: Path):
    written = ExportFormat(zone="UTC", machine_column="Asset", names={"T": "heat"})
    text = "Asset,t,T,n\nPump 1,2024-01-31,1,2\n P2,2024-01-31,3,4\nPump 1,2024-02-01,5,6\n,2024-02-01,7,8\n,,°C,\n"
    assert converted(tmp_path, {"press/all.csv": text}, written) == {
        "P2/all.csv": "Timestamp,heat,n\n2024-01-31 00:00:00,3,4\n",
        "Pump_1/all.csv": "Timestamp,heat,n\n2024-01-31 00:00:00,1,2\n2024-02-01 00:00:00,5,6\n",
        "press/all.csv": "Timestamp,heat,n\n2024-02-01 00:00:00,7,8\n",
    }


def test_a_column_names_the_machine_of_each_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_KEPT", 2)  # files are written to again and again
    written = ExportFormat(zone="UTC", machine_column="Asset", tag_column="tag", value_column="value")
    text = "Asset,tag,t,value\nP1,n,2024-01-31,1\nP2,n,2024-01-31,2\nP1,T,2024-01-31,3\n,n,2024-01-31,4\n"
    assert converted(tmp_path, {"all.csv": text}, written, component="press") == {
        "P1/T.csv": "Timestamp,T\n2024-01-31 00:00:00,3\n",
        "P1/n.csv": "Timestamp,n\n2024-01-31 00:00:00,1\n",
        "P2/n.csv": "Timestamp,n\n2024-01-31 00:00:00,2\n",
        "press/n.csv": "Timestamp,n\n2024-01-31 00:00:00,4\n",
    }


def test_a_row_without_a_machine_is_reported_with_its_line(tmp_path: Path):
    text = "Asset,t,n\nP1,2024-01-31,1\n ,2024-02-01,2\n"
    told = refusal(tmp_path, {"all.csv": text}, ExportFormat(zone="UTC", machine_column="Asset"))
    assert told.startswith("all.csv, line 3: column 'Asset' is empty")
    assert told.endswith("component=")


def test_rows_of_machines_do_not_follow_each_other_when_clocks_are_set_back(tmp_path: Path):
    written = ExportFormat(zone="Europe/Berlin", machine_column="Asset")
    text = "t,n,Asset\n2024-10-27 02:30,1,P1\n2024-10-27 02:30,2,P2\n2024-10-27 02:30,3,P1\n2024-10-27 02:30,4,P2\n"
    new = converted(tmp_path, {"all.csv": text}, written)
    assert new["P1/all.csv"].splitlines()[1:] == ["2024-10-27 00:30:00,1", "2024-10-27 01:30:00,3"]
    assert new["P2/all.csv"].splitlines()[1:] == ["2024-10-27 00:30:00,2", "2024-10-27 01:30:00,4"]


def test_readings_that_are_not_good_become_empty_cells_and_are_counted(tmp_path: Path):
    written = ExportFormat(
        zone="UTC", tag_column="tag", value_column="value", quality_column="Quality", states={"": 0}
    )
    rows = ("1,good", "1.2.3,Bad", '"2,5",64', "3, 192 ", ",Good", "4,")
    text = "tag,t,value,Quality\n" + "".join(
        f"n,2024-01-31 13:0{place},{row}\n" for place, row in enumerate(rows)
    )
    (tmp_path / "a.csv").write_text(text)
    (file,) = convert_export(tmp_path / "a.csv", tmp_path / "new", written, component="pump").files
    values = [line.partition(",")[2] for line in (tmp_path / "new/pump/n.csv").read_text().splitlines()]
    assert values == ["n", "1", "", "", "3", "0", ""]
    assert file.rows == 6
    assert file.remarks[1:] == (
        "rows with empty cells, as their quality is not good: 3, the first in line 3: 'Bad'",
    )


def test_a_quality_is_that_of_all_sensors_of_the_row(tmp_path: Path):
    written = ExportFormat(zone="UTC", quality_column="Q", good=("OK", ""))
    text = "Q,t,T,n\nok,2024-01-31,1,2\nGood,2024-02-01,3,4\n,2024-02-02,5,6\n"
    assert converted(tmp_path, {"pump/a.csv": text}, written) == {
        "pump/a.csv": "Timestamp,T,n\n2024-01-31 00:00:00,1,2\n2024-02-01 00:00:00,,\n2024-02-02 00:00:00,5,6\n"
    }


def test_a_file_for_each_sensor_may_have_qualities(tmp_path: Path):
    written = ExportFormat(zone="UTC", tag_is_file_name=True, quality_column="Quality")
    files: dict[str, str | bytes] = {
        "pump/n.csv": "Time,Value,Quality\n2024-01-31,1,Good\n2024-02-01,2,Bad\n",
        "pump/dead.csv": "Time,Value,Quality\n2024-01-31,0,Bad\n",
    }
    assert converted(tmp_path, files, written) == {
        "pump/dead.csv": "Timestamp,dead\n2024-01-31 00:00:00,\n",
        "pump/n.csv": "Timestamp,n\n2024-01-31 00:00:00,1\n2024-02-01 00:00:00,\n",
    }


def test_an_export_without_good_readings_is_refused(tmp_path: Path):
    written = ExportFormat(zone="UTC", quality_column="Quality")
    text = "Time,n,Quality\n2024-01-31,1,0\n"
    told = refusal(tmp_path, {"pump/a.csv": text, "pump/b.csv": text}, written)
    assert told.startswith("pump/a.csv, line 2: the quality '0' is not good, nor is that of any other row")
    assert told.endswith("good=")


def test_remarks_use_the_names_of_the_export(tmp_path: Path):
    assert "line 2: column 'Öl [°C]': '1,5'" in refusal(tmp_path, {"a/a.csv": "t;Öl [°C]\n2024-01-31;1,5\n"})
