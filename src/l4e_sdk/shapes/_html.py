"""The HTML form of a value in a notebook: a heading, and a table of its members."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST: Final = 120


def titled_table(title: str, members: Mapping[str, object]) -> str:
    """Return members as a table of HTML; long values are cut short, and nothing in them is taken for markup."""
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(_short(value))}</td></tr>" for name, value in members.items()
    )
    return f"<strong>{escape(title)}</strong><table>{rows}</table>"


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
