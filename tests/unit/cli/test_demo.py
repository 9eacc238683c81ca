"""``l4e demo``: honest about its data, and about the script that it shows."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.unit.cli.conftest import Line, program

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a demo has left its files, what it said among them."""
    folder = tmp_path_factory.mktemp("demo")
    done = program("demo", "--out", str(folder / "out"))
    assert done.returncode == 0, done.stderr
    (folder / "said.txt").write_text(done.stdout)
    return folder / "out"


def test_the_demo_finds_what_was_put_in_and_shows_its_script(out: Path):
    said = out.with_name("said.txt").read_text()
    told, _, script = said.partition("The script:")
    assert "generated data" in told
    assert "found: 25 Feb" in told
    assert "truth: 25 Feb" in told
    assert "found: 02 Mar" in told
    assert told.count("oil_temp ") >= 2
    assert (out / "press.py").read_text() in script
    assert [model["model_name"] for model in Line(out / "engine").json("models", "list")] == ["press"]


def test_the_script_that_is_kept_runs_by_itself(out: Path, tmp_path: Path):
    line = [sys.executable, "-W", "error", str(out / "press.py"), str(tmp_path)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "found: 02 Mar" in done.stdout


def test_a_folder_with_files_is_not_used(tmp_path: Path):
    (tmp_path / "mine").touch()
    done = program("demo", "--out", str(tmp_path))
    assert done.returncode == 2
    assert "name a new folder" in done.stderr
