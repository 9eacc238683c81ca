from __future__ import annotations

import re
import shutil
import threading
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from l4e_sdk.local import jobs
from l4e_sdk.local.jobs import retraining
from tests import plant
from tests.conftest import ROLE, START
from tests.contract.test_main_path import train
from tests.support.factory import inference
from tests.unit.local.jobs.meddling import Broken, during_the_next_task, run_what_can_begin

if TYPE_CHECKING:
    from botocore.client import BaseClient

    from l4e_sdk._clock import VirtualClock
    from l4e_sdk.local import LocalEngine
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.store.descriptions import StoredModel

FIRST_RUN = datetime(2024, 3, 3, tzinfo=UTC)
SECOND_RUN = datetime(2024, 4, 3, tzinfo=UTC)


@pytest.fixture
def scheduled(boto: BaseClient, engine: LocalEngine) -> BaseClient:
    """A client of an engine with a trained model that will be retrained on the third of March."""
    train(boto, engine)
    boto.create_retraining_scheduler(
        ModelName="press", RetrainingFrequency="P1M", LookbackWindow="P180D", RetrainingStartDate=FIRST_RUN
    )
    engine.run_until_idle()
    return boto


def second(boto: BaseClient) -> dict[str, Any]:
    return boto.describe_model_version(ModelName="press", ModelVersion=2)


def numbers(boto: BaseClient) -> list[int]:
    return [
        item["ModelVersion"] for item in boto.list_model_versions(ModelName="press")["ModelVersionSummaries"]
    ]


def files(engine: LocalEngine) -> list[str]:
    return sorted(path.name for path in (engine.folder / "data" / "models").rglob("*") if path.is_file())


def stop(boto: BaseClient, engine: LocalEngine) -> None:
    """Stop the scheduler, as somebody may while a run goes on."""
    boto.stop_retraining_scheduler(ModelName="press")
    run_what_can_begin(engine)
    assert boto.describe_retraining_scheduler(ModelName="press")["Status"] == "STOPPED"


