"""The limits of a value in words, from the facts of the description."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import ShapeFacts
    from tools.codegen.plan import Plan

_UNITS = {"string": "character", "list": "item"}


def limits(plan: Plan, shape: ShapeFacts) -> str:
    """Return a sentence such as "1 to 200 characters: letters, digits, `_`, `-`.", or nothing."""
    sentence = _extent(shape)
    allowed = plan.words.find(f"limits/{shape.name}") or ""
    if sentence and allowed:
        sentence += allowed if allowed.startswith(",") else f": {allowed}"
    sentence = sentence or allowed
    return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""


def _extent(shape: ShapeFacts) -> str:
    least, most = shape.minimum, shape.maximum
    if least is None and most is None:
        return ""
    if shape.kind not in _UNITS:
        return f"at least {least:,}" if most is None else f"{least or 0:,} to {most:,}"
    if most is None:
        return f"at least {least} {_UNITS[shape.kind]}s" if least else ""
    extent = f"{least:,} to {most:,}" if least else f"up to {most:,}"
    return f"{extent} {_UNITS[shape.kind]}{'s' if most > 1 else ''}"
