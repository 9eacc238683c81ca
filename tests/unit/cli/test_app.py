"""What the command line is before any command runs: light, honest about its needs, and complete."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from l4e_sdk import __version__
from l4e_sdk.cli.app import app
from tests.unit.cli.conftest import program

HEAVY = (
    "boto3",
    "botocore",
    "tenacity",
    "numpy",
    "polars",
    "sqlalchemy",
    "rich",
    "l4e_sdk.local",
)


def without(*packages: str, line: str) -> subprocess.CompletedProcess[str]:
    """Run ``l4e`` in a Python that does not have some packages."""
    code = (
        f"import sys\nfor name in {packages!r}: sys.modules[name] = None\n"
        f"sys.argv = ['l4e', *{line.split()!r}]\nfrom l4e_sdk.cli import main\nmain()"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("line", [["--help"], ["models", "create", "--help"], ["--version"]])
def test_help_imports_nothing_heavy(line: list[str]):
    code = (
        "import sys\nfrom l4e_sdk.cli.app import app\n"
        f"try: app({line!r})\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "[]"


def test_the_version_is_that_of_the_package():
    assert program("--version").stdout == f"l4e-sdk {__version__}\n"


def test_python_runs_it_as_a_module():
    line = [sys.executable, "-m", "l4e_sdk.cli", "--help"]
    shown = subprocess.run(line, capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("Usage: l4e ")


def test_without_typer_the_extra_is_named():
    done = without("typer", line="--help")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "l4e needs packages that are not installed: pip install 'l4e-sdk[cli]'.\n"


@pytest.mark.parametrize(
    ("packages", "line"),
    [
        (("polars",), "--local plant models list"),
        (("httptools",), "serve plant"),
        (("uvicorn",), "serve plant"),
        (("numpy",), "demo"),
        (("sqlalchemy",), "doctor ."),
    ],
)
def test_without_the_engine_its_extra_is_named(packages: tuple[str, ...], line: str):
    done = without(*packages, line=line)
    assert done.returncode == 1
    assert "pip install 'l4e-sdk[local]'" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "group",
    ["wait", "datasets", "ingestion", "models", "versions", "schedulers", "retraining", "labels"],
)
def test_a_group_without_a_command_shows_its_commands(group: str):
    shown = CliRunner().invoke(app, [group])
    assert "Commands:" in shown.output


def test_what_is_no_command_is_a_fault_of_usage():
    done = program("modles")
    assert done.returncode == 2
    assert "No such command" in done.stderr


@pytest.mark.parametrize("group", ["", *(group.typer_instance.info.name for group in app.registered_groups)])
def test_lists_of_commands_are_not_cut_off(group: str):
    shown = CliRunner().invoke(app, [*group.split(), "--help"]).output.partition("Commands:")[2]
    assert shown
    assert [line for line in shown.splitlines() if line.endswith("...")] == []
