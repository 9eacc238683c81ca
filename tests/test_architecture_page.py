"""The page on the architecture names every floor that the import contracts know, in their order."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/architecture.md").read_text("utf-8")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


@pytest.mark.parametrize(
    ("contract", "heading"),
    [("floors", "## Floors of the package"), ("engine-floors", "## Floors of the engine")],
)
def test_the_page_has_the_floors_of_the_contract(contract: str, heading: str) -> None:
    (layers,) = (one["layers"] for one in CONTRACTS if one["id"] == contract)
    section = PAGE.split(heading)[1].split("\n## ")[0]
    first_cells = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    floors = [re.findall(r"`(\w+)`", cell) for cell in first_cells]
    assert floors == [layer.split(" | ") for layer in layers]
