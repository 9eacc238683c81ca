"""What an examination finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """Something is lost, or will not work until it is mended."""
    WARNING = "warning"
    """Everything works; it costs space, or may become an error."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a folder."""

    severity: Severity
    subject: str
    """What it is about: a resource, a file, the folder."""
    what: str
    """What is wrong, as a sentence."""
    remedy: str
    """What to do, as a sentence."""

    def __str__(self) -> str:
        return f"{self.severity}: {self.subject}: {self.what} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a folder."""

    findings: tuple[Finding, ...]
    """Errors first."""

    @property
    def healthy(self) -> bool:
        """Whether there is no error; warnings do not make a folder ill."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def error(subject: object, what: str, remedy: str) -> Finding:
    """Return a finding that must be mended."""
    return Finding(Severity.ERROR, str(subject), what, remedy)


def warning(subject: object, what: str, remedy: str) -> Finding:
    """Return a finding that can wait."""
    return Finding(Severity.WARNING, str(subject), what, remedy)


RESTORE = "Restore the folder from a backup; without one, delete the resource and make it again."
"""What helps when something is lost."""
