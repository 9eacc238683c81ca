"""Tables of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.markup import Markup, tag
from l4e_sdk._report.words import UNKNOWN, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import JsonValue

    from l4e_sdk._report.markup import Child


def table(heads: Sequence[str], rows: Sequence[Sequence[Child]], *, numeric: Sequence[int] = ()) -> Markup:
    """Return a table that scrolls by itself when the page is narrow.

    Args:
        heads: of the columns.
        rows: their cells.
        numeric: the places of columns whose cells are aligned to the right.
    """
    kinds = ["number" if place in numeric else None for place in range(len(heads))]
    head = [tag("th", text, scope="col", class_=kind) for text, kind in zip(heads, kinds, strict=True)]
    body = [
        tag("tr", [tag("td", cell, class_=kind) for cell, kind in zip(row, kinds, strict=True)])
        for row in rows
    ]
    whole = tag("table", tag("thead", tag("tr", head)), tag("tbody", body))
    return tag(
        "div", whole, class_="scroll", tabindex=0, role="group", aria_label=f"Table: {', '.join(heads)}"
    )


def members(rows: Sequence[tuple[str, Child]]) -> Markup:
    """Return names and values, one a line."""
    return tag(
        "dl", [tag("div", tag("dt", name), tag("dd", value)) for name, value in rows], class_="members"
    )


def shown(value: JsonValue) -> Child:
    """Return a value of a document as something to read, whatever it is."""
    match value:
        case None | bool():
            return {None: UNKNOWN, True: "yes", False: "no"}[value]
        case str():
            return value
        case int() | float():
            return number(value)
        case dict():
            return members([(spoken(name), shown(each)) for name, each in value.items()]) if value else "none"
    rows = [each for each in value if isinstance(each, dict)]
    if rows and len(rows) == len(value):
        return _listed(rows)
    return [tag("p", shown(each)) for each in value] or "none"


def spoken(name: str) -> str:
    """Return the name of a member in words."""
    return name.replace("_", " ").capitalize()


def _listed(rows: Sequence[Mapping[str, JsonValue]]) -> Markup:
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[shown(row.get(name)) for name in names] for row in rows]
    numeric = [place for place, name in enumerate(names) if all(_is_number(row.get(name)) for row in rows)]
    return table([spoken(name) for name in names], cells, numeric=numeric)


def _is_number(value: JsonValue) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))
