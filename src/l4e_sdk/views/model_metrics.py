"""The evaluation of a model version, member ``ModelMetrics`` (service/model-versions#metrics)."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Final

from l4e_sdk.shapes._shape import Items  # noqa: TC001 - pydantic reads annotations at run time
from l4e_sdk.views._document import Document, Stamp, or_if_empty
from l4e_sdk.views.diagnostic import Diagnostic, largest


class LabeledRange(Document):
    """A span of the evaluation range that a label calls abnormal."""

    start: Stamp
    """The earliest sign."""
    end: Stamp
    """The failure, or its repair."""

    @property
    def duration(self) -> timedelta:
        """Length of the span."""
        return self.end - self.start


class PredictedRange(Document):
    """A span of the evaluation range in which the model found abnormal behaviour."""

    start: Stamp
    """Time of the first abnormal row."""
    end: Stamp
    """Time of the last abnormal row; equals the start when there is only one."""
    diagnostics: Items[Diagnostic] = ()
    """The share of each sensor."""

    @property
    def duration(self) -> timedelta:
        """Length of the span; zero for a single row."""
        return self.end - self.start

    def top(self, count: int = 3) -> tuple[Diagnostic, ...]:
        """Return the sensors with the largest shares, largest first."""
        return largest(self.diagnostics, count)


class LabeledEventMetrics(Document):
    """How many of the labelled events were found, and how early."""

    num_labeled: int
    """Number of labels in the evaluation range."""
    num_identified: int
    """Number of those that a predicted range touches."""
    total_warning_time_in_seconds: float
    """From first detection to the label's end, summed over the events that were found."""

    @property
    def mean_warning_time(self) -> timedelta | None:
        """From first detection to the label's end, on average; None if no event was found."""
        if not self.num_identified:
            return None
        return timedelta(seconds=self.total_warning_time_in_seconds / self.num_identified)


class UnknownEventMetrics(Document):
    """What was found outside of all labels: false alarms, or events that nobody labelled."""

    num_identified: int
    """Number of predicted ranges that touch no label."""
    total_duration_in_seconds: float
    """Their length, summed."""


class ModelVersionMetrics(Document):
    """The four numbers that compare versions (service/model-versions#comparison); each from 0 to 1, more is better."""

    precision: float | None = None
    """Share of the predicted events that match a label."""
    recall: float | None = None
    """Share of the labelled events that were found."""
    mean_fractional_lead_time: float | None = None
    """How much of an event was still to come when it was detected, on average."""
    auc: float | None = None
    """Area under the ROC curve of the anomaly scores."""


_NO_LABELS: Final = LabeledEventMetrics(num_labeled=0, num_identified=0, total_warning_time_in_seconds=0.0)
_NO_EVENTS: Final = UnknownEventMetrics(num_identified=0, total_duration_in_seconds=0.0)
_NO_SCORES: Final = ModelVersionMetrics()


class ModelMetrics(Document):
    """What the evaluation of a model version found; there is none without an evaluation range."""

    labeled_ranges: Items[LabeledRange] = ()
    """Labels inside the evaluation range."""
    labeled_event_metrics: Annotated[LabeledEventMetrics, or_if_empty(_NO_LABELS)] = _NO_LABELS
    """How many of them were found, and how early; zeros where the document has no such block."""
    predicted_ranges: Items[PredictedRange] = ()
    """Events that the model found, in order of time."""
    unknown_event_metrics: Annotated[UnknownEventMetrics, or_if_empty(_NO_EVENTS)] = _NO_EVENTS
    """Events outside of all labels; zeros where the document has no such block."""
    data_start_time: Stamp | None = None
    """Start of the range that was evaluated."""
    data_end_time: Stamp | None = None
    """End of the range that was evaluated."""
    labels_present: bool | None = None
    """Whether there were labels."""
    model_version_metrics: Annotated[ModelVersionMetrics, or_if_empty(_NO_SCORES)] = _NO_SCORES
    """The numbers by which versions are compared; all None without labels."""
