"""The faults of data that does not match a shape, in one line."""

from __future__ import annotations

from pydantic import ValidationError

_MOST = 3
"""Largest number of faults in a message. A page of items may have hundreds of the same kind."""


def in_words(error: Exception) -> str:
    """Return what an error says; of pydantic's, the place and the reason of each fault."""
    if not isinstance(error, ValidationError):
        return f"{error}"
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    told = [": ".join(filter(None, [".".join(map(str, each["loc"])), each["msg"]])) for each in faults]
    more = f" and {len(told) - _MOST} more" if len(told) > _MOST else ""
    return f"{'; '.join(told[:_MOST])}{more}"
