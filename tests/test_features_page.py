"""The page of features keeps its word: all rows are there, and what they name as proof exists."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
LINK = re.compile(r"\[`::([\w:]+)`\]\(https://github\.com/l4e-sdk/l4e-sdk/blob/main/([^)#]+)\)")


@dataclass(frozen=True)
class Row:
    """A feature: its number, the service level wanted, what we have of it, and the tests that show it."""

    number: int
    priority: str
    ours: str
    shown_by: str

    @property
    def links(self) -> list[tuple[str, str]]:
        """The tests, each as its name and its file."""
        return LINK.findall(self.shown_by)


def rows() -> list[Row]:
    """Return the rows of all tables."""
    lines = [line for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [Row(int(row[0]), *row[-3:]) for row in cells]


ROWS = rows()
LINKS = sorted({link for row in ROWS for link in row.links})


@cache
def functions(path: Path) -> set[str]:
    """Return the functions of a file, those of classes with the name of the class."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found.update(
                f"{node.name}::{item.name}" for item in node.body if isinstance(item, ast.FunctionDef)
            )
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(node.name)
    return found


def test_every_row_is_there_once_and_in_order():
    assert [row.number for row in ROWS] == list(range(1, 96))


def test_every_row_says_how_far_we_are():
    assert [row.number for row in ROWS if row.ours[:1] not in set("✔◐✘")] == []


def test_incomplete_features_name_the_missing_part():
    assert [row.number for row in ROWS if row.ours[:1] != "✔" and len(row.ours.split()) < 3] == []


def test_complete_features_link_to_a_test():
    assert [row.number for row in ROWS if row.ours.startswith("✔") and not row.links] == []


def test_nothing_but_links_to_tests_is_proof():
    assert [
        row.number for row in ROWS if LINK.sub("", row.shown_by).replace("<br>", "") not in {"", "none"}
    ] == []


@pytest.mark.parametrize(("name", "file"), LINKS, ids=lambda part: part)
def test_a_linked_test_exists(name: str, file: str):
    assert file.startswith("tests/")
    assert name in functions(ROOT / file)


def test_incomplete_features_with_priority_are_explained_below_the_tables():
    explained = PAGE.partition("## What is not done")[2]
    numbers = {
        int(number)
        for bold in re.findall(r"\*\*(\d[^*]*)\*\*", explained)
        for number in re.findall(r"^\d+|(?<=and )\d+", bold)
    }
    wanted = {row.number for row in ROWS if not row.ours.startswith("✔") and row.priority[:1] in {"M", "S"}}
    assert wanted <= numbers
