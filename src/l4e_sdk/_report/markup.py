"""HTML and SVG without a way to forget the escaping: text is text, and only tags make markup."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

_VOID = frozenset({"br", "meta"})


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


Child: TypeAlias = "str | int | Sequence[Child] | None"
"""The allowed content of a tag: markup, text to escape, and lists of both; None is empty."""

Attribute: TypeAlias = "str | float | bool | None"


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Markup:
    """Return an element.

    Args:
        name: of the element; never text from outside.
        children: what is in it.
        attributes: a trailing ``_`` is dropped, any other becomes ``-``; False and None are left out.
    """
    words = "".join(
        f" {_spelled(key)}" if value is True else f' {_spelled(key)}="{escape(_number(value))}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{words}>")
    return Markup(f"<{name}{words}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Markup:
    """Return children one after the other."""
    return Markup("".join(_written(child) for child in children))


def _written(child: Child) -> str:
    match child:
        case None:
            return ""
        case Markup():
            return child
        case str() | int():
            return escape(str(child))
    return joined(*child)


def _spelled(key: str) -> str:
    # SVG has attributes with capitals and without hyphens; only underscores are ours.
    return key.rstrip("_").replace("_", "-")


def _number(value: str | float) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)
