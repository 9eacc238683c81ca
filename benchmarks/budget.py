"""Budgets, what was measured against them, and the page that says so."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).parents[1] / "docs/benchmarks.md"
_TITLE = """# Benchmarks

Budgets are ratios between two things measured in one run on one machine, since absolute times say more about the machine
than about the code. Each section is written by the command it names and is replaced by its next run.
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One budget and what was measured."""

    what: str
    against: str
    budget: float | None
    """None for what is told without a promise."""
    measured: float
    unit: str
    """Of budget and measurement: empty for a ratio."""
    detail: str
    """The two measurements behind it."""

    def row(self) -> str:
        """Return the line of the table."""
        unit = f" {self.unit}" if self.unit else ""
        measured = f"{self.measured:.2f}{unit}"
        if self.budget is None:
            return f"| {self.what} | {self.against} | none | {measured} | | {self.detail} |"
        verdict = "met" if self.measured <= self.budget else "**missed**"
        return f"| {self.what} | {self.against} | <= {self.budget:g}{unit} | {measured} | {verdict} | {self.detail} |"


def write(section: str, command: str, method: str, results: Sequence[Result]) -> None:
    """Put a section into the page of benchmarks, in place of its last edition."""
    lines = [
        f"## {section}",
        "",
        method,
        "",
        f"Command: `{command}`. Machine: {machine()}.",
        "",
        "| what | against | budget | measured | | in this run |",
        "|---|---|--:|--:|---|---|",
        *(result.row() for result in results),
    ]
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else _TITLE
    others = re.sub(rf"\n## {re.escape(section)}\n.*?(?=\n## |\Z)", "", text, flags=re.DOTALL)
    PAGE.write_text(others.rstrip() + "\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


def machine() -> str:
    """Return what matters of the machine and the versions."""
    packages = ("boto3", "botocore", "pydantic", "pydantic-core")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{system}; {platform.python_implementation()} {platform.python_version()}, {versions}"
