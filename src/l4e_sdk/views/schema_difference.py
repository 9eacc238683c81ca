"""The differences between two schemas."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    r"""The differences of another schema from this one; true in a condition if there are any.

    Columns are named ``component\column``, timestamps included.
    """

    missing: tuple[str, ...]
    """Columns that the other schema lacks."""
    added: tuple[str, ...]
    """Columns that only the other schema has."""
    reordered: tuple[str, ...]
    """Components whose common columns have another order."""

    def __bool__(self) -> bool:
        return bool(self.missing or self.added or self.reordered)

    def __str__(self) -> str:
        parts = (("missing", self.missing), ("added", self.added), ("in another order", self.reordered))
        return "; ".join(f"{what}: {', '.join(names)}" for what, names in parts if names) or "no difference"
