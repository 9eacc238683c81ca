"""CONTRIBUTING names things that exist: targets, folders of tests, files and tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
PATHS = sorted(set(re.findall(r"\b(?:src|tests|tools|docs)/[\w./-]*\w\b/?", PAGE)))


def test_every_target_is_one_of_the_makefile():
    spans = re.findall(r"`make ([a-z ]+)", PAGE) + re.findall(r"^\$ make ([a-z ]+)", PAGE, re.MULTILINE)
    named = {word for span in spans for word in span.split()}
    assert len(named) > 10
    assert named <= TARGETS


@pytest.mark.parametrize("path", PATHS)
def test_a_path_exists(path: str):
    place = ROOT / path
    # The tests of the sdist run without src, where the installed package has these files.
    assert place.exists() or (path.startswith("src/") and not (ROOT / "src").exists())


def test_every_folder_of_tests_has_a_row():
    (table,) = re.findall(r"^\| folder of `tests/`.*\n(?:\|.*\n)+", PAGE, re.MULTILINE)
    rows = {name for line in table.splitlines()[2:] for name in re.findall(r"`(\w+)`", line.split(" | ")[0])}
    tests = ROOT / "tests"
    assert rows == {path.name for path in tests.iterdir() if path.is_dir() and path.name != "__pycache__"}


def test_the_one_test_of_the_example_exists():
    (example,) = re.findall(r"^\$ \.venv/bin/pytest (\S+)::(\w+)", PAGE, re.MULTILINE)
    file, test = example
    assert f"def {test}(" in (ROOT / file).read_text("utf-8")
