"""One thing that is worth knowing of a file before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning", "info"]
"""``error``: a file will be discarded, or the whole job fails; ``warning``: rows or values are lost, or a sensor cannot
be used; ``info``: as it should be known."""

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
"""What a finding is about."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of the service's rules, or all of its kind in one column of one file.

    Source: service/ingestion#layout, service/ingestion#csv, service/limits#datasets.
    """

    severity: Severity
    """How bad it is."""
    rule: Rule
    """What it is about."""
    message: str
    """What was found, how often, and the remedy."""
    file: str | None = None
    """Key of the file below the folder, or the folder of a component; None for the data as a whole."""
    line: int | None = None
    """The first line, counted from 1, the header's number."""
    column: str | None = None
    """Name of the column."""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        column = f" {self.column}" if self.column else ""
        return f"{self.severity}: {place}{column}: {self.message}".replace(": : ", ": ")
