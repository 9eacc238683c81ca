"""Passages of a test module: the names of its tests, as the sentences they stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tools.passages.passage import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "test_"


def names(text: str) -> Iterator[Passage]:
    """Yield the name of each test, its underscores replaced by spaces."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith(_PREFIX):
            yield Passage("test", node.lineno, node.name.removeprefix(_PREFIX).replace("_", " "))
