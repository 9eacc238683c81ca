"""Models: their versions, and which of them is active."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from l4e_sdk import (
    ConflictException,
    InvalidRequestError,
    InvalidValueError,
    LookoutEquipment,
    Model,
    ModelQuality,
    ModelVersion,
    NotAvailableError,
    ResourceFailedError,
    ResourceNotFoundException,
)
from l4e_sdk.errors import RefusedError
from l4e_sdk.views import DataSchema
from tests.support.service import Service
from tests.support.transport import fault

ACTIVE = {"ModelName": "pump", "ActiveModelVersion": 3, "PreviousActiveModelVersion": 2, "Status": "SUCCESS"}
REFUSAL = "Only trained versions can be active."


@pytest.fixture
def service() -> Service:
    return Service(DescribeModel=ACTIVE)


@pytest.fixture
def model(service: Service) -> Model:
    return service.client.models.get("pump")


def test_a_new_model_knows_what_the_answer_said():
    service = Service(CreateModel={"ModelArn": "arn:pump", "Status": "IN_PROGRESS"})
    model = service.client.models.create("pump", dataset="plant")
    assert (repr(model), model.model_arn, service.asked) == (
        "<Model 'pump' IN_PROGRESS>",
        "arn:pump",
        ["CreateModel"],
    )


def test_facades_do_for_names_when_a_model_is_made():
    service = Service()
    client = service.client
    client.models.create(
        "pump",
        dataset=client.datasets.get("plant"),
        labels_input_configuration=client.label_groups.get("faults"),
    )
    sent = service.sent("CreateModel")[0]
    assert (sent["DatasetName"], sent["LabelsInputConfiguration"]) == ("plant", {"LabelGroupName": "faults"})


def test_the_schema_of_another_model_selects_sensors(trained: LookoutEquipment):
    service = Service()
    schema = trained.models.get("press").data_schema
    service.client.models.create("pump", dataset="plant", dataset_schema=schema)
    sent = service.sent("CreateModel")[0]["DatasetSchema"]
    assert DataSchema.parse(sent["InlineDataSchema"]) == schema


def test_a_service_needs_a_role_where_s3_is_used():
    with pytest.raises(InvalidRequestError, match="role_arn: is missing"):
        Service().client.models.create(
            "pump", dataset="plant", labels_input_configuration="s3://plant/labels/"
        )


def test_the_active_version_is_an_object_that_costs_no_call(service: Service, model: Model):
    assert (model.active_version, model.previous_active_version) == (
        ModelVersion(model, 3),
        ModelVersion(model, 2),
    )
    assert service.asked == ["DescribeModel"]


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        (
            {"Status": "IN_PROGRESS"},
            r"it was IN_PROGRESS when it was last seen\. Call wait\(\), or refresh\(\) if it is done by now\.",
        ),
        ({"Status": "FAILED", "FailedReason": "No rows"}, r"it is FAILED \(No rows\)\."),
        ({"Status": "SUCCESS"}, r"no version has been activated\. Call activate\(version\)\."),
    ],
)
def test_a_model_without_an_active_version_says_why(description: dict[str, str], reason: str):
    model = Service(DescribeModel=description).client.models.get("pump")
    with pytest.raises(NotAvailableError, match=f"model 'pump' has no active_version: {reason}"):
        _ = model.active_version
    assert (model.active_model_version, model.previous_active_version) == (None, None)


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ({"Status": "IN_PROGRESS"}, "it was IN_PROGRESS"),
        ({"Status": "FAILED"}, r"it is FAILED\."),
        (
            {"Status": "SUCCESS"},
            r"it was trained without an evaluation range\. Create a model with evaluation=",
        ),
        ({"Status": "SUCCESS", "EvaluationDataStartTime": 0}, "the endpoint left it out"),
    ],
)
def test_a_model_without_metrics_says_why(description: dict[str, object], reason: str):
    model = Service(DescribeModel=description).client.models.get("pump")
    with pytest.raises(NotAvailableError, match=f"model 'pump' has no metrics: {reason}"):
        _ = model.metrics
    assert getattr(model, "metrics", None) is None


def test_a_model_that_is_not_trained_may_lack_its_schema():
    model = Service(DescribeModel={"Status": "IMPORT_IN_PROGRESS"}).client.models.get("pump")
    with pytest.raises(NotAvailableError, match="has no data_schema: it was IMPORT_IN_PROGRESS"):
        _ = model.data_schema


def test_versions_are_filtered_by_the_service(service: Service, model: Model):
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    model.versions(
        status="SUCCESS",
        source_type="RETRAINING",
        created_after=moment,
        created_before=moment,
        min_version=2,
        max_version=9,
        page_size=5,
        start_token="t",
    ).to_list()
    assert service.sent("ListModelVersions") == [
        {
            "ModelName": "pump",
            "Status": "SUCCESS",
            "SourceType": "RETRAINING",
            "CreatedAtStartTime": moment.timestamp(),
            "CreatedAtEndTime": moment.timestamp(),
            "MinModelVersion": 2,
            "MaxModelVersion": 9,
            "MaxResults": 5,
            "NextToken": "t",
        }
    ]


def test_listed_versions_are_not_described(service: Service, model: Model):
    service.answers["ListModelVersions"] = {
        "ModelVersionSummaries": [{"ModelVersion": number, "Status": "SUCCESS"} for number in (2, 3)]
    }
    found = [(version.version, version.status, version.is_active) for version in model.versions()]
    assert found == [(2, "SUCCESS", False), (3, "SUCCESS", True)]
    assert service.asked == ["DescribeModel", "ListModelVersions"]


def test_a_version_that_does_not_exist_is_refused_at_once(service: Service, model: Model):
    service.answers["DescribeModelVersion"] = fault("ResourceNotFoundException")
    with pytest.raises(ResourceNotFoundException):
        model.version(9)


def test_asking_for_a_version_does_not_forget_the_model(service: Service, model: Model):
    assert model.version(2).is_active is False
    assert service.asked == ["DescribeModel", "DescribeModelVersion"]


@pytest.mark.parametrize("by_number", [True, False])
def test_a_version_is_activated_by_itself_or_its_number(service: Service, model: Model, by_number: bool):
    version = ModelVersion(model, 2)
    assert model.activate(2 if by_number else version) is model
    assert service.sent("UpdateActiveModelVersion") == [{"ModelName": "pump", "ModelVersion": 2}]


def test_activation_is_seen(service: Service, model: Model):
    service.answers["DescribeModel"] = ACTIVE | {"ActiveModelVersion": 2}
    assert model.activate(2).active_model_version == 2


def test_a_refused_activation_says_what_is_wrong_with_the_version(service: Service, model: Model):
    service.answers["UpdateActiveModelVersion"] = fault("ConflictException", REFUSAL)
    service.answers["DescribeModelVersion"] = {"Status": "FAILED", "FailedReason": "Too few labels."}
    with pytest.raises(ConflictException, match=REFUSAL) as refused:
        model.activate(4)
    assert refused.value.__notes__ == [
        "Version 4 is FAILED: Too few labels.; only a version that is SUCCESS can be active."
    ]


def test_a_refused_activation_that_cannot_be_explained_stays_what_it_is(service: Service, model: Model):
    service.answers["UpdateActiveModelVersion"] = fault("ConflictException", REFUSAL)
    service.answers["DescribeModelVersion"] = fault("ThrottlingException")
    with pytest.raises(ConflictException, match=REFUSAL):
        model.activate(4)


def test_a_version_that_is_no_number_is_refused_before_anything_is_sent(model: Model):
    with pytest.raises(InvalidRequestError, match="give a whole number"):
        model.activate("2")
    with pytest.raises(InvalidRequestError, match="give a whole number"):
        model.compare("1", 2)


def test_a_label_group_does_for_its_name_when_a_model_is_changed(service: Service, model: Model):
    model.update(labels_input_configuration=service.client.label_groups.get("faults"))
    (sent,) = service.sent("UpdateModel")
    assert sent["LabelsInputConfiguration"] == {"LabelGroupName": "faults"}


def test_a_version_of_another_model_is_not_activated(service: Service, model: Model):
    with pytest.raises(InvalidValueError, match="<ModelVersion 'fan' 2>"):
        model.activate(ModelVersion(Model(service.client, "fan"), 2))
    assert "UpdateActiveModelVersion" not in service.asked


def test_a_rollback_goes_to_the_version_that_was_active_before(service: Service, model: Model):
    service.answers["DescribeModel"] = ACTIVE | {"PreviousActiveModelVersion": 1}
    model.rollback()
    assert service.sent("UpdateActiveModelVersion") == [{"ModelName": "pump", "ModelVersion": 1}]


def test_without_a_version_before_there_is_no_rollback(service: Service, model: Model):
    service.answers["DescribeModel"] = {"ActiveModelVersion": 1, "Status": "SUCCESS"}
    with pytest.raises(RefusedError, match="none was active before version 1"):
        model.rollback()


def test_what_retraining_will_use_can_be_changed(service: Service, model: Model):
    assert model.update(labels_input_configuration="s3://plant/labels/") is model
    assert service.sent("UpdateModel") == [
        {
            "ModelName": "pump",
            "LabelsInputConfiguration": {"S3InputConfiguration": {"Bucket": "plant", "Prefix": "labels/"}},
        }
    ]


def test_a_model_that_fails_ends_the_wait_with_its_reason(service: Service, model: Model):
    service.answers["DescribeModel"] = {"Status": "FAILED", "FailedReason": "Too little data."}
    with pytest.raises(ResourceFailedError, match=r"model 'pump' failed: Too little data\."):
        model.wait()


def test_a_trained_model_shows_its_active_version(trained: LookoutEquipment):
    model = trained.models.get("press")
    assert (model.status, model.active_version, model.quality) == (
        "SUCCESS",
        model.version(1),
        ModelQuality.QUALITY_THRESHOLD_MET,
    )


def test_metrics_are_typed(trained: LookoutEquipment):
    metrics = trained.models.get("press").metrics
    longest = max(metrics.predicted_ranges, key=lambda event: event.duration)
    assert (metrics.labeled_event_metrics.num_identified, longest.top(1)[0].sensor) == (1, "oil_temp")


def test_prior_metrics_are_none_before_a_retraining(trained: LookoutEquipment):
    assert trained.models.get("press").prior_metrics is None


def test_the_schema_is_typed(trained: LookoutEquipment):
    assert list(trained.models.get("press").data_schema.sensors()) == [
        "press-07\\oil_temp",
        "press-07\\ram_speed",
    ]


def test_a_deleted_model_is_gone(trained: LookoutEquipment):
    model = trained.models.get("press")
    model.delete()
    model.wait_deleted()
    with pytest.raises(ResourceNotFoundException):
        model.refresh()


def test_versions_of_a_retrained_model_can_be_switched(trained: LookoutEquipment):
    model = trained.models.get("press")
    model.create_retraining_scheduler(
        retraining_frequency="P1M", lookback_window="P180D", promote_mode="MANUAL"
    )
    trained.clock.advance("P1M1D")
    second = model.version(2)
    seen = [second.is_active, second.activate().is_active, model.rollback().active_version.version]
    assert seen == [False, True, 1]
