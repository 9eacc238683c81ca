"""Values that stand for a missing value: where a time is wanted, the error names the member."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from l4e_sdk import InvalidRequestError, InvalidValueError, LookoutEquipment, TimeRange, VirtualClock
from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk._calls.encoding import encode
from l4e_sdk._missing import is_missing
from l4e_sdk._rules.validation.paths import python_name
from l4e_sdk.data import InferenceFiles
from l4e_sdk.data.labels import write_labels
from l4e_sdk.data.rows import rows_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
MISSING = [pd.NaT, pd.NA, np.datetime64("NaT"), np.timedelta64("NaT"), math.nan, np.float64("nan")]
DESCRIPTION = ServiceDescription.load()


def times() -> Iterator[tuple[str, str]]:
    """Yield each operation with each of its members that is a time."""
    for name in DESCRIPTION.operations:
        for member, shape in DESCRIPTION.input_of(name).members.items():
            if DESCRIPTION.shapes[shape].kind == "timestamp":
                yield name, member


@pytest.mark.parametrize("value", [*MISSING, Decimal("nan")], ids=repr)
def test_values_that_stand_for_a_missing_one_are_known(value: object) -> None:
    assert is_missing(value)


@pytest.mark.parametrize(
    "value",
    [
        None,
        0,
        "",
        "NaT",
        NOON,
        pd.Timestamp(NOON),
        np.datetime64("2024-01-01"),
        np.arange(3),
        pd.Series([1, 2]),
    ],
    ids=repr,
)
def test_other_values_are_not_missing(value: object) -> None:
    assert not is_missing(value)


@pytest.mark.parametrize("value", MISSING, ids=repr)
@pytest.mark.parametrize(("operation", "member"), list(times()))
def test_a_missing_time_names_its_member(operation: str, member: str, value: object) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        encode(operation, {member: value})
    faults = {fault.path: fault.message for fault in caught.value.faults}
    assert "missing time" in faults[python_name(member)]


@pytest.mark.parametrize("value", [pd.NaT, np.datetime64("NaT")], ids=repr)
def test_ensure_names_the_member(value: Any) -> None:
    with (
        LookoutEquipment.local() as client,
        pytest.raises(InvalidRequestError, match="retraining_start_date"),
    ):
        client.retraining_schedulers.ensure(
            "m", retraining_frequency="P1M", lookback_window="P180D", retraining_start_date=value
        )


CALLS: dict[str, Callable[[Any], object]] = {
    "start": lambda value: TimeRange(value, NOON),
    "end": lambda value: TimeRange(NOON, value),
    "moment": lambda value: value in TimeRange(NOON, NOON + timedelta(days=1)),
    "clock": VirtualClock,
    "timestamp of row": lambda value: rows_csv(
        [{"timestamp": NOON, "a": 1.0}, {"timestamp": value, "a": 1.0}]
    ),
    "label's start": lambda value: write_labels("labels.csv", [(value, NOON)]),
    "label's end": lambda value: write_labels("labels.csv", [(NOON, value)]),
    "moment is": lambda value: InferenceFiles("plant").key("press", value),
}


@pytest.mark.parametrize("named", CALLS)
def test_values_and_files_name_what_is_missing(named: str) -> None:
    with pytest.raises(InvalidValueError, match=named):
        CALLS[named](pd.NaT)
