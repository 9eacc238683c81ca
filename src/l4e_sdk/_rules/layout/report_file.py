"""The location of the file in which training stores facts for a version's report."""

from __future__ import annotations

from typing import Final

REPORT_FACTS: Final = "report.json.gz"
"""The name of the file: in the version's folder, and in S3 beside the pointwise diagnostics."""

REPORT_FORMAT: Final = 1
"""The format that is written, and the newest one that is read."""


def facts_key(diagnostics_key: str) -> str:
    """Return the key of the facts beside a diagnostics file."""
    folder, slash, _ = diagnostics_key.rpartition("/")
    return f"{folder}{slash}{REPORT_FACTS}"
