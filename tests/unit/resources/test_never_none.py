"""What is never None on a facade: an engine sends it from the creation of a resource on, or success brings it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import Dataset, LookoutEquipment, ModelVersion, NotAvailableError
from l4e_sdk._resources import _attributes
from l4e_sdk._resources._resource import Described
from tests.support.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIVE = {
    "data_upload_frequency": "PT1H",
    "data_input_configuration": "s3://plant/in/",
    "data_output_configuration": "s3://plant/out/",
}
BY_SUCCESS = {"data_start_time", "data_end_time"}
NEW: dict[str, Callable[[LookoutEquipment], Described[object]]] = {
    "dataset": lambda client: client.datasets.create("fan"),
    "imported dataset": lambda client: client.datasets.get(
        client.datasets.import_dataset(client.datasets.get("press"), name="fan").dataset_name
    ),
    "ingestion job": lambda client: client.datasets.get("press").ingest("s3://plant/train/"),
    "import job": lambda client: client.datasets.import_dataset(client.datasets.get("press"), name="fan"),
    "label group": lambda client: client.label_groups.create("fan"),
    "model": lambda client: client.models.create("fan", dataset="press"),
    "imported model": lambda client: (
        client.models.import_version(client.models.get("press").version(1), dataset="press", name="fan").model
    ),
    "model version": lambda client: ModelVersion(client.models.create("fan", dataset="press"), 1),
    "imported version": lambda client: client.models.get("press").import_version(
        client.models.get("press").version(1)
    ),
    "inference scheduler": lambda client: client.models.get("press").create_inference_scheduler(
        "fan", **LIVE
    ),
    "retraining scheduler": lambda client: client.retraining_schedulers.create(
        "press", retraining_frequency="P1M", lookback_window="P180D"
    ),
}


def given(kind: type) -> Iterator[str]:
    """Yield the generated attributes that every description has."""
    for base in kind.__mro__:
        if base.__module__ == _attributes.__name__:
            for name, member in vars(base).items():
                if isinstance(member, property):
                    returned = inspect.get_annotations(member.fget)["return"]
                    if "None" not in returned and name not in BY_SUCCESS:
                        yield name


@pytest.mark.parametrize("make", NEW.values(), ids=NEW)
def test_an_engine_sends_what_is_never_none_as_soon_as_a_resource_exists(
    make: Callable[[LookoutEquipment], Described[object]], trained: LookoutEquipment
):
    resource = make(trained).refresh()
    names = list(given(type(resource)))
    assert {"status", "created_at"} & set(names)
    assert [name for name in names if getattr(resource, name) is None] == []


def test_success_brings_the_rest(trained: LookoutEquipment):
    model, dataset = trained.models.get("press"), trained.datasets.get("press")
    job = dataset.jobs(status="SUCCESS").to_list()[0]
    assert model.metrics == model.active_version.metrics
    assert model.data_schema == dataset.data_schema == model.version(1).data_schema
    assert job.quality == dataset.quality
    assert job.ingested_files_summary == dataset.ingested_files_summary
    assert (job.data_start_time, job.data_end_time) == (dataset.data_start_time, dataset.data_end_time)
    assert (job.ingested_files_summary.ingested_number_of_files, job.dataset_name) == (1, "press")


@pytest.mark.parametrize("attribute", ["data_schema", "quality", "ingested_files_summary", "data_end_time"])
def test_a_dataset_without_data_says_what_is_missing(attribute: str):
    dataset = Dataset(Service(DescribeDataset={"Status": "CREATED"}).client, "pump")
    with pytest.raises(
        NotAvailableError, match=f"dataset 'pump' has no {attribute}: no data had been ingested"
    ):
        getattr(dataset, attribute)


def test_a_missing_attribute_costs_one_call():
    service = Service(DescribeModel={"Status": "IN_PROGRESS"})
    model = service.client.models.get("pump")
    for _ in range(3):
        assert not hasattr(model, "metrics")
    assert service.asked == ["DescribeModel"]


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ({"Status": "CANCELED", "FailedReason": "Stopped"}, r"it is CANCELED \(Stopped\)"),
        ({"Status": "SUCCESS", "SourceType": "RETRAINING"}, "its retraining did not evaluate it"),
        ({"Status": "SUCCESS", "SourceType": "TRAINING"}, "it was trained without an evaluation range"),
    ],
)
def test_a_version_without_metrics_says_why(description: dict[str, str], reason: str):
    version = Service(DescribeModelVersion=description).client.models.get("pump").version(2)
    with pytest.raises(NotAvailableError, match=f"version 2 of model 'pump' has no metrics: {reason}"):
        _ = version.metrics
    with pytest.raises(NotAvailableError, match="version 2 of model 'pump' has no data_schema"):
        _ = version.data_schema
