"""``RetrainModel`` for plain boto3: a new version now, with the reasons and promotion rules of a scheduled retraining."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.support.factory import Factory

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def factory() -> Iterator[Factory]:
    """A factory with a trained model, "press"."""
    with Factory() as made:
        made.ingest("press")
        made.work()
        made.train("press")
        made.work()
        yield made


def retrain(factory: Factory, **members: Any) -> dict[str, Any]:
    answer: dict[str, Any] = factory.extension.retrain_model(ModelName="press", **members)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def version(factory: Factory, number: int = 2) -> dict[str, Any]:
    described: dict[str, Any] = factory.boto.describe_model_version(ModelName="press", ModelVersion=number)
    return described


def code(factory: Factory, **members: Any) -> str:
    with pytest.raises(ClientError) as caught:
        retrain(factory, **members)
    return str(caught.value.response["Error"]["Code"])


def test_the_answer_names_the_version_that_has_begun(factory: Factory) -> None:
    model = factory.boto.describe_model(ModelName="press")
    assert retrain(factory) == {
        "ModelName": "press",
        "ModelArn": model["ModelArn"],
        "ModelVersion": 2,
        "ModelVersionArn": f"{model['ModelArn']}/model-version/2",
        "Status": "IN_PROGRESS",
    }
    assert version(factory)["Status"] == "IN_PROGRESS"
    assert factory.boto.describe_model(ModelName="press")["ActiveModelVersion"] == 1


def test_the_version_is_trained_compared_and_promoted_as_by_a_schedule(factory: Factory) -> None:
    retrain(factory)
    factory.work()
    asked = version(factory)
    assert factory.boto.describe_model(ModelName="press")["ActiveModelVersion"] == 2
    factory.boto.update_active_model_version(ModelName="press", ModelVersion=1)
    factory.retrain("press", RetrainingStartDate=factory.clock.now() + timedelta(days=1))
    factory.work()
    factory.clock.advance(timedelta(days=1))
    scheduled = version(factory, 3)
    alike = (
        "Status",
        "SourceType",
        "AutoPromotionResult",
        "TrainingDataEndTime",
        "ModelMetrics",
        "ModelQuality",
    )
    assert {name: asked[name] for name in alike} == {name: scheduled[name] for name in alike}
    assert asked["SourceType"] == "RETRAINING"
    assert asked["AutoPromotionResult"] == "MODEL_PROMOTED"


def test_a_run_without_enough_data_fails_for_the_reason_of_a_scheduled_one(factory: Factory) -> None:
    factory.clock.advance(timedelta(days=300))
    retrain(factory)
    factory.work()
    failed = version(factory)
    assert (failed["Status"], failed["AutoPromotionResult"]) == ("FAILED", "RETRAINING_CUSTOMER_ERROR")
    assert "days of data and" in failed["FailedReason"]
    assert factory.boto.describe_model(ModelName="press")["ActiveModelVersion"] == 1
    retrain(factory, LookbackWindow="P360D")
    factory.work()
    assert version(factory, 3)["Status"] == "SUCCESS"


def test_the_settings_of_the_scheduler_hold_unless_others_are_given(factory: Factory) -> None:
    factory.retrain("press", PromoteMode="MANUAL")
    factory.work()
    retrain(factory)
    factory.work()
    assert version(factory)["AutoPromotionResult"] == "MODEL_NOT_PROMOTED"
    retrain(factory, PromoteMode="MANAGED")
    factory.work()
    assert version(factory, 3)["AutoPromotionResult"] == "MODEL_PROMOTED"


def test_the_schedule_stays_as_it_is(factory: Factory) -> None:
    factory.retrain("press")
    factory.work()
    before = factory.boto.describe_model(ModelName="press")["NextScheduledRetrainingStartDate"]
    retrain(factory)
    factory.work()
    model = factory.boto.describe_model(ModelName="press")
    assert model["NextScheduledRetrainingStartDate"] == before
    assert "LatestScheduledRetrainingModelVersion" not in model
    factory.clock.advance(before.astimezone() - factory.clock.now())
    assert factory.boto.describe_model(ModelName="press")["LatestScheduledRetrainingModelVersion"] == 3


def test_a_scheduler_that_is_deleted_does_not_end_the_run(factory: Factory) -> None:
    factory.retrain("press")
    factory.work()
    factory.boto.stop_retraining_scheduler(ModelName="press")
    factory.work()
    retrain(factory)
    factory.boto.delete_retraining_scheduler(ModelName="press")
    factory.work()
    assert version(factory)["Status"] == "SUCCESS"


def test_a_model_that_is_deleted_takes_the_run_with_it(factory: Factory) -> None:
    retrain(factory)
    factory.boto.delete_model(ModelName="press")
    factory.work()
    assert factory.engine.jobs() == ()
    assert factory.boto.list_models()["ModelSummaries"] == []


def test_a_second_run_waits_for_the_end_of_the_first(factory: Factory) -> None:
    retrain(factory)
    assert code(factory) == "ConflictException"
    factory.work()
    assert retrain(factory)["ModelVersion"] == 3


def test_a_repeated_token_begins_nothing(factory: Factory) -> None:
    first = retrain(factory, ClientToken="once")
    factory.work()
    assert retrain(factory, ClientToken="once") == first
    assert code(factory, ClientToken="once", PromoteMode="MANUAL") == "ConflictException"
    assert len(factory.boto.list_model_versions(ModelName="press")["ModelVersionSummaries"]) == 2


def test_a_request_is_checked_against_the_description(factory: Factory) -> None:
    with pytest.raises(factory.extension.exceptions.ValidationException, match="LookbackWindow") as caught:
        retrain(factory, LookbackWindow="P90D")
    assert "P180D" in str(caught.value)


def test_times_are_those_of_the_request(factory: Factory) -> None:
    retrain(factory)
    begun: datetime = version(factory)["CreatedAt"]
    assert begun == factory.clock.now()
