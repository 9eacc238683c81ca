"""Reasons and remedies for ``NotAvailableError``: attributes that a resource lacks in its current state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from l4e_sdk.views import _given as given

if TYPE_CHECKING:
    from l4e_sdk import shapes


class Absence(NamedTuple):
    """The reason why an attribute is missing, and the remedy; one sentence each."""

    reason: str
    remedy: str


_BUSY = frozenset({"IN_PROGRESS", "IMPORT_IN_PROGRESS"})
_ENDED = frozenset({"FAILED", "CANCELED"})


def left_out(attribute: str) -> Absence:
    """Return why the description lacks a member that the service always sends."""
    return Absence(*given.left_out(attribute))


def no_metrics(seen: shapes.DescribeModelResponse | shapes.DescribeModelVersionResponse) -> Absence:
    """Return why a model or a version has no metrics."""
    if unfinished := _unfinished(seen.status, seen.failed_reason):
        return unfinished
    if getattr(seen, "source_type", None) == "RETRAINING":
        return Absence(
            "its retraining did not evaluate it, because the newest data has no labels.",
            "Add labels to the model's label group; they count at the next retraining.",
        )
    if seen.evaluation_data_start_time is None:
        return Absence(
            "it was trained without an evaluation range.",
            "Create a model with evaluation=TimeRange(start, end) to have it evaluated.",
        )
    return left_out("model_metrics")


def no_operating_point(seen: shapes.DescribeModelVersionResponse) -> Absence:
    """Return why a version has no operating point."""
    return _unfinished(seen.status, seen.failed_reason) or Absence(
        "it was trained before thresholds were counted in alarms. It judges data as before.",
        "Call model.retrain(), or create the model again.",
    )


def no_active_version(seen: shapes.DescribeModelResponse) -> Absence:
    """Return why a model has no active version."""
    return _unfinished(seen.status, seen.failed_reason) or Absence(
        "no version has been activated.", "Call activate(version)."
    )


def no_schema(seen: shapes.DescribeModelResponse | shapes.DescribeModelVersionResponse) -> Absence:
    """Return why a model or a version has no schema."""
    return _unfinished(seen.status, seen.failed_reason) or left_out("data_schema")


def no_data() -> Absence:
    """Return why a dataset has no attributes that come from data."""
    return Absence(
        "no data had been ingested when it was last seen.",
        "Ingest some, wait() for the job, and refresh() the dataset.",
    )


def job_not_done(seen: shapes.DescribeDataIngestionJobResponse) -> Absence:
    """Return why an ingestion job has no attributes that come from its success."""
    if seen.status == "SUCCESS":
        return Absence(
            "the endpoint reports none for it.",
            "The dataset's quality and sensor_statistics() may have more.",
        )
    return _unfinished(seen.status, seen.failed_reason) or left_out("status")


def _unfinished(status: str | None, failed_reason: str | None) -> Absence | None:
    """Return the reason if the status is not SUCCESS, else None."""
    if status in _BUSY:
        return Absence(
            f"it was {status} when it was last seen.", "Call wait(), or refresh() if it is done by now."
        )
    if status in _ENDED:
        why = f" ({failed_reason})" if failed_reason else ""
        return Absence(f"it is {status}{why}.", "Remove the cause, and start again.")
    return None
