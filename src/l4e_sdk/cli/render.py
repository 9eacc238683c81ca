"""Output of results: tables by Rich for people, JSON for programs.

Text from a service is printed as plain text: Rich interprets no markup in it, and it cannot control the terminal.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

import typer

from l4e_sdk.cli.settings import Output, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.table import Table

    from l4e_sdk._calls.pagination import Pager

    Document = Mapping[str, object]

T = TypeVar("T")
_DOCUMENTS: Final = frozenset({"data_schema", "schema", "model_metrics", "prior_model_metrics"})
_UNLIMITED: Final = 10_000
"""Width of a console that is not a terminal. Lines for programs must not wrap."""


@dataclass(frozen=True, slots=True)
class Printer:
    """Writer of results to stdout, as a table or as JSON."""

    output: Output

    def listing(self, items: Iterable[Document], columns: Mapping[str, str]) -> None:
        """Write resources, one per line.

        Args:
            items: the members of each resource.
            columns: the headings of a table, each with the member it shows; JSON has all members.
        """
        if self.output is Output.JSON:
            _write_json(list(items))
            return
        from rich.text import Text

        table = _table(*columns)
        for item in items:
            table.add_row(*(Text(_cell(item.get(name))) for name in columns.values()))
        _print(table)

    def details(self, document: Document) -> None:
        """Write one resource, with a line for each member."""
        if self.output is Output.JSON:
            _write_json(document)
            return
        from rich.text import Text

        table = _table("", "")
        for name, value in document.items():
            if value is not None:
                shown = "a document; --output json shows it" if name in _DOCUMENTS else value
                table.add_row(Text(_cell(name)), Text(_cell(shown)))
        _print(table)

    def done(self, sentence: str, **document: object) -> None:
        """Write the result of a change, as a sentence or as a JSON document."""
        if self.output is Output.JSON:
            _write_json(document)
        else:
            typer.echo(plain(sentence))


def printer(ctx: typer.Context) -> Printer:
    """Return the printer of a command."""
    return Printer(settings_of(ctx).output)


def summaries(pager: Pager[T], member: str, limit: int | None = None) -> list[Document]:
    """Return the items of a list as the service sent them, without a describe call for each.

    Args:
        pager: the list.
        member: the member of a page that holds its items.
        limit: the largest number of items; further pages are not fetched.
    """
    found: list[Document] = []
    for page in pager.pages():
        found += page.reply.to_dict().get(member, ())
        if limit is not None and len(found) >= limit:
            return found[:limit]
    return found


def plain(text: str, *, lines: bool = False) -> str:
    """Return text without characters that control a terminal, or that reorder or hide letters.

    Args:
        text: any text.
        lines: whether to keep line breaks; if false, the text becomes one line.
    """
    kept = "\n" if lines else ""
    spaced = text if lines else " ".join(text.splitlines())
    return "".join(each for each in spaced if each in kept or not _steers(each))


def _steers(letter: str) -> bool:
    # Zl and Zp are line separators. C* are controls, formats, surrogates and unassigned characters.
    return unicodedata.category(letter)[0] == "C" or unicodedata.category(letter) in {"Zl", "Zp"}


def _cell(value: object) -> str:
    match value:
        case None:
            return "-"
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        case float():
            return f"{value:,.4g}"
        case list() if all(isinstance(each, str) for each in value):
            return plain(", ".join(value)) or "-"
        case dict() | list() | tuple():
            return plain(json.dumps(value, default=_written, ensure_ascii=False))
    return plain(_written(value))


def _written(value: object) -> str:
    """Return a time or a duration in ISO 8601, and any other value as text."""
    from l4e_sdk._durations import format_duration

    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return format_duration(value) if isinstance(value, timedelta) else str(value)


def _write_json(document: object) -> None:
    text = json.dumps(document, indent=2, default=_written)
    typer.echo(text.replace("\x7f", "\\u007f"))  # the only control character that ASCII JSON does not escape


def _table(*headings: str) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Column, Table

    columns = [Column(heading, overflow="fold") for heading in headings]
    headed = any(headings)
    return Table(
        *columns,
        box=SIMPLE_HEAD if headed else None,
        show_header=headed,
        show_edge=False,
        pad_edge=False,
    )


def _print(table: Table) -> None:
    from rich.console import Console

    width = None if sys.stdout.isatty() else _UNLIMITED
    Console(file=sys.stdout, width=width).print(table)
