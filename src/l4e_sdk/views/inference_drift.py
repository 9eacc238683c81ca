"""The drift of a plant from the behaviour that its model learned. Only the embedded engine reports it."""

from __future__ import annotations

from l4e_sdk.shapes._enum import OpenEnum
from l4e_sdk.views._document import Document, Stamp


class DriftStatus(OpenEnum):
    """The result of the newest week of evaluated rows."""

    UNKNOWN = "UNKNOWN"
    """Too few rows of the last 7 days are available."""
    STEADY = "STEADY"
    """The plant behaves as in training; abnormal rows are rare."""
    GROWING = "GROWING"
    """Abnormal rows are frequent, and their scores rise or are at their maximum, as with a growing fault."""
    REGIME_CHANGED = "REGIME_CHANGED"
    """Abnormal rows are frequent, with scores at a constant level. Retrain the model."""


class InferenceDrift(Document):
    """The drift of the plant that a scheduler watches."""

    inference_scheduler_arn: str
    """ARN of the scheduler."""
    model_version: int
    """The model version that evaluated the rows. A new version starts with UNKNOWN."""
    status: DriftStatus
    """The status of the newest week."""
    since: Stamp
    """The timestamp of the row that set the status, or of the first evaluated row."""
    share: float
    """The share of abnormal rows in the newest week, from 0 to 1."""
    reason: str
    """The reason for the status, in words."""
    open_event_start: Stamp | None = None
    """The start of the event that is open after the newest evaluated window, so that the next row may extend it."""

    @property
    def regime_changed(self) -> bool:
        """Whether the plant behaves differently, so that you should retrain the model."""
        return self.status == DriftStatus.REGIME_CHANGED
