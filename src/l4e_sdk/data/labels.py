"""Label files with known ranges of abnormal behaviour: reading, writing and checking (service/labels#file)."""

from __future__ import annotations

from datetime import UTC
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from l4e_sdk._missing import is_missing, refusal
from l4e_sdk._rules.layout.labels import LabelError, decoded, label_lines, spans
from l4e_sdk._rules.layout.timestamps import STAMP
from l4e_sdk.data.check_report import CheckReport
from l4e_sdk.data.finding import Finding
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from l4e_sdk._calls.objects import ObjectStore
    from l4e_sdk._rules.layout.labels import LabelLine, Range

_TEXT = "label text"


def read_labels(source: Path | str, *, store: ObjectStore | None = None) -> tuple[Range, ...]:
    """Read a label file. Each line has a start and an end in UTC; there is no header.

    Args:
        source: a path, an ``s3://bucket/key``, or the text itself, which is recognized by its commas.
        store: the object store for ``s3://``, such as ``client.objects``.

    Returns:
        The ranges in the order of the file. Start and end belong to a range.

    Raises:
        InvalidValueError: a line is not a start and an end, or the file does not exist.
        ObjectError: the object cannot be read.
    """
    text, name = _read(source, store)
    try:
        return tuple(spans(decoded(text, name), name))
    except LabelError as error:
        raise InvalidValueError(f"{error}.") from error


def write_labels(target: Path | str, ranges: Iterable[Range], *, store: ObjectStore | None = None) -> int:
    """Write a label file, and return the number of its lines.

    Args:
        target: a path or an ``s3://bucket/key``.
        ranges: start and end of each label, with a time zone.
        store: the object store for ``s3://``, such as ``client.objects``.

    Raises:
        InvalidValueError: a time has no zone, or a range ends before it starts.
        ObjectError: the object cannot be written.
    """
    lines = [_line(*each) for each in ranges]
    content = "".join(lines).encode()
    if _is_address(target):
        bucket, key = _place(target)
        _needed(store, target).put(bucket, key, content)
    else:
        Path(target).write_bytes(content)
    return len(lines)


def check_labels(
    source: Path | str, *, span: Range | None = None, store: ObjectStore | None = None
) -> CheckReport:
    """Check a label file. Faults are reported and never raise an error.

    Args:
        source: a path, an ``s3://bucket/key``, or the text itself.
        span: the first and the last time of the data. Labels outside of it are reported.
        store: the object store for ``s3://``, such as ``client.objects``.
    """
    try:
        text, name = _read(source, store)
        lines = list(label_lines(decoded(text, name)))
    except (LabelError, ValueError, OSError) as error:
        return CheckReport((Finding("error", "label", str(error)),), ())
    faults = [Finding("error", "label", line.fault, name, line.number) for line in lines if line.fault]
    good = [line for line in lines if not line.fault]
    return CheckReport((*faults, *_outside(good, name, span), *_overlaps(good, name)), ())


def _outside(lines: Sequence[LabelLine], name: str, span: Range | None) -> Iterator[Finding]:
    for line in lines:
        if span is not None and line.span is not None and (line.span[1] < span[0] or line.span[0] > span[1]):
            message = f"{_shown(line.span)} is outside of the data, {_shown(span)}"
            yield Finding("warning", "label-span", message, name, line.number)


def _overlaps(lines: Sequence[LabelLine], name: str) -> Iterator[Finding]:
    ordered = sorted((line.span, line.number) for line in lines if line.span is not None)
    for (before, first), (after, second) in pairwise(ordered):
        if after[0] <= before[1]:
            message = f"{_shown(after)} overlaps with line {first}; the two count as one event"
            yield Finding("info", "label-overlap", message, name, second)


def _read(source: Path | str, store: ObjectStore | None) -> tuple[str | bytes, str]:
    if _is_address(source):
        return _needed(store, source).get(*_place(source)), str(source)
    if isinstance(source, str) and (not source.strip() or "," in source):
        return source, _TEXT
    try:
        return Path(source).read_bytes(), str(source)
    except OSError as error:
        raise InvalidValueError(f"{source} cannot be read as a label file: {error.strerror}.") from error


def _is_address(place: Path | str) -> bool:
    return isinstance(place, str) and place.startswith("s3://")


def _place(address: Path | str) -> tuple[str, str]:
    bucket, _, key = str(address).removeprefix("s3://").partition("/")
    if not bucket or not key or key.endswith("/"):
        raise InvalidValueError(
            f"{address} is not the address of a file; write for example 's3://plant/labels.csv'."
        )
    return bucket, key


def _needed(store: ObjectStore | None, address: Path | str) -> ObjectStore:
    if store is None:
        raise InvalidValueError(f"{address} is in a bucket; pass store=client.objects.")
    return store


def _line(start: datetime, end: datetime) -> str:
    for name, moment in (("start", start), ("end", end)):
        if is_missing(moment):
            raise InvalidValueError(f"The label's {name} {refusal(moment)}.")
        if moment.utcoffset() is None:
            raise InvalidValueError(
                f"{moment.isoformat()} has no time zone; write {moment.isoformat()}+00:00 for UTC."
            )
    if start > end:
        raise InvalidValueError(f"the label from {start} to {end} ends before it starts; swap start and end.")
    return ",".join(moment.astimezone(UTC).strftime(STAMP) for moment in (start, end)) + "\n"


def _shown(span: Range) -> str:
    return " to ".join(f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for moment in span)
