"""``l4e check``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from l4e_sdk.testing import Plant
from tests.unit.cli.conftest import NOW, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line


def test_good_files_are_good_without_any_engine(tmp_path: Path):
    Plant().readings(NOW.replace(month=2), NOW).write(tmp_path / "history")
    done = program("check", str(tmp_path / "history"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "1 of 1 file usable; 0 errors, 0 warnings\n"


def test_faults_are_listed_with_their_remedy_and_an_exit_code(empty: Line, tmp_path: Path):
    (tmp_path / "pump").mkdir()
    (tmp_path / "pump" / "a.csv").write_text("Zeit;n\n31.01.2024;1,5\n")
    done = empty("check", str(tmp_path))
    assert done.exit_code == 1
    assert "0 of 1 file usable" in done.stdout
    assert "l4e convert EXPORT NEW_FOLDER" in done.stderr
    found = json.loads(empty("check", str(tmp_path), "--output", "json").stdout)
    assert (found["ok"], found["findings"][0]["rule"], found["files"][0]["usable"]) == (
        False,
        "not-csv",
        False,
    )


def test_files_are_held_against_a_dataset(press: Line, tmp_path: Path):
    (tmp_path / "a.csv").write_text("Timestamp,n\n2024-01-31 00:00,1\n")
    done = press("check", str(tmp_path), "--component", "press-07", "--dataset", "press")
    assert done.exit_code == 1
    assert "its header lacks" in done.stdout
