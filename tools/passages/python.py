"""Passages of a Python module: docstrings, comments, and the help texts of commands and options."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from typing import TYPE_CHECKING

from tools.passages.passage import Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEFINITIONS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_SECTION = re.compile(r"(Args|Attributes|Raises|Returns|Yields|Example|Examples|Note):$")
_ENTRY = re.compile(r"[*\w.`]+(, [*\w.`]+)*( \([^)]*\))?: ")
_ITEM = re.compile(r"([-*]|\d+\.) ")
_INDENT = 4
_HELP = {"help", "epilog", "short_help", "description"}
_DIRECTIVE = re.compile(r"# (noqa|type:|pyright:|pragma|fmt:|ruff:|mypy:)|#!")


def python(text: str) -> Iterator[Passage]:
    """Yield the docstrings, help texts and comments of a module, in no particular order."""
    tree = ast.parse(text)
    for text_node in docstrings(tree):
        yield from docstring(text_node)
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in _HELP:
            yield from _help(node.value)
    yield from _comments(text)


def docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield the docstrings of a module: its own, and those of classes, functions and attributes."""
    for owner in ast.walk(tree):
        if not isinstance(owner, _DEFINITIONS):
            continue
        before: ast.stmt | None = None
        for statement in owner.body:
            documents = before is None or isinstance(before, (ast.Assign, ast.AnnAssign))
            if documents and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.value
            before = statement


def docstring(node: ast.Constant) -> Iterator[Passage]:
    """Yield the paragraphs and the entries of a docstring in Google style; literal blocks are left out."""
    if not isinstance(node.value, str):
        return
    lines = node.value.split("\n")
    blocks = _blocks([lines[0].lstrip(), *(line[node.col_offset :] for line in lines[1:])])
    for number, (offset, block) in enumerate(blocks):
        yield Passage("text" if number else "summary", node.lineno + offset, block)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _blocks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield each block of prose with the number of lines above it."""
    block: list[str] = []
    section = False
    for offset, line in enumerate([*lines, ""]):
        text, deep = line.strip(), _indent(line) >= _INDENT
        opens = bool(_ITEM.match(text)) or (section and _indent(line) == _INDENT and bool(_ENTRY.match(text)))
        heading = bool(_SECTION.match(line))
        if block and (not text or heading or opens or (deep and not section)):
            yield offset - len(block), "\n".join(block)
            block = []
        section = heading or (section and (deep or not text))
        if text and not heading and (section or not deep) and not text.startswith(">>>"):
            block.append(_ITEM.sub("", _ENTRY.sub("", text, count=1) if section and opens else text))


def _help(node: ast.expr) -> Iterator[Passage]:
    """Yield a help text; the parts of a formatted one are joined."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield Passage("text", node.lineno, node.value)
    elif isinstance(node, ast.JoinedStr):
        parts = [str(part.value) if isinstance(part, ast.Constant) else "`code`" for part in node.values]
        yield Passage("text", node.lineno, "".join(parts))


def _comments(text: str) -> Iterator[Passage]:
    """Yield the comments; neighbouring lines that hold nothing else are one passage."""
    block: list[str] = []
    last = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT or _DIRECTIVE.match(token.string):
            continue
        line, alone = token.start[0], token.line.lstrip().startswith("#")
        if block and (line != last + 1 or not alone):
            yield Passage("text", last - len(block) + 1, "\n".join(block))
            block = []
        block.append(token.string.lstrip("# "))
        last = line
    if block:
        yield Passage("text", last - len(block) + 1, "\n".join(block))
