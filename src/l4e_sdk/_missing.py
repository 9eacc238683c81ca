"""Values that stand for a value that is missing: ``NaT`` and ``NA`` of pandas, ``NaT`` of numpy, NaN.

Some of them claim to be values of their kind: pandas' ``NaT`` is an instance of ``datetime``. It raises a ``ValueError`` at
nearly everything that one asks of a ``datetime``.
"""

from __future__ import annotations


def is_missing(value: object) -> bool:
    """Return whether a value stands for a missing one; the sign is that it does not equal itself."""
    try:
        return bool(value != value)  # noqa: PLR0124 - what the function is for
    except (TypeError, ValueError):
        # pandas' NA refuses to be compared. An array compares item by item; it is not a single value.
        return type(value).__name__ == "NAType"


def refusal(value: object) -> str:
    """Return why a missing value is refused where a time is wanted; completes "start ..."."""
    return f"is {value}, which stands for a missing time; pass a time with a zone, or leave it out"
