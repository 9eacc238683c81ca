from __future__ import annotations

import gzip
import json

import pytest

from l4e_sdk._report import Series, Signal, TrainingFacts
from l4e_sdk.errors import UnreadableDocumentError

HOUR = 3600


def test_packed_facts_are_read_with_unknown_members() -> None:
    packed = gzip.compress(json.dumps({"format": 1, "rate_seconds": 60, "newer": 1}).encode())
    facts = TrainingFacts.unpack(packed)
    assert (facts.rate_seconds, facts.to_dict()["newer"]) == (60, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        gzip.compress(b"[]"),
        gzip.compress(b'{"format": 1}')[:-4],
        gzip.compress(b'{"format": 2}'),
        gzip.compress(b'{"format": 1, "off": [[1e300, 2]]}'),
    ],
    ids=["no gzip", "a list", "cut", "another format", "a time beyond all years"],
)
def test_a_file_in_another_format_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDocumentError):
        TrainingFacts.unpack(content)


def test_a_part_without_values_is_a_gap() -> None:
    series = Series(start=10, step=5, low=(1, None), high=(2, None))
    assert list(series.points()) == [(10, 1, 2), None]
    assert series.end == 20


def test_the_usual_range_changes_with_the_hour_of_the_day() -> None:
    signal = Signal(
        start=23.5 * HOUR,
        step=HOUR,
        low=(1, 1),
        high=(1, 1),
        usual=tuple((hour, hour + 1) for hour in range(24)),
    )
    assert list(signal.band()) == [(23.5 * HOUR, 23, 24), (24 * HOUR, 0, 1), (25 * HOUR, 1, 2)]


def test_the_usual_range_may_be_the_same_all_day() -> None:
    signal = Signal(start=5, step=HOUR, low=(1,), high=(1,), usual=((2, 3),))
    assert list(signal.band()) == [(5, 2, 3)]
    assert list(Signal(start=5).band()) == []
