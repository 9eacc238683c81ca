"""Where inference says whether the plant runs in another way than its model learned; an addition of ours."""

from __future__ import annotations


def drift_key(prefix: str) -> str:
    """Return the key of the object, beside the result files that begin with a prefix."""
    return f"{prefix}drift.json"
