"""The service's written rules: combinations of members, and the inner syntax of some strings.

``RULES`` has the rules of each operation. A rule gets the whole request. It skips missing members and members of a
wrong type, because the checks by the description report them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from l4e_sdk._durations import CalendarDuration
from l4e_sdk._rules.validation.documents import policy, schema
from l4e_sdk._rules.validation.paths import fault_at
from l4e_sdk._rules.validation.ranges import evaluation, interval, training
from l4e_sdk._rules.validation.reading import Request, at, text, whole
from l4e_sdk._rules.validation.scalars import shown
from l4e_sdk.errors import Fault, InvalidValueError
from l4e_sdk.values.off_condition import GRAMMAR

Judge: TypeAlias = Callable[[Request], Iterator[Fault]]

_FREQUENCY_DAYS: Final = (30, 365)
_OFFSETS: Final = re.compile(r"[+-](?:(?:0\d|1[01]):[03]0|12:00)")
_LABELS: Final = "LabelsInputConfiguration"
_DIAGNOSTICS: Final = "ModelDiagnosticsOutputConfiguration"


def one_label_source(request: Request) -> Iterator[Fault]:
    """Labels come from S3 or from a label group, not from both (service/models#refusals)."""
    if at(request, _LABELS, "S3InputConfiguration") and at(request, _LABELS, "LabelGroupName"):
        yield fault_at(
            (_LABELS,),
            "cross-field",
            "names two sources of labels; keep {} or {}.",
            "S3InputConfiguration",
            "LabelGroupName",
        )


def role(request: Request) -> Iterator[Fault]:
    """Reading labels from S3 and writing diagnostics to S3 take a role (service/models#refusals)."""
    labels = at(request, _LABELS, "S3InputConfiguration") is not None
    yield from _role_needed(request, _LABELS if labels else None, _diagnostics(request))


def role_for_diagnostics(request: Request) -> Iterator[Fault]:
    """Diagnostics need a role in the same request; labels may use the model's (service/models#refusals)."""
    yield from _role_needed(request, _diagnostics(request))


def _diagnostics(request: Request) -> str | None:
    return _DIAGNOSTICS if at(request, _DIAGNOSTICS) is not None else None


def _role_needed(request: Request, *users: str | None) -> Iterator[Fault]:
    named = [user for user in users if user is not None]
    if named and at(request, "RoleArn") is None:
        message = f"is missing; give the role with which {' and '.join('{}' for _ in named)} uses S3."
        yield fault_at(("RoleArn",), "cross-field", message, *named)


def off_condition(request: Request) -> Iterator[Fault]:
    """One comparison of one sensor with a number (service/models#off-condition)."""
    condition = text(request, "OffCondition")
    if condition is not None and not GRAMMAR.fullmatch(condition):
        yield fault_at(
            ("OffCondition",),
            "format",
            f"is {shown(condition)}; write component\\sensor < number, or with >, for example 'press-07\\rpm < 10'.",
        )


def retraining_frequency(request: Request) -> Iterator[Fault]:
    """Retraining happens every 30 days to 1 year; a month counts 30 days (service/retraining#settings)."""
    frequency = text(request, "RetrainingFrequency")
    if frequency is None:
        return
    path = ("RetrainingFrequency",)
    least, most = _FREQUENCY_DAYS
    try:
        days = CalendarDuration.parse(frequency).approximate_days
    except InvalidValueError as error:
        yield fault_at(path, "format", str(error))
        return
    counted = f"is {shown(frequency)}, which counts {days} days (30 a month, 365 a year)"
    if days < least:
        yield fault_at(path, "minimum", f"{counted}; give at least 30 days, 'P30D' or 'P1M'.")
    if days > most:
        yield fault_at(path, "maximum", f"{counted}; give at most 1 year, 'P1Y'.")


def time_zone_offset(request: Request) -> Iterator[Fault]:
    """Offsets go in half hours from -12:00 to +12:00 (service/inference#settings)."""
    offset = text(request, "DataInputConfiguration", "InputTimeZoneOffset")
    if offset is not None and not _OFFSETS.fullmatch(offset):
        yield fault_at(
            ("DataInputConfiguration", "InputTimeZoneOffset"),
            "format",
            f"is {shown(offset)}; give half-hour steps from '-12:00' to '+12:00'.",
        )


def inference_input(request: Request) -> Iterator[Fault]:
    """Inference needs a place in S3, which the description does not require (service/inference#settings)."""
    if isinstance(request.get("DataInputConfiguration"), Mapping):
        path = ("DataInputConfiguration", "S3InputConfiguration")
        if at(request, *path) is None:
            yield fault_at(path, "required", "is missing; give the bucket and prefix that inference reads.")


def version_range(request: Request) -> Iterator[Fault]:
    """The least version of a filter is not above the greatest."""
    least, most = whole(request, "MinModelVersion"), whole(request, "MaxModelVersion")
    if least is not None and most is not None and least > most >= 1:
        yield fault_at(
            ("MinModelVersion",),
            "cross-field",
            f"is {shown(least)}, above {{}}, which is {shown(most)}; swap them.",
            "MaxModelVersion",
        )


RULES: Final[Mapping[str, tuple[Judge, ...]]] = {
    "CreateDataset": (schema,),
    "CreateModel": (
        schema,
        one_label_source,
        role,
        training,
        evaluation,
        off_condition,
    ),
    "UpdateModel": (one_label_source, role_for_diagnostics),
    "ImportModelVersion": (one_label_source, role),
    "ListModelVersions": (version_range,),
    "CreateLabel": (interval("StartTime", "EndTime"),),
    "ListLabels": (interval("IntervalStartTime", "IntervalEndTime"),),
    "ListInferenceEvents": (interval("IntervalStartTime", "IntervalEndTime"),),
    "CreateInferenceScheduler": (inference_input, time_zone_offset),
    "UpdateInferenceScheduler": (inference_input, time_zone_offset),
    "CreateRetrainingScheduler": (retraining_frequency,),
    "UpdateRetrainingScheduler": (retraining_frequency,),
    "PutResourcePolicy": (policy,),
}
