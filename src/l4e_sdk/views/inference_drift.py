"""Whether the plant that a scheduler watches runs in another way than its model learned; an addition of our engine."""

from __future__ import annotations

from l4e_sdk.shapes._enum import OpenEnum
from l4e_sdk.views._document import Document, Stamp


class DriftStatus(OpenEnum):
    """What the newest week of judged rows shows."""

    UNKNOWN = "UNKNOWN"
    """There is less than a week of rows."""
    STEADY = "STEADY"
    """The plant runs as the model learned it; abnormal rows are rare."""
    GROWING = "GROWING"
    """Abnormal rows are frequent, and their scores rise or are beyond measure: a fault that goes on."""
    REGIME_CHANGED = "REGIME_CHANGED"
    """Abnormal rows are frequent at a level that lasts: retrain."""


class InferenceDrift(Document):
    """What the judged rows of a scheduler say about the plant as a whole."""

    inference_scheduler_arn: str
    """ARN of the scheduler."""
    model_version: int
    """The model version that judged the rows; another one begins anew."""
    status: DriftStatus
    """What the newest week shows."""
    since: Stamp
    """From when on the status holds: the row after which it was found, or the first one judged."""
    share: float
    """The share of abnormal rows in that week, from 0 to 1."""
    reason: str
    """The status in words."""
    open_event_start: Stamp | None = None
    """The start of the event that is open after the newest judged window: the next row may continue it."""

    @property
    def regime_changed(self) -> bool:
        """Whether the plant runs in another way, so that the model should be retrained."""
        return self.status == DriftStatus.REGIME_CHANGED
