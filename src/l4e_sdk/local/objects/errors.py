"""Errors of objects."""

from __future__ import annotations

from l4e_sdk.errors import ObjectError


class MissingObjectError(ObjectError, FileNotFoundError):
    """There is no object of this key, or not any more."""
