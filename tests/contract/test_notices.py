"""``ListNotices``, ``ListSuspectPeriods`` and ``DescribeOperatingPoint`` for plain boto3."""

# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false, reportTypedDictNotRequiredAccess=false

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.support.factory import Factory
from tests.support.findings import BLIND, FROZEN, SUSPECT, write_findings, write_operating_point

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@pytest.fixture(scope="module")
def _trained(door: str) -> Iterator[Factory]:
    with Factory() as made:
        made.ingest("press")
        made.work()
        made.train("press")
        made.work()
        made.train("begun")
        yield made


@pytest.fixture
def folder(_trained: Factory) -> Iterator[Path]:
    """The folder of the press's version, which has findings during the test."""
    folder = write_findings(_trained.engine, _trained.boto.describe_model(ModelName="press")["ModelArn"])
    before = {path: path.read_bytes() for path in folder.iterdir() if path.name != "notices.json"}
    yield folder
    (folder / "notices.json").unlink(missing_ok=True)
    for path, content in before.items():
        path.write_bytes(content)


@pytest.fixture
def factory(_trained: Factory, folder: Path) -> Factory:
    """A factory with a trained model, "press", whose version has findings, and "begun", which is in training."""
    return _trained


def refused(factory: Factory, operation: str, **members: Any) -> Mapping[str, str]:
    with pytest.raises(ClientError) as caught:
        getattr(factory.extension, operation)(**members)
    error = caught.value.response["Error"]
    return {"Code": error["Code"], "Message": error["Message"]}


def test_the_notices_of_the_active_version_are_listed(factory: Factory) -> None:
    first, second = factory.extension.list_notices(ModelName="press")["NoticeSummaries"]
    assert first == {
        "ModelName": "press",
        "ModelVersion": 1,
        "Kind": "frozen",
        "Sensor": "press-07\\ram_speed",
        "StartTime": datetime(2024, 1, 8, 6, tzinfo=UTC),
        "EndTime": datetime(2024, 1, 10, 6, tzinfo=UTC),
        "Text": FROZEN["text"],
    }
    assert "Sensor" not in second


def test_notices_are_filtered_by_kind(factory: Factory) -> None:
    kind = str(BLIND["kind"])
    found = factory.extension.list_notices(ModelName="press", ModelVersion=1, Kind=kind)["NoticeSummaries"]
    assert [notice["Kind"] for notice in found] == [kind]
    assert factory.extension.list_notices(ModelName="press", Kind="placeholder")["NoticeSummaries"] == []


def test_an_unknown_kind_is_refused_with_the_known_ones(factory: Factory) -> None:
    error = refused(factory, "list_notices", ModelName="press", Kind="FROZEN")
    assert error["Code"] == "ValidationException"
    assert "threshold_out_of_reach" in error["Message"]


def test_a_kind_of_a_later_engine_is_listed(factory: Factory, folder: Path) -> None:
    later = FROZEN | {"kind": "of_a_later_engine"}
    (folder / "notices.json").write_text(json.dumps({"notices": [later]}), encoding="utf-8")
    (found,) = factory.extension.list_notices(ModelName="press")["NoticeSummaries"]
    assert found["Kind"] == "of_a_later_engine"


def test_suspect_periods_have_the_diagnostics_of_an_event(factory: Factory) -> None:
    (period,) = factory.extension.list_suspect_periods(ModelName="press")["SuspectPeriodSummaries"]
    assert json.loads(period.pop("Diagnostics")) == SUSPECT["sensors"]
    assert period == {
        "ModelName": "press",
        "ModelVersion": 1,
        "StartTime": datetime(2024, 1, 12, 10, tzinfo=UTC),
        "EndTime": datetime(2024, 1, 12, 23, tzinfo=UTC),
    }


def test_a_version_without_findings_has_empty_lists(factory: Factory, folder: Path) -> None:
    (folder / "notices.json").unlink()
    assert factory.extension.list_notices(ModelName="press")["NoticeSummaries"] == []
    assert factory.extension.list_suspect_periods(ModelName="press")["SuspectPeriodSummaries"] == []


