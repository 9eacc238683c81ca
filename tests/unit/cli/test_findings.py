"""The notices and the operating point of a version on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from l4e_sdk import ExtensionMissingError, ModelVersion
from l4e_sdk.cli.findings import tell_notices
from l4e_sdk.shapes import NoticeSummary
from l4e_sdk.views import Notice
from tests.support.findings import FROZEN, write_findings, write_operating_point

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Line

SHOWN = [("models", "show", "press"), ("versions", "show", "press", "1")]
BOTH = pytest.mark.parametrize("command", SHOWN, ids=["model", "version"])


@pytest.fixture
def noted(press: Line) -> Line:
    """The press, whose version has notices and an operating point."""
    with press.client() as client:
        assert client.engine is not None
        folder = write_findings(client.engine, client.models.get("press").model_arn)
    write_operating_point(folder)
    return press


@BOTH
def test_notices_and_operating_point_are_shown(noted: Line, command: tuple[str, ...]):
    shown = noted.says(*command)
    assert (
        "at most 2 alarms a month; 1.2 a month in the history; level 3.5, hold 2.45; 4 of 23 peaks set aside"
        in shown
    )
    assert "threshold_out_of_reach" in shown
    assert str(FROZEN["text"]) in shown


@BOTH
def test_notices_and_operating_point_are_plain_data(noted: Line, command: tuple[str, ...]):
    shown = noted.json(*command)
    assert shown["operating_point"]["alarms_per_month"] == 2.0
    assert [notice["kind"] for notice in shown["notices"]] == ["frozen", "threshold_out_of_reach"]
    assert shown["notices"][0]["start_time"] == "2024-01-08T06:00:00Z"


def test_a_risk_is_shown_in_place_of_the_ceiling(press: Line):
    with press.client() as client:
        assert client.engine is not None
        folder = write_findings(client.engine, client.models.get("press").model_arn, notices=[])
    write_operating_point(folder, risk=0.001)
    assert "risk 0.001; " in press.says("models", "show", "press")


@BOTH
def test_an_endpoint_without_the_service_shows_the_rest(
    press: Line, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    def missing(_: ModelVersion) -> None:
        raise ExtensionMissingError("ListNotices", "https://old.example", "UnknownOperationException")

    monkeypatch.setattr(ModelVersion, "notices", property(missing))
    monkeypatch.setattr(ModelVersion, "operating_point", property(missing))
    shown = press.json(*command)
    assert shown["status"] == "SUCCESS"
    assert not {"notices", "operating_point"} & set(shown)


def test_a_model_without_an_active_version_is_shown(press: Line):
    press.says("models", "create", "begun", "--dataset", "press")
    assert press.json("models", "show", "begun")["status"] == "IN_PROGRESS"


def test_a_notice_cannot_control_the_terminal(capsys: pytest.CaptureFixture[str]):
    tell_notices([Notice(NoticeSummary.model_validate({"Kind": "frozen", "Text": "a\x1b[2Jb"}))])
    assert capsys.readouterr().err == "\nNotices of the training:\n  frozen: a[2Jb\n"


def test_no_notices_are_no_lines(capsys: pytest.CaptureFixture[str]):
    tell_notices([])
    assert capsys.readouterr().err == ""
