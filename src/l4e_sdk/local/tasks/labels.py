"""The labels that a training uses, read anew each time (service/labels#training)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk._rules.layout.labels import LabelError, merged, read_labels
from l4e_sdk.local.store import inference
from l4e_sdk.local.store import labels as rows
from l4e_sdk.shapes import LabelRating

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.store.descriptions import StoredLabel
    from l4e_sdk.shapes import LabelsInputConfiguration

    Ranges = tuple[tuple[datetime, datetime], ...]

_MOMENT = timedelta(microseconds=1)  # both ends of a range are inside it

LONGEST_FILE = 64 * 2**20
"""Bytes of a label file, which are enough for a million faults; label files are read as a whole."""


def abnormal_ranges(context: Context, source: LabelsInputConfiguration | None) -> Ranges:
    """Return the ranges that are labelled as abnormal, from S3 files or a label group.

    Raises:
        LabelError: a file cannot be read as labels, or the group is gone.
    """
    if source is None:
        return ()
    if source.label_group_name is not None:
        return _of_group(context, source.label_group_name)
    if source.s3_input_configuration is None:
        return ()
    bucket, prefix = source.s3_input_configuration.bucket, source.s3_input_configuration.prefix or ""
    keys = list(context.objects.list(bucket, prefix))
    texts = (_content(context, bucket, key) for key in keys)
    return read_labels(texts, names=[f"s3://{bucket}/{key}" for key in keys])


def _content(context: Context, bucket: str, key: str) -> bytes:
    content = context.objects.get(bucket, key, limit=LONGEST_FILE + 1)
    if len(content) > LONGEST_FILE:
        size = f"{LONGEST_FILE // 2**20} MiB"
        raise LabelError(
            f"s3://{bucket}/{key} has more than {size}; a label file has one line for each fault"
        )
    return content


def _of_group(context: Context, name: str) -> Ranges:
    if context.store.label_groups.get(context.scope, name) is None:
        raise LabelError(f"The label group {name!r} was deleted before the training began.")
    labels = context.store.labels.select(context.scope, rows.LABELS.c.group_name == name)
    return _rated(labels, LabelRating.ANOMALY)


def flagged_ranges(
    context: Context,
    model_name: str,
    source: LabelsInputConfiguration | None,
    window: tuple[datetime, datetime],
) -> Ranges:
    """Return the events that inference recorded for a model within a window, oldest first.

    Somebody who labels such a stretch as normal takes it back: it is not returned then.
    """
    schedulers = context.store.inference_schedulers.select(
        context.scope, inference.SCHEDULERS.c.model_name == model_name
    )
    columns = inference.EVENTS.c
    events = context.store.inference_events.select(
        context.scope,
        columns.scheduler_name.in_([scheduler.inference_scheduler_name for scheduler in schedulers]),
        columns.event_end >= window[0].timestamp(),
        columns.event_start <= window[1].timestamp(),
    )
    ranges = merged((event.event_start_time, event.event_end_time) for event in events)
    return _without(ranges, _normal_ranges(context, source))


def _normal_ranges(context: Context, source: LabelsInputConfiguration | None) -> Ranges:
    """Return the ranges that are labelled as normal; only label groups have such labels."""
    if source is None or source.label_group_name is None:
        return ()
    group = rows.LABELS.c.group_name == source.label_group_name
    return _rated(context.store.labels.select(context.scope, group), LabelRating.NO_ANOMALY)


def _rated(labels: Iterable[StoredLabel], rating: LabelRating) -> Ranges:
    return merged((label.start_time, label.end_time) for label in labels if label.rating == rating)


def _without(ranges: Ranges, normal: Ranges) -> Ranges:
    """Cut the normal ranges, which are apart and in order, out of the others."""
    left: list[tuple[datetime, datetime]] = []
    for start, end in ranges:
        begin = start
        for first, last in normal:
            if first <= end and last >= begin:
                left.append((begin, first - _MOMENT))
                begin = last + _MOMENT
        left.append((begin, end))
    return tuple((start, end) for start, end in left if start <= end)
