"""``l4e schedulers`` and ``l4e retraining``, on an engine's folder."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.testing import Plant, PlantFault
from tests.unit.cli.conftest import NOW

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line

LIVE = ("--model", "press", "--every", "PT1H", "--input", "s3://plant/live/", "--results", "s3://plant/out/")
RETRAINING = ("press", "--every", "P1M", "--look-back", "P180D")


@pytest.fixture
def watching(press: Line, tmp_path: Path) -> Line:
    """The press, watched for six hours, with a fault in the last three, and one window without a file."""
    fault = PlantFault("step", "oil_temp", NOW + timedelta(hours=3), NOW + timedelta(hours=9))
    Plant(faults=(fault,)).readings(NOW, NOW + timedelta(hours=6)).write(tmp_path / "live")
    with press.client() as client:
        scheduler = client.models.get("press").create_inference_scheduler(
            "live",
            data_upload_frequency="PT1H",
            data_input_configuration="s3://plant/live/",
            data_output_configuration="s3://plant/out/",
        )
        for _ in scheduler.wait().replay(tmp_path / "live", shift=timedelta(0)):
            pass
        client.clock.sleep(3600)  # an hour for which there is no file
    return press


def test_a_scheduler_is_made_stopped_started_and_deleted(press: Line):
    made = press.json(
        "schedulers", "create", "live", *LIVE, "--timestamp-format", "EPOCH", "--delay", "5", "--wait"
    )
    assert made == {"name": "live", "status": "RUNNING"}
    shown = press.json("schedulers", "show", "live")
    assert shown["data_delay_offset_in_minutes"] == 5
    names = shown["data_input_configuration"]["inference_input_name_configuration"]
    assert names == {"timestamp_format": "EPOCH"}
    refused = press("schedulers", "delete", "live", "--yes")
    assert (refused.exit_code, "Stop it first" in refused.stderr) == (1, True)
    assert press.says("schedulers", "stop", "live", "--wait") == "scheduler 'live' is STOPPED\n"
    assert press.says("schedulers", "start", "live") == "scheduler 'live' is PENDING\n"
    press.says("wait", "scheduler", "live", "--until", "running")
    press.says("schedulers", "stop", "live", "--wait")
    assert press("schedulers", "delete", "live", answer="n\n").exit_code == 1
    press.says("schedulers", "delete", "live", "--yes")
    assert press.json("schedulers", "list") == []


def test_schedulers_are_listed(watching: Line):
    assert "PT1H" in watching.says("schedulers", "list", "--model", "press")
    assert watching.json("schedulers", "list", "--prefix", "other") == []


def test_events_name_the_sensors_behind_them(watching: Line):
    span = ("--start", "2024-03-01T00:00:00Z", "--end", "2024-03-02T00:00:00Z")
    assert "press-07\\oil_temp" in watching.says("schedulers", "events", "live", *span)
    (event,) = watching.json("schedulers", "events", "live", *span, "--limit", "5")
    assert max(event["diagnostics"], key=lambda each: each["value"])["name"] == "press-07\\oil_temp"
    assert watching.json("schedulers", "events", "live") == []  # of the last seven days


def test_a_scheduler_whose_newest_run_failed_says_so(watching: Line):
    (listed,) = watching.json("schedulers", "list")
    assert listed["failing_since"] == "2024-03-01T05:00:00Z"
    assert "2024-03-01T05:00:00Z" in watching.says("schedulers", "list")
    shown = watching.json("schedulers", "show", "live")
    assert shown["failing_since"] == "2024-03-01T05:00:00Z"
    assert "have no row in the window" in shown["failed_reason"]


def test_an_event_that_is_open_says_so(watching: Line):
    span = ("--start", "2024-03-01T00:00:00Z", "--end", "2024-03-02T00:00:00Z")
    (event,) = watching.json("schedulers", "events", "live", *span)
    assert event["is_open"] is True
    assert "open" in watching.says("schedulers", "events", "live", *span)


def test_drift_is_shown(watching: Line):
    assert watching.json("schedulers", "drift", "live")["status"] == "UNKNOWN"
    assert "too few rows" in watching.says("schedulers", "drift", "live")


def test_drift_is_not_known_before_the_first_window(press: Line):
    press.says("schedulers", "create", "live", *LIVE, "--wait")
    assert "the drift of 'live' is not known" in press.says("schedulers", "drift", "live")
    assert press.json("schedulers", "drift", "live") == {"status": None}


def test_executions_have_reasons(watching: Line):
    failed = watching.json("schedulers", "executions", "live", "--status", "FAILED")
    assert failed
    assert failed[0]["failed_reason"] in watching.says("schedulers", "executions", "live")
    assert len(watching.json("schedulers", "executions", "live", "--limit", "2")) == 2


def test_a_retraining_scheduler_is_made_stopped_started_and_deleted(press: Line):
    made = press.json(
        "retraining", "create", *RETRAINING, "--promote", "manual", "--start-date", "2030-01-31", "--wait"
    )
    assert made == {"name": "press", "status": "RUNNING"}
    shown = press.json("retraining", "show", "press")
    assert shown["promote_mode"] == "MANUAL"
    assert shown["retraining_start_date"] == "2030-01-31T00:00:00Z"
    assert shown["next_run"]
    assert "P180D" in press.says("retraining", "list", "--status", "RUNNING")
    assert press.says("retraining", "stop", "press", "--wait") == "scheduler 'press' is STOPPED\n"
    assert press.says("retraining", "start", "press", "--wait") == "scheduler 'press' is RUNNING\n"
    press.says("retraining", "stop", "press", "--wait")
    assert press("retraining", "delete", "press").exit_code == 1
    press.says("retraining", "delete", "press", "--yes")
    assert press.json("retraining", "list") == []


def test_an_unknown_frequency_is_refused_before_the_request_is_sent(press: Line):
    done = press("retraining", "create", "press", "--every", "P1D", "--look-back", "P180D")
    assert done.exit_code == 1
    assert "was not sent" in done.stderr
