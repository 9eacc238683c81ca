"""``l4e wait``: the exit codes that deployment scripts live by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.unit.cli.conftest import program

if TYPE_CHECKING:
    from tests.unit.cli.conftest import Line


@pytest.fixture
def busy(press: Line) -> Line:
    """The press, with a model in training and one whose data is too short, and a job; nothing has begun yet."""
    with press.client() as client:
        client.models.create("other", dataset="press")
        client.objects.put("plant", "bad/a[bold]\x1b[2J/b.csv", b"no,header\n1,2\n")
        client.datasets.create("bad").ingest("s3://plant/bad/", key_pattern="{prefix}/{component_name}/*")
    return press


def test_a_model_that_gets_there_is_zero(busy: Line):
    done = program("--local", str(busy.folder), "wait", "model", "other", "--timeout", "1m")
    assert (done.returncode, done.stdout) == (0, "other is SUCCESS\n")
    assert re.match(r"model 'other' is IN_PROGRESS after 0:00:\d\d; next look in", done.stderr)
    assert "model 'other' is SUCCESS after" in done.stderr


def test_a_reached_status_exits_with_zero_at_once(press: Line):
    assert press.says("wait", "model", "press", "--timeout", "0s") == "press is SUCCESS\n"
    assert press.json("wait", "version", "press", "1") == {"name": "press", "status": "SUCCESS"}
    assert press.says("wait", "dataset", "press") == "press is ACTIVE\n"


def test_the_end_of_the_time_is_three(busy: Line):
    done = busy("wait", "model", "other", "--timeout", "0s")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "or longer with --timeout" in done.stderr


def test_a_failure_is_four_with_the_services_reason(busy: Line):
    (job,) = busy.json("ingestion", "list", "--dataset", "bad")
    done = busy("wait", "ingestion-job", job["job_id"])
    reason = busy.json("ingestion", "show", job["job_id"])["failed_reason"]
    assert done.exit_code == 4
    assert reason
    assert "\x1b" not in done.output
    assert "failed: " in done.stderr


def test_a_missing_resource_exits_with_one(press: Line):
    done = press("wait", "version", "press", "7")
    assert done.exit_code == 1
    assert "no version 7" in done.stderr


def test_a_wait_for_deletion_succeeds_without_the_resource(press: Line):
    for line in (["model", "nothing"], ["dataset", "nothing"], ["scheduler", "nothing"]):
        assert press.says("wait", *line, "--deleted") == "nothing is DELETED\n"
    assert press.says("wait", "retraining-scheduler", "press", "--deleted") == "press is DELETED\n"


def test_a_scheduler_that_goes_the_other_way_is_four(press: Line):
    press.says("retraining", "create", "press", "--every", "P1M", "--look-back", "P180D", "--wait")
    assert press(
        "wait", "retraining-scheduler", "press", "--until", "stopped", "--timeout", "0s"
    ).exit_code in {3, 4}
    press.says("retraining", "stop", "press")
    assert press.says("wait", "retraining-scheduler", "press") == "press is STOPPED\n"
    assert press("wait", "retraining-scheduler", "press", "--until", "RUNNING").exit_code == 4


@pytest.mark.parametrize("timeout", ["30", "soon", "-1m"])
def test_a_timeout_that_is_none_is_a_fault_of_usage(press: Line, timeout: str):
    assert press("wait", "model", "press", "--timeout", timeout).exit_code == 2
