"""The result of a check of files."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from l4e_sdk.data.finding import Finding


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file that was checked."""

    key: str
    """The key below the folder."""
    component: str
    """The component of the file."""
    size: int
    """The size in bytes."""
    rows: int
    """The number of rows with a readable timestamp."""
    start: datetime | None
    """The first readable timestamp; None without rows."""
    end: datetime | None
    """The last readable timestamp; None without rows."""
    usable: bool
    """Whether ingestion would read the file; it discards other files."""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The findings of a check, the worst first."""

    findings: tuple[Finding, ...]
    """The findings."""
    files: tuple[CheckedFile, ...]
    """The checked files, in the order of ingestion."""

    @property
    def ok(self) -> bool:
        """Whether ingestion would accept all files. Warnings do not count."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make ingestion discard a file or fail."""
        return self._of("error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that cost rows or values, or make a sensor useless."""
        return self._of("warning")

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        rows = [_HEAD, *map(_cells, self.findings)] if self.findings else []
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join([self._summary(), *lines])

    def _repr_html_(self) -> str:
        body = "".join(_html_row(_cells(each), "td") for each in self.findings)
        table = f"<table>{_html_row(_HEAD, 'th')}{body}</table>" if self.findings else ""
        return f"<p>{escape(self._summary())}</p>{table}"

    def _summary(self) -> str:
        counts = f"{_several(len(self.errors), 'error')}, {_several(len(self.warnings), 'warning')}"
        usable = sum(file.usable for file in self.files)
        return f"{usable} of {_several(len(self.files), 'file')} usable; {counts}" if self.files else counts

    def _of(self, severity: str) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.severity == severity)


_HEAD = ("severity", "file", "line", "column", "rule", "message")


def _cells(found: Finding) -> tuple[str, ...]:
    line = "" if found.line is None else str(found.line)
    return found.severity, found.file or "", line, found.column or "", found.rule, found.message


def _several(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _html_row(cells: Sequence[str], tag: str) -> str:
    return "<tr>" + "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in cells) + "</tr>"
