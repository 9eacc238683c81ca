"""``l4e models`` and ``l4e versions``, on an engine's folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from l4e_sdk import LookoutEquipment, VirtualClock
from l4e_sdk._clock import SystemClock
from l4e_sdk.local import EngineSettings
from l4e_sdk.testing import seed_model
from tests.unit.cli.conftest import Line

RANGES = (
    *("--training-start", "2024-02-02T00:00:00Z", "--training-end", "2024-02-22T00:00:00Z"),
    *("--evaluation-start", "2024-02-22T01:00:00Z", "--evaluation-end", "2024-02-29T00:00:00Z"),
)


@pytest.fixture
def retrained(press: Line) -> Line:
    """The press, whose model has a second version: a copy of the first."""
    with press.client() as client:
        model = client.models.get("press")
        version = model.import_version(model.version(1))
        assert client.engine is not None
        client.engine.run_until_idle()
        version.wait()
    return press


@pytest.fixture(scope="module")
def _up_to_date(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("up-to-date") / "plant"
    clock = VirtualClock(SystemClock().now())
    with LookoutEquipment.local(folder, clock=clock, settings=EngineSettings(workers=0)) as client:
        seed_model(client)
    return folder


@pytest.fixture
def current(_up_to_date: Path, tmp_path: Path) -> Line:
    """The press with data up to now, which the command line takes the time from."""
    return Line(Path(shutil.copytree(_up_to_date, tmp_path / "plant")))


def test_models_are_listed(press: Line):
    assert "press" in press.says("models", "list", "--status", "SUCCESS")
    assert press.json("models", "list", "--status", "FAILED") == []
    assert press.json("models", "list", "--prefix", "pre")[0]["active_model_version"] == 1


def test_a_model_is_shown(press: Line):
    assert press.json("models", "show", "press")["status"] == "SUCCESS"
    assert "a document; --output json shows it" in press.says("models", "show", "press")


def test_a_model_is_trained_and_waited_for(press: Line):
    line = ("models", "create", "other", "--dataset", "press", *RANGES, "--sampling-rate", "PT1H")
    done = press(*line, "--tag", "site=north", "--wait", "--timeout", "1m", "--output", "json")
    assert json.loads(done.stdout) == {"model_name": "other", "status": "SUCCESS"}
    assert "model 'other' is SUCCESS" in done.stderr
    shown = press.json("models", "show", "other")
    assert shown["training_data_end_time"] == "2024-02-22T00:00:00Z"
    assert shown["data_pre_processing_configuration"] == {"target_sampling_rate": "PT1H"}


def test_a_model_learns_from_a_label_group(press: Line):
    press.says("labels", "create", "seals")
    press.says("models", "create", "other", "--dataset", "press", "--label-group", "seals")
    shown = press.json("models", "show", "other")
    assert shown["labels_input_configuration"] == {"label_group_name": "seals"}


def test_a_model_is_retrained_now_and_waited_for(current: Line):
    done = current("models", "retrain", "press", "--wait", "--timeout", "1m", "--output", "json")
    answer = json.loads(done.stdout)
    assert answer == {
        "model_name": "press",
        "model_version": 2,
        "status": "SUCCESS",
        "auto_promotion_result": "MODEL_PROMOTED",
    }
    assert current.json("versions", "show", "press", "2")["source_type"] == "RETRAINING"


def test_a_model_is_retrained_with_settings_of_its_own(current: Line):
    line = ("models", "retrain", "press", "--look-back", "P360D", "--promote", "manual", "--wait")
    assert current.says(*line) == "version 2 of model 'press' is SUCCESS, MODEL_NOT_PROMOTED\n"


def test_a_retraining_that_fails_says_why(press: Line):
    done = press("models", "retrain", "press", "--wait")
    assert done.exit_code == 4
    assert "The look-back window holds 0.0 days of data" in done.stderr


def test_a_retraining_that_is_not_waited_for_says_who_does_it(press: Line):
    done = press("models", "retrain", "press")
    assert done.stdout == "version 2 of model 'press' is IN_PROGRESS\n"
    assert "l4e wait version press 2" in done.stderr
    assert "is in training" in press("models", "retrain", "press").stderr


def test_two_sources_of_labels_are_a_fault_of_usage(press: Line):
    line = (
        "models",
        "create",
        "other",
        "--dataset",
        "press",
        "--labels",
        "s3://plant/l/",
        "--label-group",
        "a",
    )
    assert press(*line).exit_code == 2


def test_a_moment_without_a_zone_is_a_fault_of_usage(press: Line):
    done = press("models", "create", "other", "--dataset", "press", "--training-start", "2024-02-02")
    assert done.exit_code == 2
    assert "2024-02-02T00:00:00Z" in done.stderr


def test_metrics_name_the_sensors_behind_events(press: Line):
    assert "press-07\\oil_temp" in press.says("models", "metrics", "press")
    assert "1 of 1 labelled events were detected" in press.says(
        "models", "metrics", "press", "--version", "1"
    )
    found = press.json("models", "metrics", "press")
    assert found["labeled_event_metrics"]["num_identified"] == 1


def test_a_model_without_an_evaluation_has_no_metrics(press: Line):
    press.says("models", "create", "other", "--dataset", "press", "--wait")
    done = press("models", "metrics", "other")
    assert (done.exit_code, done.stdout) == (1, "")
    assert "trained without an evaluation range" in done.stderr


def test_a_version_is_activated_and_taken_back(retrained: Line):
    assert retrained.json("models", "activate", "press", "2") == {
        "model_name": "press",
        "active_model_version": 2,
        "previous_active_model_version": 1,
    }
    assert retrained.says("models", "rollback", "press").startswith("version 1 of model 'press' is active")


def test_going_back_from_the_first_version_is_refused(press: Line):
    done = press("models", "rollback", "press")
    assert done.exit_code == 1
    assert "'l4e models activate'" in done.stderr


def test_versions_are_compared(retrained: Line):
    shown = retrained.says("models", "compare", "press", "1", "2")
    assert "version 1" in shown
    assert "recall" in shown
    found = {each["metric"]: each for each in retrained.json("models", "compare", "press", "1", "2")}
    assert found["recall"]["difference"] == 0


def test_versions_are_listed_and_shown(retrained: Line):
    assert [each["model_version"] for each in retrained.json("versions", "list", "press")] == [1, 2]
    imported = retrained.json("versions", "list", "press", "--source-type", "IMPORT")
    assert [each["model_version"] for each in imported] == [2]
    assert retrained.json("versions", "show", "press", "1")["source_type"] == "TRAINING"
    assert "TRAINING" in retrained.says("versions", "show", "press", "1")


def test_deleting_a_model_asks_first(press: Line):
    assert press("models", "delete", "press", answer="\n").exit_code == 1
    assert press.says("models", "delete", "press", "--yes") == "model 'press' is deleted\n"
    assert press.json("models", "list") == []


def test_a_missing_model_is_reported_before_the_confirmation(press: Line):
    done = press("models", "delete", "pump")
    assert done.exit_code == 1
    assert "?" not in done.stderr
