"""One finding about a file before its upload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "info"]
"""The severity of a finding. ``error``: ingestion discards a file or fails. ``warning``: rows or values are lost, or a
sensor is not usable. ``info``: a fact that you should know."""

Rule: TypeAlias = Literal[
    "folder",
    "stray-file",
    "component-name",
    "component-count",
    "column-count",
    "file-count",
    "file-size",
    "dataset-size",
    "not-csv",
    "column-name",
    "schema",
    "timestamp-column",
    "no-rows",
    "timestamp",
    "duplicate-timestamp",
    "not-a-number",
    "empty-cell",
    "surplus-cell",
    "quotation",
    "encoding",
    "short-span",
    "large-gap",
    "no-data",
    "label",
    "label-overlap",
    "label-span",
]
"""The subject of a finding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation of the service's rules: one, or all of the same kind in one column of one file.

    Source: service/ingestion#layout, service/ingestion#csv, service/limits#datasets.
    """

    severity: Severity
    """The severity of the finding."""
    rule: Rule
    """The rule that the finding is about."""
    message: str
    """The fault, its number of occurrences, and the remedy."""
    file: str | None = None
    """The key of the file below the folder, or the folder of a component; None for the data as a whole."""
    line: int | None = None
    """The first line, counted from 1 for the header."""
    column: str | None = None
    """The name of the column."""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        column = f" {self.column}" if self.column else ""
        return f"{self.severity}: {place}{column}: {self.message}".replace(": : ", ": ")
