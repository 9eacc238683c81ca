"""Notices and operating points of model versions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import ExtensionMissingError, LookoutEquipment, Model, ModelVersion, ResourceNotFoundException
from l4e_sdk.errors import NotAvailableError
from l4e_sdk.shapes import NoticeSummary
from l4e_sdk.views import Notice
from tests.support.findings import BLIND, FROZEN, write_findings, write_operating_point
from tests.support.service import Service
from tests.support.transport import Answer

if TYPE_CHECKING:
    from pathlib import Path

OLDER = {"__type": "ResourceNotFoundException", "message": "Version 1 of 'pump' has no operating point."}


@pytest.fixture
def version(trained: LookoutEquipment) -> ModelVersion:
    return trained.models.get("press").active_version


@pytest.fixture
def files(trained: LookoutEquipment, version: ModelVersion) -> Path:
    """The folder of the version, with findings."""
    assert trained.engine is not None
    return write_findings(trained.engine, version.model_arn)


def older(**seen: object) -> Service:
    """Return an endpoint whose version has no operating point."""
    return Service(DescribeOperatingPoint=Answer(OLDER, status=400), DescribeModelVersion=seen)


@pytest.mark.usefixtures("files")
class TestNotices:
    """``version.notices``."""

    def test_notices_are_typed_and_in_utc(self, version: ModelVersion):
        first, second = version.notices
        assert (first.kind, first.sensor, first.text) == ("frozen", FROZEN["sensor"], FROZEN["text"])
        assert (first.start, first.end) == (
            datetime(2024, 1, 8, 6, tzinfo=UTC),
            datetime(2024, 1, 10, 6, tzinfo=UTC),
        )
        assert (second.kind, second.sensor) == (BLIND["kind"], None)

    def test_a_notice_is_plain_data_in_either_spelling(self, version: ModelVersion):
        first, _ = version.notices
        assert first.to_dict()["kind"] == "frozen"
        assert first.to_dict(wire=True)["Kind"] == "frozen"

    def test_many_notices_come_in_several_pages(self, version: ModelVersion):
        assert version.client.engine is not None
        write_findings(version.client.engine, version.model_arn, notices=[FROZEN] * 1001)
        assert len(version.notices) == 1001

    def test_notices_are_read_once_for_each_description(self, version: ModelVersion, files: Path):
        before = version.notices
        (files / "notices.json").unlink()
        assert version.notices == before
        assert version.refresh().notices == ()


def test_a_version_without_findings_has_no_notices(version: ModelVersion, files: Path):
    (files / "notices.json").unlink()
    assert version.notices == ()
    assert version.suspect_periods().to_list() == []


def test_a_version_that_does_not_exist_has_no_notices_either(trained: LookoutEquipment):
    with pytest.raises(ResourceNotFoundException, match="no version 9"):
        _ = ModelVersion(trained.models.get("press"), 9).notices


@pytest.mark.parametrize("attribute", ["kind", "start", "end", "text"])
def test_a_notice_with_a_hole_is_named(attribute: str):
    notice = Notice(NoticeSummary(model_name="press", model_version=2))
    with pytest.raises(NotAvailableError, match=f"version 2 of model 'press' has no {attribute}"):
        getattr(notice, attribute)


def test_an_endpoint_without_the_service_says_so():
    service = Service(ListNotices=Answer({"__type": "UnknownOperationException"}, status=404))
    with pytest.raises(ExtensionMissingError):
        _ = ModelVersion(Model(service.client, "pump"), 1).notices


class TestOperatingPoint:
    """``version.operating_point`` and ``model.operating_point``."""

    def test_the_operating_point_is_typed(self, version: ModelVersion, files: Path):
        write_operating_point(files)
        point = version.operating_point
        assert (point.alarms_per_month, point.historical_alarms_per_month, point.risk) == (2.0, 1.25, None)
        assert (point.level, point.hold, point.peaks, point.peaks_set_aside) == (3.5, 2.45, 23, 4)
        assert version.model.operating_point.to_dict() == point.to_dict()

    def test_a_risk_replaces_the_ceiling(self, version: ModelVersion, files: Path):
        write_operating_point(files, risk=0.001)
        assert (version.operating_point.alarms_per_month, version.operating_point.risk) == (None, 0.001)

    def test_a_version_of_an_older_engine_says_what_to_do(self):
        version = ModelVersion(Model(older(Status="SUCCESS").client, "pump"), 1)
        with pytest.raises(NotAvailableError, match=r"before thresholds were counted .*retrain") as caught:
            _ = version.operating_point
        assert caught.value.member == "operating_point"
        assert not hasattr(version, "operating_point")

    def test_a_version_in_training_says_so(self):
        version = ModelVersion(Model(older(Status="IN_PROGRESS").client, "pump"), 1)
        with pytest.raises(NotAvailableError, match="IN_PROGRESS"):
            _ = version.operating_point

    def test_a_version_that_does_not_exist_is_not_found(self, trained: LookoutEquipment):
        with pytest.raises(ResourceNotFoundException, match="no version 9"):
            _ = ModelVersion(trained.models.get("press"), 9).operating_point

    def test_a_figure_that_the_endpoint_left_out_is_named(self):
        service = Service(DescribeOperatingPoint={"ModelName": "pump", "ModelVersion": 1})
        point = ModelVersion(Model(service.client, "pump"), 1).operating_point
        for attribute in ("level", "hold", "peaks", "peaks_set_aside"):
            with pytest.raises(NotAvailableError, match=f"has no {attribute}"):
                getattr(point, attribute)
