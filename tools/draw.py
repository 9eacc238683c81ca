"""Draw two pages of documentation and twenty docstrings, for a person to read and correct.

    python -m tools.draw           # the draw of HEAD
    python -m tools.draw 1120fbf1  # the draw of that commit

The first eight hexadecimal digits of the commit are the seed, so an author cannot choose the passages. The pages and
docstrings come from the working tree: every page, and every docstring below ``src``.
"""

from __future__ import annotations

import argparse
import ast
import random
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tools.passages.python import docstrings

ROOT = Path(__file__).parents[1]
PAGES = 2
DOCSTRINGS = 20


@dataclass(frozen=True)
class Docstring:
    """A docstring, with the file and line it starts on."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        """Write the place on a line, and the text below it."""
        return f"{self.path}:{self.line}\n    {self.text.strip()}"


def seed(commit: str = "HEAD") -> int:
    """Return the number that the first eight digits of a commit's name stand for.

    Raises:
        SystemExit: git knows no such commit.
    """
    command = ["git", "rev-parse", "--verify", "--end-of-options", f"{commit}^{{commit}}"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if answer.returncode:
        sys.exit(f"{commit} is not a commit of this repository: {answer.stderr.strip()}")
    return int(answer.stdout[:8], 16)


def all_pages() -> list[Path]:
    """Return the pages of the repository and of its documentation, sorted."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@cache
def all_docstrings() -> tuple[Docstring, ...]:
    """Return the docstrings of the package, sorted by file and line."""
    found = [
        Docstring(str(file.relative_to(ROOT)), node.lineno, node.value)
        for file in (ROOT / "src").rglob("*.py")
        for node in docstrings(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node.value, str)
    ]
    return tuple(sorted(found, key=lambda each: (each.path, each.line)))


def draw(number: int) -> tuple[list[Path], list[Docstring]]:
    """Return two pages and twenty docstrings; the same number draws the same ones from the same tree."""
    chance = random.Random(number)
    return chance.sample(all_pages(), PAGES), chance.sample(all_docstrings(), DOCSTRINGS)


def main(arguments: list[str] | None = None) -> None:
    """Print a draw."""
    parser = argparse.ArgumentParser(description="Draw two pages and twenty docstrings to read.")
    parser.add_argument("commit", nargs="?", default="HEAD", help="the commit that seeds the draw")
    number = seed(parser.parse_args(arguments).commit)
    pages, texts = draw(number)
    print(f"Seed {number:08x}\n")
    for page in pages:
        name = page.relative_to(ROOT)
        for line, text in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            print(f"{name}:{line}: {text}")
        print()
    print("\n\n".join(map(str, texts)))


if __name__ == "__main__":
    main()
