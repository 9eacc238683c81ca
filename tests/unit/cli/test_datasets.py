"""``l4e datasets`` and ``l4e ingestion``, on an engine's folder."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from l4e_sdk.testing import Plant
from tests.support.served import served
from tests.unit.cli.conftest import NOW, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import Line

COLUMNS = [{"Name": "Timestamp", "Type": "DATETIME"}, {"Name": "rpm", "Type": "DOUBLE"}]
SCHEMA = {"Components": [{"ComponentName": "mill", "Columns": COLUMNS}]}


def test_a_dataset_is_made_with_tags_and_listed(empty: Line):
    assert empty.says("datasets", "create", "mill", "--tag", "site=north") == "dataset 'mill' is CREATED\n"
    assert "mill" in empty.says("datasets", "list")
    with empty.client() as client:
        assert dict(client.datasets.get("mill").tags) == {"site": "north"}


def test_a_dataset_is_made_with_the_schema_of_a_file(empty: Line, tmp_path: Path):
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(SCHEMA))
    assert empty.json("datasets", "create", "mill", "--schema", str(file)) == {
        "dataset_name": "mill",
        "status": "CREATED",
    }
    assert json.loads(empty.json("datasets", "show", "mill")["data_schema"]) == SCHEMA


def test_a_list_in_json_has_what_the_service_sent(press: Line):
    (found,) = press.json("datasets", "list")
    assert found.keys() == {"dataset_name", "dataset_arn", "status", "created_at"}
    assert found["created_at"] == f"{NOW:%Y-%m-%dT%H:%M:%S}Z"


def test_a_list_is_cut_and_chosen_by_prefix(empty: Line):
    for name in ("mill-1", "mill-2", "pump"):
        empty.says("datasets", "create", name)
    assert len(empty.json("datasets", "list", "--limit", "2")) == 2
    assert [each["dataset_name"] for each in empty.json("datasets", "list", "--prefix", "pump")] == ["pump"]


def test_a_folder_is_uploaded_ingested_and_waited_for(empty: Line, tmp_path: Path):
    Plant().readings(NOW.replace(month=2), NOW).write(tmp_path / "history")
    empty.says("datasets", "create", "mill")
    upload = ["datasets", "upload", "mill", str(tmp_path / "history"), "--bucket", "plant"]
    first, again = empty(*upload), empty(*upload)
    assert first.stdout == "1 files are below s3://plant/mill/\n"
    assert first.stderr == "1/1 sent mill/press-07/2024-02.csv\n"
    assert again.stderr == "1/1 had mill/press-07/2024-02.csv\n"

    left = empty("datasets", "ingest", "mill", "s3://plant/mill/")
    assert f"'l4e serve {empty.folder}'" in left.stderr
    waiting = re.search(r"'l4e (wait ingestion-job \w+)'", left.stderr)
    assert waiting is not None
    empty.says(*waiting[1].split())

    done = empty("datasets", "ingest", "mill", "s3://plant/mill/", "--wait", "--output", "json")
    assert "l4e serve" not in done.stderr
    assert json.loads(done.stdout)["status"] == "SUCCESS"
    assert "is SUCCESS after" in done.stderr
    assert empty.json("datasets", "show", "mill")["status"] == "ACTIVE"


def test_an_ingestion_that_is_not_waited_for_is_left_to_others(press: Line):
    started = press.json("datasets", "ingest", "press", "s3://plant/press/history/")
    assert started["status"] == "IN_PROGRESS"
    assert press.json("ingestion", "show", started["job_id"])["status"] == "IN_PROGRESS"
    listed = press.json("ingestion", "list", "--dataset", "press", "--status", "IN_PROGRESS")
    assert [job["job_id"] for job in listed] == [started["job_id"]]


def test_files_for_a_server_are_not_sent_to_s3_without_a_word(press: Line, tmp_path: Path):
    Plant().readings(NOW.replace(month=2), NOW).write(tmp_path / "history")
    with press.client() as client, served(client.engine) as url:
        done = program(
            *("datasets", "upload", "press", str(tmp_path / "history"), "--bucket", "plant"),
            AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT=url,
            AWS_ENDPOINT_URL_S3="http://127.0.0.1:9",  # where nobody listens
            AWS_REGION="us-east-1",
            AWS_ACCESS_KEY_ID="AKID",
            AWS_SECRET_ACCESS_KEY="none",
            AWS_MAX_ATTEMPTS="1",
        )
    assert done.returncode == 1
    assert "s3://plant/press/press-07/" in done.stderr
    assert "upload with --local FOLDER" in done.stderr


def test_statistics_tell_how_far_each_sensor_reaches(press: Line):
    (found, *_) = press.json("datasets", "statistics", "press")
    heading, _, first, *_ = press.says("datasets", "statistics", "press").splitlines()
    assert heading.split()[-2:] == ["from", "to"]
    assert first.split()[-2:] == [found["data_start_time"], found["data_end_time"]]


def test_statistics_have_grades(press: Line):
    found = press.json("datasets", "statistics", "press")
    assert {each["sensor_name"]: each["grade"] for each in found}["oil_temp"] == "HIGH"
    assert "oil_temp" in press.says("datasets", "statistics", "press")


def test_deleting_asks_first(empty: Line):
    empty.says("datasets", "create", "mill")
    assert empty("datasets", "delete", "mill", answer="n\n").exit_code == 1
    assert len(empty.json("datasets", "list")) == 1
    asked = empty("datasets", "delete", "mill", answer="y\n")
    assert "Delete dataset 'mill'" in asked.stderr
    assert asked.stdout.endswith("dataset 'mill' is deleted\n")
    assert empty.json("datasets", "list") == []


def test_nobody_to_answer_is_no_yes(empty: Line):
    empty.says("datasets", "create", "mill")
    assert empty("datasets", "delete", "mill").exit_code == 1
    assert len(empty.json("datasets", "list")) == 1


def test_deleting_does_not_ask_when_told_yes(empty: Line):
    empty.says("datasets", "create", "mill")
    assert empty.json("datasets", "delete", "mill", "--yes") == {"dataset_name": "mill", "deleted": True}


def test_deleting_with_all_that_depends_shows_the_plan(press: Line):
    refused = press("datasets", "delete", "press", "--yes")
    assert (refused.exit_code, "ConflictException" in refused.stderr) == (1, True)
    shown = press("datasets", "delete", "press", "--cascade", answer="n\n")
    assert "1. delete model 'press' with its 1 version" in shown.stderr
    assert len(press.json("models", "list")) == 1
    press.says("datasets", "delete", "press", "--cascade", "--yes")
    assert press.json("datasets", "list") == []
