"""The location of the drift file, in which the embedded engine's inference reports the drift of the plant."""

from __future__ import annotations


def drift_key(prefix: str) -> str:
    """Return the key of the object, beside the result files that begin with a prefix."""
    return f"{prefix}drift.json"