def test_a_version_in_training_has_empty_lists(factory: Factory) -> None:
    assert factory.extension.list_notices(ModelName="begun", ModelVersion=1)["NoticeSummaries"] == []


@pytest.mark.parametrize("operation", ["list_notices", "list_suspect_periods", "describe_operating_point"])
class TestVersion:
    """The version of a request, in all three operations."""

    def test_a_version_that_does_not_exist_is_named(self, factory: Factory, operation: str) -> None:
        error = refused(factory, operation, ModelName="press", ModelVersion=9)
        assert (error["Code"], error["Message"]) == (
            "ResourceNotFoundException",
            "The model 'press' has no version 9.",
        )

    def test_a_model_without_an_active_version_is_named(self, factory: Factory, operation: str) -> None:
        error = refused(factory, operation, ModelName="begun")
        assert error["Message"] == "The model 'begun' has no active version."


@pytest.mark.parametrize("operation", ["list_notices", "list_suspect_periods"])
class TestPages:
    """Pages of notices and suspect periods."""

    def test_a_token_is_good_for_its_version_only(
        self, factory: Factory, folder: Path, operation: str
    ) -> None:
        write = {"notices": [FROZEN] * 3, "suspects": [SUSPECT] * 3}
        (folder / "notices.json").write_text(json.dumps(write), encoding="utf-8")
        call = getattr(factory.extension, operation)
        token = call(ModelName="press", MaxResults=2)["NextToken"]
        rest = call(ModelName="press", MaxResults=500, NextToken=token)
        assert "NextToken" not in rest
        error = refused(factory, operation, ModelName="begun", ModelVersion=1, NextToken=token)
        assert error["Code"] == "ValidationException"
        assert "same filters" in error["Message"]


def test_the_operating_point_of_the_active_version_is_described(factory: Factory, folder: Path) -> None:
    write_operating_point(folder)
    answer = factory.extension.describe_operating_point(ModelName="press")
    arn = factory.boto.describe_model(ModelName="press")["ModelArn"]
    assert {name: value for name, value in answer.items() if name != "ResponseMetadata"} == {
        "ModelName": "press",
        "ModelArn": arn,
        "ModelVersion": 1,
        "ModelVersionArn": f"{arn}/model-version/1",
        "AlarmsPerMonth": 2.0,
        "HistoricalAlarmsPerMonth": 1.25,
        "Level": 3.5,
        "Hold": 2.45,
        "Peaks": 23,
        "PeaksSetAside": 4,
    }


def test_a_risk_is_described_in_place_of_the_ceiling(factory: Factory, folder: Path) -> None:
    write_operating_point(folder, risk=0.001)
    answer = factory.extension.describe_operating_point(ModelName="press", ModelVersion=1)
    assert answer["Risk"] == 0.001
    assert "AlarmsPerMonth" not in answer


def test_a_version_of_an_older_engine_says_what_to_do(factory: Factory, folder: Path) -> None:
    facts = json.loads((folder / "model.json").read_text("utf-8"))
    facts.pop("alarms_per_month", None)
    (folder / "model.json").write_text(json.dumps(facts), encoding="utf-8")
    error = refused(factory, "describe_operating_point", ModelName="press")
    assert error["Code"] == "ResourceNotFoundException"
    assert "retrain the model" in error["Message"]


def test_a_version_in_training_has_no_operating_point(factory: Factory) -> None:
    error = refused(factory, "describe_operating_point", ModelName="begun", ModelVersion=1)
    assert "is IN_PROGRESS; only a version that is SUCCESS" in error["Message"]


def test_a_damaged_file_is_a_failure_and_no_empty_list(factory: Factory, folder: Path) -> None:
    (folder / "notices.json").write_text("{", encoding="utf-8")
    assert refused(factory, "list_notices", ModelName="press")["Code"] == "InternalServerException"
