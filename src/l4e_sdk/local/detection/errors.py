"""Errors of detection.

DetectionError
├── InvalidInputError (also ValueError)
├── InsufficientDataError
│   └── TooFewRowsError
├── NotFittedError
└── DamagedModelError
    └── MissingModelError
"""

from __future__ import annotations


class DetectionError(Exception):
    """Detection could not do what it was asked to."""


class InvalidInputError(DetectionError, ValueError):
    """An array or a setting has the wrong type, shape or range."""


class InsufficientDataError(DetectionError):
    """There are too few usable rows or sensors to learn what normal is."""


class TooFewRowsError(InsufficientDataError):
    """There are too few usable rows."""

    def __init__(self, rows: int, least: int) -> None:
        super().__init__(rows, least)
        self.rows = rows
        self.least = least

    def __str__(self) -> str:
        return f"{self.rows:,} usable training rows; at least {self.least} are needed"


class NotFittedError(DetectionError):
    """A detector was asked for scores before it was fitted."""


class DamagedModelError(DetectionError):
    """A saved model is incomplete, altered, or of a format that this version does not read."""


class MissingModelError(DamagedModelError):
    """A file of a saved model is gone."""
