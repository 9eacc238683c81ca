import copy
import pickle
from datetime import timedelta

import pytest

from l4e_sdk import InvalidValueError
from l4e_sdk.shapes import (
    DataUploadFrequency,
    FileNameTimestampFormat,
    ListModelVersionsResponse,
    LookbackWindow,
    ModelStatus,
    ModelVersionStatus,
    ModelVersionSummary,
    OpenEnum,
    TargetSamplingRate,
)
from l4e_sdk.shapes._enum import DurationEnum


def test_a_known_value_is_the_member() -> None:
    assert ModelStatus("SUCCESS") is ModelStatus.SUCCESS


def test_a_known_value_says_so() -> None:
    assert ModelStatus.SUCCESS.is_known


def test_an_unknown_value_is_kept() -> None:
    assert ModelStatus("PAUSED").value == "PAUSED"


def test_an_unknown_value_says_so() -> None:
    assert not ModelStatus("PAUSED").is_known


def test_an_unknown_value_is_of_the_enum() -> None:
    assert isinstance(ModelStatus("PAUSED"), ModelStatus)


@pytest.mark.parametrize("value", ["SUCCESS", "PAUSED", ""])
def test_a_value_equals_and_hashes_as_its_string(value: str) -> None:
    status = ModelStatus(value)
    assert status == value
    assert {value: 1}[status] == 1


def test_a_member_whose_name_is_not_its_value_hashes_as_its_value() -> None:
    assert {"yyyyMMddHHmmss": 1}[FileNameTimestampFormat.COMPACT] == 1


@pytest.mark.parametrize("value", ["SUCCESS", "PAUSED"])
def test_a_value_prints_as_its_string(value: str) -> None:
    assert str(ModelStatus(value)) == f"{ModelStatus(value)}" == value


def test_two_unknown_values_are_equal_if_their_strings_are() -> None:
    assert ModelStatus("PAUSED") == ModelStatus("PAUSED") != ModelStatus("HALTED")


def test_an_unknown_value_is_not_remembered() -> None:
    ModelStatus("PAUSED")
    assert "PAUSED" not in [status.value for status in ModelStatus]


@pytest.mark.parametrize("value", ["SUCCESS", "PAUSED"])
def test_a_value_survives_pickling_and_copying(value: str) -> None:
    status = ModelStatus(value)
    for twin in (pickle.loads(pickle.dumps(status)), copy.copy(status), copy.deepcopy(status)):
        assert twin == status
        assert type(twin) is ModelStatus
        assert twin.is_known == status.is_known


def test_a_value_that_is_not_a_string_is_refused() -> None:
    with pytest.raises(ValueError, match="7 is not a valid ModelStatus"):
        ModelStatus(7)


def test_an_unknown_value_falls_to_the_last_case() -> None:
    match ModelStatus("PAUSED"):
        case ModelStatus.SUCCESS | ModelStatus.FAILED:
            found = "known"
        case _:
            found = "other"
    assert found == "other"


@pytest.mark.parametrize(
    ("value", "shown"),
    [("SUCCESS", "<ModelStatus.SUCCESS: 'SUCCESS'>"), ("PAUSED", "<ModelStatus, unknown: 'PAUSED'>")],
)
def test_a_representation_shows_whether_the_value_is_known(value: str, shown: str) -> None:
    assert repr(ModelStatus(value)) == shown


def test_a_shape_keeps_an_unknown_value() -> None:
    summary = ModelVersionSummary.from_json(b'{"Status": "ARCHIVED"}')
    assert summary.status == "ARCHIVED"
    assert isinstance(summary.status, ModelVersionStatus)
    assert not summary.status.is_known


def test_a_shape_writes_an_unknown_value_as_it_came() -> None:
    body = b'{"ModelVersionSummaries":[{"Status":"ARCHIVED"}]}'
    assert ListModelVersionsResponse.from_json(body).to_json() == body


def test_plain_data_for_the_wire_has_plain_strings() -> None:
    status = ModelVersionSummary(status=ModelVersionStatus.SUCCESS).to_dict(wire=True)["Status"]
    assert type(status) is str


def test_plain_python_data_keeps_the_member() -> None:
    assert ModelVersionSummary(status=ModelVersionStatus.SUCCESS).to_dict() == {
        "status": ModelVersionStatus.SUCCESS
    }


def test_any_enum_can_be_open() -> None:
    class Colour(OpenEnum):
        RED = "red"

    assert Colour("green") == "green"


def test_a_duration_is_a_timedelta() -> None:
    assert (TargetSamplingRate.PT5M.timedelta, LookbackWindow.P180D.timedelta) == (
        timedelta(minutes=5),
        timedelta(days=180),
    )


@pytest.mark.parametrize("kind", [TargetSamplingRate, LookbackWindow, DataUploadFrequency])
def test_every_duration_comes_back_from_its_timedelta(kind: type[DurationEnum]) -> None:
    assert [kind.from_timedelta(member.timedelta) for member in kind] == list(kind)


def test_a_timedelta_that_the_service_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(
        InvalidValueError, match=r"has no 0:07:00; use one of PT5M, PT10M, PT15M, PT30M, PT1H"
    ):
        DataUploadFrequency.from_timedelta(timedelta(minutes=7))


def test_an_unknown_duration_has_its_length_all_the_same() -> None:
    assert TargetSamplingRate("PT2M").timedelta == timedelta(minutes=2)
