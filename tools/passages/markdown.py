"""Passages of a Markdown page. Code blocks, HTML and directives of mkdocstrings are not prose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from tools.passages.passage import Kind, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable("table")
_ADMONITION = ("!!!", "???")
_DIRECTIVE = (":::", "--8<--")


def markdown(text: str, first_line: int = 1) -> Iterator[Passage]:
    """Yield headings, paragraphs, list items and table cells of a page.

    Args:
        text: the page.
        first_line: number of its first line.
    """
    line, kind, admonition = first_line, "text", False
    for token in _PARSER.parse(text):
        line = first_line + token.map[0] if token.map else line
        if token.type.endswith("_open"):
            kind = "heading" if token.type in {"heading_open", "th_open"} else "text"
        elif token.type == "inline":
            admonition = token.content.startswith(_ADMONITION)
            passage = Passage(_kind(kind), line, "".join(map(_plain, token.children or ())))
            if admonition:
                yield passage.below_first_line()
            elif not token.content.startswith(_DIRECTIVE):
                yield passage
        elif token.type == "code_block" and admonition:
            yield from markdown(token.content, line)


def _kind(name: str) -> Kind:
    return "heading" if name == "heading" else "text"


def _plain(token: Token) -> str:
    """Return the text of a part of a paragraph, without its mark-up."""
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    if token.type == "code_inline":
        return f"`{token.content}`"
    return token.content if token.type in {"text", "image"} else ""
