import math
import pickle
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from l4e_sdk.shapes import LabelSummary

NOON = datetime(2024, 3, 11, 12, 0, tzinfo=UTC)


def read(value: object) -> datetime | None:
    return LabelSummary.from_wire({"CreatedAt": value}).created_at


def fault(value: object) -> str:
    with pytest.raises(ValidationError) as caught:
        read(value)
    (error,) = caught.value.errors()
    return error["msg"]


def test_a_whole_number_is_epoch_seconds() -> None:
    assert read(1_710_158_400) == NOON


def test_a_fraction_is_kept_to_the_microsecond() -> None:
    assert read(1_710_158_400.123456) == NOON.replace(microsecond=123456)


def test_a_number_that_looks_like_milliseconds_is_still_seconds() -> None:
    assert read(100_000_000_000) == datetime(5138, 11, 16, 9, 46, 40, tzinfo=UTC)


def test_times_before_1970_are_read() -> None:
    assert read(-86_400) == datetime(1969, 12, 31, tzinfo=UTC)


def test_the_time_zone_is_datetime_utc_itself() -> None:
    moment = read(1_710_158_400)
    assert moment is not None
    assert moment.tzinfo is UTC


def test_a_time_read_from_json_has_the_same_time_zone() -> None:
    moment = LabelSummary.from_json(b'{"CreatedAt": 1710158400}').created_at
    assert moment is not None
    assert moment.tzinfo is UTC


def test_an_aware_datetime_is_converted_to_utc() -> None:
    local = datetime(2024, 3, 11, 17, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
    moment = read(local)
    assert moment == NOON
    assert moment is not None
    assert moment.tzinfo is UTC


def test_an_iso_text_with_an_offset_is_read() -> None:
    assert read("2024-03-11T13:00:00+01:00") == NOON


def test_a_naive_datetime_is_refused_with_the_remedy() -> None:
    assert "add tzinfo, e.g. datetime(..., tzinfo=UTC)" in fault(datetime(2024, 3, 11))


def test_a_text_without_an_offset_is_refused_with_the_remedy() -> None:
    assert "add tzinfo" in fault("2024-03-11T13:00:00")


def test_a_time_can_be_set_by_field_name() -> None:
    assert LabelSummary(created_at=NOON).created_at == NOON


@pytest.mark.parametrize("value", [True, b"1", [], {}, timedelta(1)])
def test_other_kinds_of_values_are_refused(value: object) -> None:
    assert "expected a datetime or epoch seconds" in fault(value)


@pytest.mark.parametrize(
    "value", [1e18, -1e18, math.inf, datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))]
)
def test_a_time_outside_the_calendar_is_refused(value: object) -> None:
    assert "outside the years 1 to 9999" in fault(value) or "out of range" in fault(value)


def test_no_number_is_no_time() -> None:
    assert "nan is not a time" in fault(math.nan)


def test_a_whole_second_is_written_as_a_whole_number() -> None:
    assert LabelSummary(created_at=NOON).to_json() == b'{"CreatedAt":1710158400}'


def test_a_fraction_is_written_as_a_fraction() -> None:
    label = LabelSummary(created_at=NOON.replace(microsecond=500_000))
    assert label.to_dict(wire=True) == {"CreatedAt": 1_710_158_400.5}


def test_a_time_stays_a_datetime_in_plain_python_data() -> None:
    assert LabelSummary(created_at=NOON).to_dict() == {"created_at": NOON}


def test_a_time_survives_pickling() -> None:
    label = LabelSummary(created_at=NOON)
    assert pickle.loads(pickle.dumps(label)) == label
