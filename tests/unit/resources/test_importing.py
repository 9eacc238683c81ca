"""Copies of datasets and model versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk import Dataset, LookoutEquipment, Model, ModelVersion
from tests.support.service import Service

if TYPE_CHECKING:
    from l4e_sdk import IngestionJob

ARN = "arn:aws:lookoutequipment:us-east-1:000000000000:dataset/pump/0f8f"
VERSION = "arn:aws:lookoutequipment:us-east-1:000000000000:model/pump/0f8f/model-version/3"
JOB = "0123456789abcdef0123456789abcdef"


def test_a_dataset_is_copied_with_its_data(trained: LookoutEquipment):
    source = trained.datasets.get("press")
    job = trained.datasets.import_dataset(source, name="copy", tags={"site": "north"}).wait()
    copy = trained.datasets.get("copy")
    assert (job.dataset_name, copy.status, copy.data_schema, copy.data_end_time, dict(copy.tags)) == (
        "copy",
        "ACTIVE",
        source.data_schema,
        source.data_end_time,
        {"site": "north"},
    )


def test_data_is_replaced_by_a_copy(trained: LookoutEquipment):
    dataset = trained.datasets.create("copy")
    job: IngestionJob = dataset.import_from(trained.datasets.get("press"))
    job.wait()
    assert (dataset.status, dataset.source_dataset_arn) == (
        "ACTIVE",
        trained.datasets.get("press").dataset_arn,
    )


def test_a_source_may_be_an_arn():
    service = Service(ImportDataset={"JobId": JOB})
    job = Dataset(service.client, "pump").import_from(ARN, client_token="one")
    assert (job.job_id, service.sent("ImportDataset")) == (
        JOB,
        [{"SourceDatasetArn": ARN, "DatasetName": "pump", "ClientToken": "one"}],
    )


def test_a_version_becomes_the_first_of_a_new_model(trained: LookoutEquipment):
    trained.datasets.import_dataset(trained.datasets.get("press"), name="copy").wait()
    source = trained.models.get("press").version(1)
    version = trained.models.import_version(source, dataset="copy", name="copy").wait()
    assert (version.model_name, version.version, version.source_type, version.metrics) == (
        "copy",
        1,
        "IMPORT",
        source.metrics,
    )


def test_a_version_becomes_the_next_of_a_model_and_is_not_active(trained: LookoutEquipment):
    model = trained.models.get("press")
    version = model.import_version(model.version(1)).wait()
    assert (version.model is model, version.version, version.is_active) == (True, 2, False)
    assert model.activate(version).active_version == version


def test_facades_do_for_names_when_a_version_is_imported():
    service = Service(
        ImportModelVersion={"ModelName": "pump", "ModelVersion": 4, "Status": "IMPORT_IN_PROGRESS"}
    )
    client = service.client
    version = client.models.import_version(
        VERSION,
        dataset=client.datasets.get("plant"),
        labels_input_configuration=client.label_groups.get("faults"),
        inference_data_import_strategy="ADD_WHEN_EMPTY",
        client_token="one",
    )
    assert repr(version) == "<ModelVersion 'pump' 4 IMPORT_IN_PROGRESS>"
    assert service.sent("ImportModelVersion") == [
        {
            "SourceModelVersionArn": VERSION,
            "DatasetName": "plant",
            "LabelsInputConfiguration": {"LabelGroupName": "faults"},
            "InferenceDataImportStrategy": "ADD_WHEN_EMPTY",
            "ClientToken": "one",
        }
    ]


def test_a_version_facade_is_a_source():
    service = Service(
        DescribeModelVersion={"ModelVersionArn": VERSION},
        DescribeModel={"DatasetName": "plant"},
        ImportModelVersion={"ModelName": "pump", "ModelVersion": 4},
    )
    model = Model(service.client, "pump")
    model.import_version(ModelVersion(model, 3), client_token="one")
    assert service.sent("ImportModelVersion") == [
        {"SourceModelVersionArn": VERSION, "DatasetName": "plant", "ModelName": "pump", "ClientToken": "one"}
    ]
