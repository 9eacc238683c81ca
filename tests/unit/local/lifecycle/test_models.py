from __future__ import annotations

from datetime import UTC, datetime, timedelta

from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.lifecycle.models import MIRRORED, activated, ended, first_trained, new_version, retraining
from l4e_sdk.local.store.descriptions import StoredModel, StoredModelVersion
from l4e_sdk.shapes import (
    ModelQuality,
    ModelStatus,
    ModelVersionSourceType,
    ModelVersionStatus,
)
from tests.support.stored import stored

NOW = datetime(2024, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(days=30)
ARN = "arn:aws:lookoutequipment:us-east-1:000000000000:model/press/1f"
MODEL = stored(StoredModel, model_arn=ARN, status=ModelStatus.IN_PROGRESS, role_arn="role")


def version(number: int, **members: object) -> StoredModelVersion:
    begun = new_version(MODEL, number, ModelVersionSourceType.TRAINING, NOW)
    return ended(begun, ModelVersionStatus.SUCCESS, NOW, **members)


def test_a_version_begins_with_what_its_model_has() -> None:
    begun = new_version(MODEL, 3, ModelVersionSourceType.RETRAINING, NOW)
    assert begun.model_version_arn == f"{ARN}/model-version/3"
    assert (begun.data_schema, begun.role_arn) == ("{}", "role")
    assert "off_condition" not in begun.model_fields_set


def test_the_first_version_is_active_when_it_succeeds() -> None:
    model = first_trained(MODEL, version(1, model_metrics="{}"), NOW)
    assert (model.status, model.active_model_version, model.model_metrics) == (ModelStatus.SUCCESS, 1, "{}")
    assert model.previous_active_model_version is None


def test_the_model_fails_with_its_first_version() -> None:
    failed = ended(version(1), ModelVersionStatus.FAILED, NOW, failed_reason="no data")
    model = first_trained(MODEL, failed, NOW)
    assert (model.status, model.failed_reason, model.active_model_version) == (
        ModelStatus.FAILED,
        "no data",
        None,
    )


def test_the_version_before_is_remembered() -> None:
    model = activated(activated(MODEL, version(1), NOW), version(2), LATER)
    assert (model.active_model_version, model.previous_active_model_version) == (2, 1)
    assert (model.model_version_activated_at, model.previous_model_version_activated_at) == (LATER, NOW)
    assert model.previous_active_model_version_arn == f"{ARN}/model-version/1"


def test_activating_the_active_version_changes_nothing() -> None:
    model = activated(MODEL, version(1), NOW)
    assert activated(model, version(1), LATER) is model


def test_members_that_the_new_version_lacks_are_removed() -> None:
    rich = version(
        1,
        model_metrics="{}",
        prior_model_metrics="{}",
        model_quality=ModelQuality.QUALITY_THRESHOLD_MET,
        evaluation_data_start_time=NOW,
        off_condition="press\\rpm < 1",
    )
    model = activated(activated(MODEL, rich, NOW), version(2), LATER)
    assert {name for name in MIRRORED if name in model.model_fields_set} == {
        "data_schema",
        "training_execution_start_time",
        "training_execution_end_time",
    }


def test_a_retraining_shows_beside_the_models_own_state() -> None:
    active = first_trained(MODEL, version(1), NOW)
    failed = ended(version(2), ModelVersionStatus.FAILED, LATER, failed_reason="too little data")
    model = retraining(active, failed, LATER)
    assert model.status == ModelStatus.SUCCESS
    assert model.latest_scheduled_retraining_status == ModelVersionStatus.FAILED
    assert model.latest_scheduled_retraining_failed_reason == "too little data"


def test_the_next_retraining_takes_the_old_reason_away() -> None:
    failed = ended(version(2), ModelVersionStatus.FAILED, LATER, failed_reason="too little data")
    again = retraining(retraining(MODEL, failed, LATER), changed(version(3)), LATER)
    assert again.latest_scheduled_retraining_failed_reason is None
