"""The evaluation of a model version, member ``ModelMetrics`` (service/model-versions#metrics)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from l4e_sdk.shapes._shape import Items  # noqa: TC001 - pydantic reads annotations at run time
from l4e_sdk.views._document import Document, Stamp, or_if_empty
from l4e_sdk.views.diagnostic import Diagnostic, largest


class LabeledRange(Document):
    """A part of the evaluation range that a label marks as abnormal."""

    start: Stamp
    """The time of the earliest sign of the fault."""
    end: Stamp
    """The time of the failure, or of its repair."""

    @property
    def duration(self) -> timedelta:
        """The length of the range."""
        return self.end - self.start


class PredictedRange(Document):
    """A part of the evaluation range in which the model detected abnormal behaviour."""

    start: Stamp
    """The timestamp of the first abnormal row."""
    end: Stamp
    """The timestamp of the last abnormal row; equal to the start if there is only one."""
    diagnostics: Items[Diagnostic] = ()
    """The share of each sensor."""

    @property
    def duration(self) -> timedelta:
        """The length of the range; zero for a single row."""
        return self.end - self.start

    def top(self, count: int = 3) -> tuple[Diagnostic, ...]:
        """Return the sensors with the largest shares, in descending order."""
        return largest(self.diagnostics, count)


class LabeledEventMetrics(Document):
    """The number of labelled events, the number of detected ones, and their warning time."""

    num_labeled: int
    """The number of labels in the evaluation range."""
    num_identified: int
    """The number of labels that overlap a predicted range."""
    total_warning_time_in_seconds: float
    """The sum of the times from first detection to the end of the label, over all detected events, in seconds."""

    @property
    def mean_warning_time(self) -> timedelta | None:
        """The mean time from first detection to the end of the label; None if no event was detected."""
        if not self.num_identified:
            return None
        return timedelta(seconds=self.total_warning_time_in_seconds / self.num_identified)


class UnknownEventMetrics(Document):
    """Detected events outside of all labels: false alarms, or events without a label."""

    num_identified: int
    """The number of predicted ranges that overlap no label."""
    total_duration_in_seconds: float
    """The sum of their lengths, in seconds."""


class ModelVersionMetrics(Document):
    """The four metrics that compare versions, from 0 to 1; higher is better (service/model-versions#comparison)."""

    precision: float | None = None
    """The share of predicted events that match a label."""
    recall: float | None = None
    """The share of labelled events that were detected."""
    mean_fractional_lead_time: float | None = None
    """The mean fraction of an event that was still ahead when it was detected."""
    auc: float | None = None
    """The area under the ROC curve of the anomaly scores."""


_NO_LABELS: Final = LabeledEventMetrics(num_labeled=0, num_identified=0, total_warning_time_in_seconds=0.0)
_NO_EVENTS: Final = UnknownEventMetrics(num_identified=0, total_duration_in_seconds=0.0)
_NO_SCORES: Final = ModelVersionMetrics()


class ModelMetrics(Document):
    """The evaluation of a model version. It exists only if the version has an evaluation range."""

    labeled_ranges: Items[LabeledRange] = ()
    """The labels inside the evaluation range."""
    labeled_event_metrics: Annotated[LabeledEventMetrics, or_if_empty(_NO_LABELS)] = _NO_LABELS
    """The number of detected labels and their warning time; zeros if the document has no such block."""
    predicted_ranges: Items[PredictedRange] = ()
    """The events that the model detected, in order of time."""
    unknown_event_metrics: Annotated[UnknownEventMetrics, or_if_empty(_NO_EVENTS)] = _NO_EVENTS
    """The events outside of all labels; zeros if the document has no such block."""
    data_start_time: Stamp | None = None
    """The start of the evaluation range."""
    data_end_time: Stamp | None = None
    """The end of the evaluation range."""
    labels_present: bool | None = None
    """Whether the evaluation had labels."""
    model_version_metrics: Annotated[ModelVersionMetrics, or_if_empty(_NO_SCORES)] = _NO_SCORES
    """The metrics that compare versions; all are None without labels."""
