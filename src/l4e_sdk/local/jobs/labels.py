"""The labels that a training uses, read anew each time (sections 3.6 and 6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.layout.labels import merged, read_labels
from l4e_sdk.local.store import labels as rows
from l4e_sdk.shapes import LabelRating

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import LabelsInputConfiguration

    Ranges = tuple[tuple[datetime, datetime], ...]


def abnormal_ranges(context: Context, source: LabelsInputConfiguration | None) -> Ranges:
    """Return the ranges that are labelled as abnormal, from S3 files or a label group.

    Raises:
        LabelError: a file cannot be read as labels.
    """
    if source is None:
        return ()
    if source.label_group_name is not None:
        return _of_group(context, source.label_group_name)
    if source.s3_input_configuration is None:
        return ()
    bucket, prefix = source.s3_input_configuration.bucket, source.s3_input_configuration.prefix or ""
    keys = list(context.objects.list(bucket, prefix))
    texts = (context.objects.get(bucket, key) for key in keys)
    return read_labels(texts, names=[f"s3://{bucket}/{key}" for key in keys])


def _of_group(context: Context, name: str) -> Ranges:
    labels = context.store.labels.select(context.scope, rows.LABELS.c.group_name == name)
    return merged(
        (label.start_time, label.end_time)
        for label in labels
        if label.rating == LabelRating.ANOMALY and label.start_time and label.end_time
    )
