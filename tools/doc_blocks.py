"""Checks the types of the Python blocks in the README and the documentation: ``python -m tools.doc_blocks``.

The blocks of a page are one module, as a reader would write them one after the other. Each line keeps the number that it
has in the page, so an error names the page and the line. mypy and pyright run once each, for all pages.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CHECKERS = ("mypy", "pyright")


def pages(root: Path = ROOT) -> tuple[Path, ...]:
    """Return the pages that have Python blocks."""
    found = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    return tuple(page for page in found if _BLOCK.search(page.read_text(encoding="utf-8")))


def program(text: str) -> str:
    """Return the Python blocks of a page as one module; lines without code are empty."""
    lines = [""] * text.count("\n")
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(1))
        code = block[1].splitlines()
        lines[first : first + len(code)] = code
    return "\n".join(lines).rstrip() + "\n"


def check(found: Iterable[Path], root: Path = ROOT) -> bool:
    """Print what mypy and pyright say about pages, and return whether both are content."""
    with TemporaryDirectory() as folder:
        modules = {page: Path(folder) / f"{_module(page.relative_to(root))}.py" for page in found}
        for page, module in modules.items():
            module.write_text(program(page.read_text(encoding="utf-8")), encoding="utf-8")
        failed = [checker for checker in _CHECKERS if not _accepts(checker, modules, root)]
    return not failed


def _accepts(checker: str, modules: Mapping[Path, Path], root: Path) -> bool:
    command = [sys.executable, "-m", checker, *map(str, modules.values())]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    for page, module in modules.items():
        said = said.replace(str(module), page.relative_to(root).as_posix())
    print(f"{checker}: {said.strip()}")
    return done.returncode == 0


def _module(page: Path) -> str:
    return re.sub(r"\W", "_", page.with_suffix("").as_posix())


if __name__ == "__main__":
    sys.exit(0 if check(pages()) else 1)
