"""The figures of a run: printed, and written into docs/reliability.md between its markers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"


def report(name: str, arguments: str, rows: Mapping[str, str], *, write: bool) -> None:
    """Print the figures of a run, and let them replace those of the last one on the page."""
    for what, figure in rows.items():
        print(f"{what}: {figure}")
    if not write:
        return
    command = f"python -m tests.reliability.{name} {arguments}"
    table = [f"`{command}`, {datetime.now(UTC):%Y-%m-%d}:", "", "| what | figure |", "|---|--:|"]
    table += [f"| {what} | {figure} |" for what, figure in rows.items()]
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    section = "\n".join([begin, *table, end])
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(re.sub(f"{begin}.*?{end}", lambda _: section, page, flags=re.DOTALL), encoding="utf-8")
