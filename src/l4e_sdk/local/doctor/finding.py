"""The result of a check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """The severity of a finding."""

    ERROR = "error"
    """Something is lost, or does not work until it is repaired."""
    WARNING = "warning"
    """Everything works; it costs space, or may become an error."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a folder."""

    severity: Severity
    subject: str
    """The resource, the file or the folder with the fault."""
    what: str
    """The fault, as a sentence."""
    remedy: str
    """The remedy, as a sentence."""

    def __str__(self) -> str:
        return f"{self.severity}: {self.subject}: {self.what} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The findings about a folder."""

    findings: tuple[Finding, ...]
    """Errors first."""

    @property
    def healthy(self) -> bool:
        """Whether there is no error; warnings do not make a folder ill."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def error(subject: object, what: str, remedy: str) -> Finding:
    """Return a finding about a fault that must be repaired."""
    return Finding(Severity.ERROR, str(subject), what, remedy)


def warning(subject: object, what: str, remedy: str) -> Finding:
    """Return a finding that can wait."""
    return Finding(Severity.WARNING, str(subject), what, remedy)


RESTORE = "Restore the folder from a backup; without one, delete the resource and make it again."
"""The remedy for lost data."""
