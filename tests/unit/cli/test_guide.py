"""The guide keeps its word: every command on the page runs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from l4e_sdk.cli.app import app
from l4e_sdk.testing import Plant, PlantFault
from tests.unit.cli.conftest import NOW

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Line

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "guides" / "command-line.md").read_text(encoding="utf-8")
START = (DOCS / "start" / "csv-files.md").read_text(encoding="utf-8")
SCRIPT = "\n".join(re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to a folder with the files that the pages speak of."""
    monkeypatch.chdir(tmp_path)
    fault = PlantFault("drift", "oil_temp", NOW - timedelta(days=5), NOW - timedelta(days=4))
    Plant(faults=(fault,)).readings(NOW - timedelta(days=56), NOW).write("history")
    Path("export", "Presse 7").mkdir(parents=True)
    Path("export", "Presse 7", "januar.csv").write_text("Zeit;Öl [°C]\n31.01.2024 13:00;61,5\n")
    Path("known.csv").write_text("2024-02-25T00:00:00,2024-02-26T00:00:00\n")


def commands(page: str) -> list[str]:
    return [line.removeprefix("$ ") for line in page.splitlines() if line.startswith("$ ")]


def run(shown: list[str]) -> None:
    """Run the commands of a page one after the other."""
    for line in shown:
        name, *args = shlex.split(line)
        done = CliRunner().invoke(app, args, prog_name=name)
        assert (name, done.exit_code) == ("l4e", 0), f"{line}\n{done.output}"


@pytest.mark.slow
@pytest.mark.usefixtures("files")
def test_the_commands_of_the_page_run_one_after_the_other(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("L4E_LOCAL", "plant")
    assert len(commands(PAGE)) > 20
    run(commands(PAGE))
    assert Path("copy", "state.db").is_file()


@pytest.mark.slow
@pytest.mark.usefixtures("files")
def test_the_commands_of_the_first_page_lead_to_a_report():
    assert len(commands(START)) >= 4
    run(commands(START))
    assert "press" in Path("press.html").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("jq") is None, reason="the script reads JSON with jq")
def test_the_deployment_script_of_the_page_runs(press: Line, tmp_path: Path):
    Plant().readings(NOW - timedelta(days=28), NOW).write(tmp_path / "history")
    press.says("datasets", "upload", "press", str(tmp_path / "history"), "--bucket", "plant")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "l4e").write_text(f"#!{sys.executable}\nfrom l4e_sdk.cli import main\nmain()\n")
    (programs / "l4e").chmod(0o755)
    environment = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "L4E_LOCAL": str(press.folder)}
    done = subprocess.run(
        ["sh", "-c", SCRIPT],
        env=dict(os.environ) | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "SUCCESS"


def test_every_command_that_is_named_in_the_text_exists():
    named = set(re.findall(r"^l4e (\w+)", PAGE, re.MULTILINE)) | set(re.findall(r"`l4e (\w+)", PAGE))
    assert {"demo", "serve", "wait"} <= named
    for name in named:
        assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0, name


def test_the_page_has_every_group_and_every_command_at_the_top():
    listed = CliRunner().invoke(app, ["--help"]).output.partition("Commands:")[2]
    commands = re.findall(r"^  ([a-z]+)  ", listed, re.MULTILINE)
    assert len(commands) > 10
    assert [name for name in commands if name not in PAGE] == []