def test_while_it_runs_the_model_says_so(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    seen: dict[str, Any] = {}
    during_the_next_task(engine, lambda: seen.update(scheduled.describe_model(ModelName="press")))
    clock.advance_to(FIRST_RUN)
    assert seen["Status"] == "SUCCESS"
    assert seen["LatestScheduledRetrainingStatus"] == "IN_PROGRESS"
    assert seen["LatestScheduledRetrainingModelVersion"] == 2
    assert seen["ActiveModelVersion"] == 1


def test_an_interrupted_run_goes_on_with_its_version(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    engine._runner._executor = Broken(2)
    clock.advance_to(FIRST_RUN)
    assert second(scheduled)["Status"] == "SUCCESS"
    assert numbers(scheduled) == [1, 2]


def test_a_run_whose_process_dies_for_ever_fails_by_the_engine(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    engine._runner._executor = Broken(3)
    clock.advance_to(FIRST_RUN)
    version = second(scheduled)
    assert version["Status"] == "FAILED"
    assert version["AutoPromotionResult"] == "RETRAINING_INTERNAL_ERROR"
    assert "process died" in version["FailedReason"]
    assert scheduled.describe_model(ModelName="press")["ActiveModelVersion"] == 1


def test_a_failed_run_plans_the_next(scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock) -> None:
    engine._runner._executor = Broken(3)
    clock.advance_to(FIRST_RUN)
    model = scheduled.describe_model(ModelName="press")
    assert model["NextScheduledRetrainingStartDate"] == datetime(2024, 4, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("lost", "reason"),
    [
        ("datasets", r"The ingested data of the dataset is gone \(.*; ingest the dataset again"),
        (
            "accumulated",
            r"The inference data that model 'press' accumulated until 2024-03-01 01:00 UTC is gone",
        ),
        ("model.json", r"model\.json of a model version is gone; restore"),
    ],
)
def test_vanished_data_is_a_reason_that_the_customer_can_mend(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock, lost: str, reason: str
) -> None:
    scheduled.create_inference_scheduler(**inference("press", "press-live"))
    plant.upload_window(engine, START + timedelta(hours=1))
    clock.advance("PT1H")
    (place,) = (engine.folder / "data").rglob(lost)
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink()
    clock.advance_to(FIRST_RUN)
    version = second(scheduled)
    assert re.search(reason, version["FailedReason"])
    assert version["AutoPromotionResult"] == "RETRAINING_CUSTOMER_ERROR"


def test_stopping_lets_the_run_finish_and_plans_no_other(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    during_the_next_task(engine, lambda: stop(scheduled, engine))
    clock.advance_to(FIRST_RUN)
    assert second(scheduled)["Status"] == "SUCCESS"
    clock.advance("P2M")
    assert numbers(scheduled) == [1, 2]


def test_deleting_the_scheduler_cancels_the_run(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    before = files(engine)

    def delete() -> None:
        stop(scheduled, engine)
        scheduled.delete_retraining_scheduler(ModelName="press")

    during_the_next_task(engine, delete)
    clock.advance_to(FIRST_RUN)
    version = second(scheduled)
    assert version["Status"] == "CANCELED"
    assert version["AutoPromotionResult"] == "RETRAINING_CANCELLED"
    assert scheduled.describe_model(ModelName="press")["LatestScheduledRetrainingStatus"] == "CANCELED"
    assert files(engine) == before


def test_deleting_the_model_leaves_nothing_of_the_run(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    def delete() -> None:
        stop(scheduled, engine)
        scheduled.delete_model(ModelName="press")

    during_the_next_task(engine, delete)
    clock.advance_to(FIRST_RUN)
    assert scheduled.list_models()["ModelSummaries"] == []
    assert numbers(scheduled) == []
    assert not list((engine.folder / "data" / "models").iterdir())


def test_a_run_that_is_cancelled_before_its_training_begins_stays_cancelled(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_for_data = retraining.history_of

    def delete(*arguments: Any, **options: Any) -> Any:
        stop(scheduled, engine)
        scheduled.delete_retraining_scheduler(ModelName="press")
        return look_for_data(*arguments, **options)

    monkeypatch.setattr(retraining, "history_of", delete)
    clock.advance_to(FIRST_RUN)
    assert second(scheduled)["Status"] == "CANCELED"
    assert scheduled.describe_model(ModelName="press")["LatestScheduledRetrainingStatus"] == "CANCELED"


def test_what_is_changed_while_a_run_begins_is_not_overwritten(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = retraining.find.model
    role = f"{ROLE}-2"
    other = threading.Thread(target=lambda: scheduled.update_model(ModelName="press", RoleArn=role))

    def read_early(context: Context, name: str) -> StoredModel:
        model = read(context, name)
        if not other.ident:
            # The model has been read and is about to be written; whoever changes it now has to wait.
            other.start()
            other.join(0.3)
        return model

    monkeypatch.setattr(retraining, "find", SimpleNamespace(**{**vars(retraining.find), "model": read_early}))
    clock.advance_to(FIRST_RUN)
    other.join()
    assert scheduled.describe_model(ModelName="press")["RoleArn"] == role


def test_a_new_scheduler_after_a_cancelled_run_makes_the_next_number(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    def replace() -> None:
        stop(scheduled, engine)
        scheduled.delete_retraining_scheduler(ModelName="press")
        scheduled.create_retraining_scheduler(
            ModelName="press",
            RetrainingFrequency="P1M",
            LookbackWindow="P180D",
            RetrainingStartDate=FIRST_RUN + timedelta(days=1),
        )

    during_the_next_task(engine, replace)
    clock.advance_to(FIRST_RUN + timedelta(days=1))
    third = scheduled.describe_model_version(ModelName="press", ModelVersion=3)
    assert (second(scheduled)["Status"], third["Status"]) == ("CANCELED", "SUCCESS")


def test_updating_during_a_run_plans_one_next_run(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    def update() -> None:
        scheduled.update_retraining_scheduler(ModelName="press", RetrainingFrequency="P45D")
        run_what_can_begin(engine)

    during_the_next_task(engine, update)
    clock.advance_to(FIRST_RUN)
    clock.advance("P45D")
    assert numbers(scheduled) == [1, 2, 3]


def test_the_next_version_uses_what_update_model_set(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    scheduled.create_label_group(LabelGroupName="faults")
    output = {"S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "verdicts/"}}
    scheduled.update_model(
        ModelName="press",
        RoleArn=ROLE + "-2",
        LabelsInputConfiguration={"LabelGroupName": "faults"},
        ModelDiagnosticsOutputConfiguration=output,
    )
    clock.advance_to(FIRST_RUN)
    version = second(scheduled)
    assert version["RoleArn"] == ROLE + "-2"
    assert version["LabelsInputConfiguration"] == {"LabelGroupName": "faults"}
    assert version["ModelQuality"] == "CANNOT_DETERMINE_QUALITY"
    place = version["ModelDiagnosticsResultsObject"]
    assert engine.objects.exists(place["Bucket"], place["Key"])


def test_labels_are_read_anew(scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock) -> None:
    engine.objects.put(plant.BUCKET, "labels/known.csv", b"no label at all\n")
    clock.advance_to(FIRST_RUN)
    version = second(scheduled)
    assert version["AutoPromotionResult"] == "RETRAINING_CUSTOMER_ERROR"
    assert "labels/known.csv" in version["FailedReason"]


def test_a_missed_run_is_made_up_once(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    clock._move(datetime(2024, 3, 20, tzinfo=UTC))  # time in which no engine runs
    engine.run_until_idle()
    assert numbers(scheduled) == [1, 2]
    planned = scheduled.describe_model(ModelName="press")["NextScheduledRetrainingStartDate"]
    assert planned == datetime(2024, 4, 3, tzinfo=UTC)


def test_a_promoted_version_takes_away_what_only_the_old_one_had(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    scheduled.create_label_group(LabelGroupName="faults")
    scheduled.update_model(ModelName="press", LabelsInputConfiguration={"LabelGroupName": "faults"})
    clock.advance_to(FIRST_RUN)
    scheduled.update_active_model_version(ModelName="press", ModelVersion=2)
    model, version = scheduled.describe_model(ModelName="press"), second(scheduled)
    mirrored = (
        "ModelMetrics",
        "PriorModelMetrics",
        "ModelQuality",
        "TrainingDataStartTime",
        "EvaluationDataEndTime",
    )
    assert {name: model.get(name) for name in mirrored} == {name: version.get(name) for name in mirrored}


def test_a_version_that_was_activated_during_the_run_stays(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    clock.advance_to(FIRST_RUN)
    scheduled.update_active_model_version(ModelName="press", ModelVersion=1)
    scheduled.create_label_group(LabelGroupName="none")
    # Without labels the newer version would be promoted whatever it is like.
    scheduled.update_model(ModelName="press", LabelsInputConfiguration={"LabelGroupName": "none"})
    during_the_next_task(
        engine, lambda: scheduled.update_active_model_version(ModelName="press", ModelVersion=2)
    )
    clock.advance_to(SECOND_RUN)
    third = scheduled.describe_model_version(ModelName="press", ModelVersion=3)
    assert third["AutoPromotionResult"] == "MODEL_NOT_PROMOTED"
    assert "during the run" in third["AutoPromotionResultReason"]
    assert scheduled.describe_model(ModelName="press")["ActiveModelVersion"] == 2


def test_an_interrupted_run_goes_on_with_its_version_though_a_newer_one_was_imported(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    source = scheduled.describe_model(ModelName="press")["ModelArn"] + "/model-version/1"

    def import_one() -> None:
        scheduled.import_model_version(SourceModelVersionArn=source, DatasetName="press")
        run_what_can_begin(engine)
        engine._runner._executor = Broken(1)

    during_the_next_task(engine, import_one)
    clock.advance_to(FIRST_RUN)
    assert numbers(scheduled) == [1, 2, 3]
    third = scheduled.describe_model_version(ModelName="press", ModelVersion=3)
    assert (second(scheduled)["SourceType"], third["SourceType"]) == ("RETRAINING", "IMPORT")
    assert (second(scheduled)["Status"], third["Status"]) == ("SUCCESS", "SUCCESS")


def test_only_a_version_that_succeeded_can_be_active(
    scheduled: BaseClient, engine: LocalEngine, clock: VirtualClock
) -> None:
    engine._runner._executor = Broken(3)
    clock.advance_to(FIRST_RUN)
    with pytest.raises(ClientError, match="ConflictException"):
        scheduled.update_active_model_version(ModelName="press", ModelVersion=2)


def test_every_kind_of_long_work_is_a_kind_of_work() -> None:
    assert set(jobs.WORKS) >= jobs.LONG
