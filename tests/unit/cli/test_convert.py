"""``l4e convert``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.unit.cli.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line


def export(folder: Path, days: int = 20) -> str:
    """Write what a German plant would, and return where."""
    (folder / "Presse 7").mkdir(parents=True)
    hours = (NOW + timedelta(hours=hour) for hour in range(24 * days))
    lines = "".join(f"{hour:%d.%m.%Y %H:%M};{hour.hour},5;AN\n" for hour in hours)
    (folder / "Presse 7" / "März.csv").write_text(f"Zeit;Öl;Lauf\n;°C;\n{lines}", encoding="cp1252")
    return str(folder)


OPTIONS = ("--zone", "UTC", "--dates", "dmy", "--decimal", ",", "--encoding", "cp1252", "--state", "AN=1")


def test_an_export_is_converted_and_checked(empty: Line, tmp_path: Path):
    done = empty("convert", export(tmp_path / "export"), str(tmp_path / "new"), *OPTIONS)
    assert done.exit_code == 0
    assert "März.csv: 480 rows; read as cp1252" in done.stderr
    assert "the first in line 2" in done.stderr
    assert "renamed Presse 7 to Presse_7\nrenamed Öl to Ol\n" in done.stdout
    assert "1 of 1 file usable; 0 errors, 0 warnings" in done.stdout
    assert done.stderr.splitlines()[-1] == f"Next: l4e --local plant learn NAME {tmp_path / 'new'}"
    assert (tmp_path / "new/Presse_7/März.csv").read_text().splitlines()[1] == "2024-03-01 00:00:00,0.5,1"


def test_json_has_the_same_findings(empty: Line, tmp_path: Path):
    found = empty.json("convert", export(tmp_path / "export", days=2), str(tmp_path / "new"), *OPTIONS)
    assert (found["names"], found["ok"]) == ({"Presse 7": "Presse_7", "Öl": "Ol"}, True)
    assert {each["rule"] for each in found["findings"]} == {"short-span"}


@pytest.mark.parametrize(
    ("left_out", "remedy"),
    [("--zone", "--zone 'Europe/Berlin'"), ("--dates", "--dates 'ymd', 'dmy' or"), ("--decimal", "correct --decimal or --thousands"), ("--encoding", "--encoding 'cp1252'")],
)  # fmt: skip
def test_a_missing_option_is_named_as_on_the_command_line(
    empty: Line, tmp_path: Path, left_out: str, remedy: str
):
    place = OPTIONS.index(left_out)
    options = OPTIONS[:place] + OPTIONS[place + 2 :]
    done = empty("convert", export(tmp_path / "export"), str(tmp_path / "new"), *options)
    assert done.exit_code == 1
    assert "März.csv, line " in done.stderr
    assert remedy in done.stderr


def test_a_historian_has_machines_qualities_and_times_in_numbers(empty: Line, tmp_path: Path):
    hours = (NOW + timedelta(hours=hour) for hour in range(24 * 20))
    rows = (f"P1,speed,{hour.timestamp() * 1000:.0f},{hour.hour},OK\n" for hour in hours)
    bad = f"P1,speed,{NOW.timestamp() * 1000 + 1:.0f},9,Bad\n"
    (tmp_path / "a.csv").write_text("".join(["Asset,Tag,Time,Value,Quality\n", *rows, bad]))
    line = (
        "convert",
        str(tmp_path / "a.csv"),
        str(tmp_path / "new"),
        "--tag-column",
        "Tag",
        "--value-column",
        "Value",
    )
    own = (*line, "--dates", "unix-ms", "--quality-column", "Quality")
    done = empty(*own, "--machine-column", "Asset", "--good", "good", "--good", "ok")
    assert done.exit_code == 0
    assert "their quality is not good: 1, the first in line 482: 'Bad'" in done.stderr
    assert "1 of 1 file usable; 0 errors, 0 warnings" in done.stdout
    assert (tmp_path / "new/P1/speed.csv").read_text().splitlines()[1] == "2024-03-01 00:00:00,0"


@pytest.mark.parametrize(
    ("options", "remedy"),
    [
        (("--component", "P1"), "is 2024-03-01 in milliseconds since 1970: --dates 'unix-ms'"),
        (("--dates", "unix-ms"), "give --component, --machine-column if rows say it, or --machine-separator if"),
        (("--dates", "unix-ms", "--machine-column", "Asset"), "column 'Asset' is empty, and nobody knows which machine the row is of; put the file into a folder with the machine's name, or give --component"),
        (("--dates", "unix-ms", "--component", "P1", "--quality-column", "Q"), "say what is good with --good"),
        (("--dates", "unix", "--zone", "Europe/Berlin"), "but --dates 'unix' counts from 1970 in UTC; leave the zone out"),
        (("--machine-column", "Asset", "--machine-separator", "."), "--machine-column and --machine-separator are given"),
        (("--good", "OK"), "--good is given without --quality-column; give both"),
    ],
)  # fmt: skip
def test_a_missing_option_for_a_historian_is_named(
    empty: Line, tmp_path: Path, options: tuple[str, ...], remedy: str
):
    (tmp_path / "a.csv").write_text(f"Time,n,Asset,Q\n{NOW.timestamp() * 1000:.0f},1,,OK\n")
    done = empty("convert", str(tmp_path / "a.csv"), str(tmp_path / "new"), *options)
    assert done.exit_code == 1
    assert remedy in done.stderr


def test_files_that_ingestion_would_refuse_set_the_exit_code(empty: Line, tmp_path: Path):
    (tmp_path / "pump.csv").write_text("t,n\n2024-01-31,on\n")
    line = ("convert", str(tmp_path / "pump.csv"), str(tmp_path / "new"), "--zone", "UTC")
    done = empty(*line, "--component", "pump")
    assert done.exit_code == 1
    assert "none of its cells is a number" in done.stdout


@pytest.mark.parametrize("pair", [("--state", "RUN"), ("--state", "RUN=on"), ("--name", "n")])
def test_pairs_that_are_none_are_refused(empty: Line, tmp_path: Path, pair: tuple[str, str]):
    (tmp_path / "a.csv").touch()
    assert empty("convert", str(tmp_path), str(tmp_path / "new"), *pair).exit_code == 2
