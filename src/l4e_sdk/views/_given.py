"""Values that the service always sends."""

from __future__ import annotations

from typing import TypeVar

from l4e_sdk.errors import NotAvailableError

V = TypeVar("V")


def left_out(attribute: str) -> tuple[str, str]:
    """Return the reason and the remedy for a missing attribute that the service always sends."""
    return (
        f"the endpoint left it out, though the service always sends {attribute}.",
        "to_dict() has what was sent.",
    )


def given(value: V | None, what: str, attribute: str) -> V:
    """Return a value that the service always sends.

    Raises:
        NotAvailableError: the endpoint did not send the value.
    """
    if value is None:
        raise NotAvailableError(what, attribute, *left_out(attribute))
    return value
