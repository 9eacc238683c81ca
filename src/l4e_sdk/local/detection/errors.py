"""Errors of detection.

DetectionError
├── InvalidInputError (also ValueError)
├── InsufficientDataError
├── NotFittedError
└── DamagedModelError
"""

from __future__ import annotations


class DetectionError(Exception):
    """Detection could not do what it was asked to."""


class InvalidInputError(DetectionError, ValueError):
    """An array or a setting has the wrong type, shape or range."""


class InsufficientDataError(DetectionError):
    """There are too few usable rows or sensors to learn what normal is."""


class NotFittedError(DetectionError):
    """A detector was asked for scores before it was fitted."""


class DamagedModelError(DetectionError):
    """A saved model is incomplete, altered, or of a format that this version does not read."""
