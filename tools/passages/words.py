"""Passages of ``tools/codegen/words.toml``: the docstrings of the generated modules."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from tools.passages.passage import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"(?:[\w-]+|\"[^\"]+\") = (\".*\")$")


def words(text: str) -> Iterator[Passage]:
    """Yield each text of a TOML file that has one text a line."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := _WORD.match(line):
            yield Passage("summary", number, tomllib.loads(f"text = {found[1]}")["text"])
