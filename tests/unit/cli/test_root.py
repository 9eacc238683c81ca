"""How commands end that could not do what they should, and options that stand anywhere."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from l4e_sdk.cli.root import told
from l4e_sdk.errors import ConfigurationError, InvalidValueError
from tests.unit.cli.conftest import L4E, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line


def test_an_unknown_model_is_one_line_with_the_remedy(press: Line):
    done = press("models", "show", "pump")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: There is no model named 'pump'. (ResourceNotFoundException) "
        "Check name and Region; the 'list' commands show what there is.\n"
    )


def test_there_is_no_traceback_unless_it_is_asked_for(press: Line):
    line = ("--local", str(press.folder), "models", "show", "pump")
    assert "Traceback" not in program(*line).stderr
    loud = program(*line, "--verbose")
    assert "Traceback" in loud.stderr
    assert "DescribeModel" in loud.stderr
    assert loud.returncode == 1


def test_a_request_with_faults_lists_them_all(press: Line):
    done = press("labels", "create", "a b", "--fault-code", "")
    assert done.exit_code == 1
    assert "2 faults" in done.stderr
    assert "label_group_name" in done.stderr


def test_notes_of_an_error_are_printed(press: Line):
    with press.client() as client:
        client.models.create("other", dataset="press")
    done = press("models", "activate", "other", "1")
    assert done.exit_code == 1
    assert "only a version that is SUCCESS can be active" in done.stderr


def test_options_of_the_root_may_stand_behind_the_command(press: Line):
    done = program("models", "list", "--local", str(press.folder), "--output=json")
    assert [model["model_name"] for model in json.loads(done.stdout)] == ["press"]


def test_arguments_after_two_dashes_are_not_options(press: Line):
    done = press("models", "show", "--", "--verbose")
    assert done.exit_code == 1
    assert "no model named '--verbose'" in done.stderr


def test_an_option_without_its_value_is_a_fault_of_usage(press: Line):
    assert press("models", "list", "--output").exit_code == 2


def test_an_endpoint_without_an_answer_is_reported():
    done = program(
        "--endpoint-url",
        "http://127.0.0.1:9",
        "--region",
        "us-east-1",
        "models",
        "list",
        AWS_ACCESS_KEY_ID="AKID",
        AWS_SECRET_ACCESS_KEY="none",
        AWS_MAX_ATTEMPTS="1",
    )
    assert done.returncode == 1
    assert "got no answer from http://127.0.0.1:9" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_region_names_the_option():
    done = program("--endpoint-url", "http://127.0.0.1:9", "models", "list")
    assert done.returncode == 1
    assert "Pass --region, set AWS_REGION" in done.stderr


@pytest.mark.parametrize(
    ("python", "here"),
    [
        ("Pass endpoint_url=... now", "Pass --endpoint-url URL now"),
        ("wait longer with timeout=.", "wait longer with --timeout."),
    ],
)
def test_remedies_name_options_and_not_keywords(python: str, here: str):
    assert told(ConfigurationError(python)) == here


def test_an_error_cannot_steer_the_terminal():
    assert told(InvalidValueError("a\x1b[31mred\x9b\u202e [bold]b[/bold]\r")) == "a[31mred [bold]b[/bold]"


def test_a_file_that_cannot_be_written_is_one_line(press: Line, tmp_path: Path):
    press.says("labels", "create", "seals")
    done = press("labels", "save", "seals", str(tmp_path / "no" / "folder.csv"))
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ")
    assert len(done.stderr.splitlines()) == 1


def test_ctrl_c_ends_with_130(press: Line):
    with press.client() as client:
        client.inference_schedulers.create(
            "live",
            model="press",
            data_upload_frequency="PT1H",
            data_input_configuration="s3://plant/live/",
            data_output_configuration="s3://plant/results/",
        ).wait()
    line = [*L4E, "--local", str(press.folder), "wait", "scheduler", "live", "--deleted"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        first = running.stderr.readline()
        running.send_signal(signal.SIGINT)
        _, rest = running.communicate(timeout=30)
    assert "inference scheduler 'live' is RUNNING" in first
    assert rest.splitlines()[-1] == "Interrupted."
    assert running.returncode == 130


def test_a_reader_that_leaves_early_sees_no_traceback(press: Line):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*L4E, "--local", str(press.folder), "models", "list"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert "Traceback" not in done.stderr


def test_without_any_place_the_engine_on_this_machine_is_named(monkeypatch: pytest.MonkeyPatch):
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "L4E_LOCAL"):
        monkeypatch.delenv(name, raising=False)
    done = program("datasets", "list", AWS_CONFIG_FILE="/none", AWS_SHARED_CREDENTIALS_FILE="/none")
    assert done.returncode == 1
    assert "--local FOLDER" in done.stderr
