"""The choice of interpreters for `make matrix`, on real programs: this Python, and scripts that start as a shim does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from packaging.version import Version

from tools import matrix
from tools.matrix import Interpreter, LeftOut, chosen, on_path, probed, untested

HERE = Path(sys.executable)
VERSION = Version(".".join(map(str, sys.version_info[:3])))
scripts = pytest.mark.skipif(os.name == "nt", reason="Windows starts no scripts by their first line")


def script(place: Path, text: str) -> Path:
    """Write a program."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    place.chmod(0o755)
    return place


def python(place: Path, version: str) -> Path:
    """Write a program that answers the probe as a Python of that version does."""
    return script(place, f"""echo '["CPython", "{version}"]'""")


def test_this_interpreter_works():
    found = probed(HERE)
    assert isinstance(found, Interpreter)
    assert found.version.release == VERSION.release


@scripts
def test_a_shim_that_does_not_start_python_is_left_out_with_its_words(tmp_path: Path):
    shim = script(tmp_path / "python3.12", "echo 'pyenv: python3.12: command not found' >&2; exit 127")
    found = probed(shim)
    assert isinstance(found, LeftOut)
    assert found.reason == "does not work (exit code 127): pyenv: python3.12: command not found"


@scripts
def test_a_program_that_cannot_be_started_is_left_out(tmp_path: Path):
    broken = script(tmp_path / "python3.12", "")
    broken.chmod(0o644)
    found = probed(broken)
    assert isinstance(found, LeftOut)
    assert "does not start" in found.reason


@scripts
@pytest.mark.parametrize(
    "answer", ['["CPython", "3.10.13"]', '["PyPy", "3.12.1"]', '["CPython without the GIL", "3.13.0"]']
)
def test_an_unsupported_interpreter_is_left_out(tmp_path: Path, answer: str):
    found = probed(script(tmp_path / "python", f"echo '{answer}'"))
    assert isinstance(found, LeftOut)
    assert "the package supports CPython >=3.11" in found.reason


@scripts
def test_the_newest_of_each_minor_version_is_chosen_whatever_the_order(tmp_path: Path):
    places = {
        version: python(tmp_path / version / "python", version)
        for version in ("3.13.0", "3.12.1", "3.12.9", "3.12.10")
    }
    for order in (list(places.values()), list(places.values())[::-1]):
        interpreters, out = chosen(order)
        assert [(each.minor, str(each.version)) for each in interpreters] == [
            ("3.12", "3.12.10"),
            ("3.13", "3.13.0"),
        ]
        assert {each.path for each in out} == {places["3.12.1"], places["3.12.9"]}
        assert all("3.12.10 is tested" in each.reason for each in out)


@scripts
def test_the_same_version_under_two_names_is_tested_once_and_the_first_name_counts(tmp_path: Path):
    first, second = (python(tmp_path / name, "3.12.1") for name in ("a", "b"))
    assert chosen([first, second, first]) == ([Interpreter(first, Version("3.12.1"))], [])


def test_the_path_is_searched_for_supported_versions_only(tmp_path: Path):
    for name in ("python3.9", "python3.11", "python3.12", "python3.12-config", "python3", "python3.13t"):
        (tmp_path / name).touch()
    path = os.pathsep.join([str(tmp_path / "absent"), str(tmp_path)])
    assert [each.name for each in on_path(path)] == ["python3.11", "python3.12"]


def test_uv_finds_an_interpreter_that_works():
    pytest.importorskip("uv", reason="uv is not installed; the group `test` of pyproject.toml has it")
    assert any(isinstance(probed(path), Interpreter) for path in matrix.of_uv())


def test_versions_that_are_claimed_and_not_found_are_named():
    found = [Interpreter(HERE, Version("3.12.4"))]
    assert "3.12" not in untested(found)
    assert "3.11" in untested(found)
