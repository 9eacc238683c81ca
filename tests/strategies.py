"""Good values and good requests, built from the facts of the pinned description.

``wire_values("S3Bucket")`` draws values of one shape, ``requests("CreateModel")`` whole requests that break no rule, both
in the service's spelling with aware datetimes for moments. Only what the description cannot say is written out here.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk._botocore_data.description import compiled
from l4e_sdk._rules.validation.scalars import allowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from hypothesis.strategies import SearchStrategy

    from l4e_sdk._botocore_data import ShapeFacts

    Wire = SearchStrategy[object]
    Request = dict[str, object]

DESCRIPTION = ServiceDescription.load()
OPERATIONS = sorted(DESCRIPTION.operations)

# Whole seconds: what botocore sends has no fraction.
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
_NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789._-", min_size=1, max_size=20)


@cache
def wire_values(shape: str) -> Wire:
    """Draw values that the description and the rules allow for a shape."""
    if shape in _SPECIAL:
        return _SPECIAL[shape]()
    facts = DESCRIPTION.shapes[shape]
    return _BY_KIND[facts.kind](facts)


@cache
def structures(
    shape: str, *, without: frozenset[str] = frozenset(), also: tuple[str, ...] = ()
) -> SearchStrategy[Request]:
    """Draw a structure: its required members and any of the others.

    Args:
        shape: its name.
        without: members that are left out.
        also: members that are always there although they are not required.
    """
    facts = DESCRIPTION.shapes[shape]
    members = {name: wire_values(kind) for name, kind in facts.members.items() if name not in without}
    needed = {*facts.required, *also} & members.keys()
    return st.fixed_dictionaries(
        {name: members[name] for name in members if name in needed},
        optional={name: members[name] for name in members if name not in needed},
    )


@cache
def requests(operation: str, *, tokens: bool = True) -> SearchStrategy[Request]:
    """Draw requests of an operation that have no fault.

    Args:
        operation: the API's name.
        tokens: whether ``ClientToken`` is there, as on the wire; a client's caller leaves it out.
    """
    facts = DESCRIPTION.input_of(operation)
    token = {facts.idempotency_token} if facts.idempotency_token and not tokens else set()
    if operation == "CreateModel":
        return _create_model(frozenset(token))
    drawn = structures(facts.name, without=frozenset(token))
    return drawn.map(_mended(operation))


def schema_documents() -> SearchStrategy[str]:
    """Draw data schemas as JSON."""
    columns = st.lists(_NAMES, min_size=2, max_size=4, unique=True).map(
        lambda names: [
            {"Name": name, "Type": "DOUBLE" if index else "DATETIME"} for index, name in enumerate(names)
        ]
    )
    component = st.fixed_dictionaries({"ComponentName": _NAMES, "Columns": columns})
    unique = st.lists(component, min_size=1, max_size=3, unique_by=lambda one: one["ComponentName"])
    return unique.map(lambda components: json.dumps({"Components": components}))


def _strings(facts: ShapeFacts) -> Wire:
    choices = allowed(facts)
    if choices:
        return st.sampled_from(choices)
    least, most = facts.minimum or 0, facts.maximum or 50
    if facts.pattern is None:
        return st.text(st.characters(codec="utf-8"), min_size=least, max_size=min(most, 50))
    return st.from_regex(compiled(facts.pattern), fullmatch=True).filter(
        lambda text: least <= len(text) <= most
    )


def _integers(facts: ShapeFacts) -> Wire:
    return st.integers(facts.minimum, 2**31 - 1 if facts.maximum is None else facts.maximum)


def _lists(facts: ShapeFacts) -> Wire:
    return st.lists(
        wire_values(facts.item or ""), min_size=facts.minimum or 0, max_size=min(facts.maximum or 3, 3)
    )


_BY_KIND: dict[str, Callable[[ShapeFacts], Wire]] = {
    "string": _strings,
    "integer": _integers,
    "long": _integers,
    "float": lambda _: st.floats(allow_nan=False, allow_infinity=False, width=32),
    "boolean": lambda _: st.booleans(),
    "timestamp": lambda _: MOMENTS,
    "list": _lists,
    "structure": lambda facts: structures(facts.name),
}

_SPECIAL: dict[str, Callable[[], Wire]] = {
    "InlineDataSchema": schema_documents,
    "LabelsInputConfiguration": lambda: st.one_of(
        structures("LabelsInputConfiguration", without=frozenset({"S3InputConfiguration"})),
        structures("LabelsInputConfiguration", without=frozenset({"LabelGroupName"})),
    ),
    "InferenceInputConfiguration": lambda: structures(
        "InferenceInputConfiguration", also=("S3InputConfiguration",)
    ),
    "OffCondition": lambda: st.from_regex(
        r"\A[a-z0-9-]{1,9}\\[a-z:#$]{1,9} ?[<>] ?-?[0-9]{1,5}(\.[0-9]{1,3})?\Z"
    ),
    "Policy": lambda: st.dictionaries(_NAMES, st.text(max_size=9), max_size=3).map(json.dumps),
    "RetrainingFrequency": lambda: st.sampled_from(
        ["P1M", "P30D", "P90D", "P3M15D", "P11M35D", "P1Y", "P12M"]
    ),
    "TimeZoneOffset": lambda: st.sampled_from(["+00:00", "-00:00", "+05:30", "-12:00", "+12:00", "-03:30"]),
}


def _ordered(*pairs: tuple[str, str]) -> Callable[[Request], Request]:
    """Return what brings pairs of members into order, where both are there."""

    def mend(request: Request) -> Request:
        for low, high in pairs:
            if low in request and high in request:
                first, last = sorted([request[low], request[high]])
                later = last + timedelta(seconds=1) if isinstance(last, datetime) else last
                request = {**request, low: first, high: later}
        return request

    return mend


def _with_role(user: str) -> Callable[[Request], Request]:
    """Return what gives a request a role, where a member is there that may need one."""
    role = {"RoleArn": "arn:aws:iam::123456789012:role/l4e"}
    return lambda request: {**request, **role} if user in request else request


_MENDED = {
    "CreateLabel": _ordered(("StartTime", "EndTime")),
    "ListLabels": _ordered(("IntervalStartTime", "IntervalEndTime")),
    "ListInferenceEvents": _ordered(("IntervalStartTime", "IntervalEndTime")),
    "ListModelVersions": _ordered(("MinModelVersion", "MaxModelVersion")),
    "ImportModelVersion": _with_role("LabelsInputConfiguration"),
    "UpdateModel": _with_role("ModelDiagnosticsOutputConfiguration"),
}


def _mended(operation: str) -> Callable[[Request], Request]:
    return _MENDED.get(operation, lambda request: request)


def _create_model(without: frozenset[str]) -> SearchStrategy[Request]:
    ranges = (
        "TrainingDataStartTime",
        "TrainingDataEndTime",
        "EvaluationDataStartTime",
        "EvaluationDataEndTime",
    )
    plain = structures("CreateModelRequest", without=without | {*ranges}, also=("RoleArn",))
    steps = st.tuples(MOMENTS, st.integers(14, 900), st.integers(0, 30), st.integers(1, 300))
    times = st.tuples(steps.map(_ranges), st.sampled_from([0, 2, 4]))
    return st.tuples(plain, times).map(
        lambda drawn: {**drawn[0], **dict(zip(ranges[: drawn[1][1]], drawn[1][0], strict=False))}
    )


def _ranges(steps: tuple[datetime, int, int, int]) -> list[datetime]:
    """Return the ends of a training and an evaluation range from a start and the days to each next end."""
    moments = [steps[0]]
    for days in steps[1:]:
        moments.append(moments[-1] + timedelta(days=days))
    return moments
