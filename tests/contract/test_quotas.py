"""Quotas: counted per account and Region, set by the owner of the engine; AWS's are a word away."""

# boto3 makes the methods of a client at run time, and its errors have the members that the service sent.
# pyright: reportAttributeAccessIssue=false, reportTypedDictNotRequiredAccess=false

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from l4e_sdk.local import EngineSettings, Quotas
from tests import plant
from tests.conftest import ROLE
from tests.support.factory import SOURCE, Factory, inference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from botocore.client import BaseClient

# From service/limits#quotas.
OF_AWS = {
    "datasets": 15,
    "models": 15,
    "label_groups": 15,
    "labels_per_group": 5000,
    "pending_ingestion_jobs": 5,
    "pending_models": 5,
    "pending_dataset_imports": 15,
    "pending_model_imports": 15,
    "tags_per_resource": 50,
    "components_per_model": 300,
    "columns_per_model": 300,
}


@contextmanager
def limited(**quotas: int) -> Iterator[Factory]:
    """Make an engine with a trained model and other quotas."""
    with Factory(EngineSettings(workers=0, quotas=Quotas(**quotas))) as factory:
        factory.ingest("press")
        factory.work()
        factory.train("press")
        factory.work()
        yield factory


def ingestion(boto: BaseClient, number: int) -> None:
    boto.create_dataset(DatasetName=f"d-{number}")
    boto.start_data_ingestion_job(DatasetName=f"d-{number}", RoleArn=ROLE, IngestionInputConfiguration=SOURCE)


def model(boto: BaseClient, number: int) -> None:
    boto.create_model(ModelName=f"m-{number}", DatasetName="press")


def dataset_import(boto: BaseClient, number: int) -> None:
    arn = boto.describe_dataset(DatasetName="press")["DatasetArn"]
    boto.import_dataset(SourceDatasetArn=arn, DatasetName=f"i-{number}")


def model_import(boto: BaseClient, number: int) -> None:
    arn = boto.describe_model_version(ModelName="press", ModelVersion=1)["ModelVersionArn"]
    boto.import_model_version(SourceModelVersionArn=arn, ModelName=f"v-{number}", DatasetName="press")


def label(boto: BaseClient, number: int) -> None:
    if not number:
        boto.create_label_group(LabelGroupName="seen")
    span = {"StartTime": plant.BEGIN, "EndTime": plant.BEGIN.replace(hour=number + 1)}
    boto.create_label(LabelGroupName="seen", Rating="ANOMALY", **span)


def tag(boto: BaseClient, number: int) -> None:
    arn = boto.describe_dataset(DatasetName="press")["DatasetArn"]
    boto.tag_resource(ResourceArn=arn, Tags=[{"Key": f"k{number}", "Value": ""}])


# Each adds one thing that counts against a quota; the first name is the quota's.
ADDING: dict[str, Callable[[Any, int], object]] = {
    "datasets": lambda boto, number: boto.create_dataset(DatasetName=f"d-{number}"),
    "models": model,
    "label_groups": lambda boto, number: boto.create_label_group(LabelGroupName=f"g-{number}"),
    "labels_per_group": label,
    "pending_ingestion_jobs": ingestion,
    "pending_models": model,
    "pending_dataset_imports": dataset_import,
    "pending_model_imports": model_import,
    "tags_per_resource": tag,
}
THERE = {"datasets": 1, "models": 1}
"""What is there before anything is added."""


def test_a_machine_of_ones_own_has_room_for_a_site() -> None:
    room = dict.fromkeys(("datasets", "models", "label_groups"), 10_000)
    assert asdict(EngineSettings().quotas) == OF_AWS | room
    assert EngineSettings().quotas == Quotas()


def test_the_quotas_of_aws_are_a_word_away() -> None:
    assert asdict(Quotas.aws()) == OF_AWS
    with Factory(EngineSettings(workers=0, quotas=Quotas.aws())) as factory:
        for number in range(15):
            factory.boto.create_dataset(DatasetName=f"d-{number}")
        with pytest.raises(ClientError, match="quota of 15 datasets"):
            factory.boto.create_dataset(DatasetName="d-15")
    with Factory() as factory:
        for number in range(16):
            factory.boto.create_dataset(DatasetName=f"d-{number}")


def test_every_quota_is_kept_by_a_test() -> None:
    # Those of a model's columns are refusals of a request: tests/contract/test_rules.py.
    assert set(OF_AWS) - set(ADDING) == {"components_per_model", "columns_per_model"}


@pytest.mark.parametrize("quota", ADDING)
def test_a_quota_lets_through_what_it_says_and_no_more(quota: str) -> None:
    limit = 3
    with limited(**{quota: limit}) as factory:
        for number in range(limit - THERE.get(quota, 0)):
            ADDING[quota](factory.boto, number)
        with pytest.raises(ClientError) as caught:
            ADDING[quota](factory.boto, limit)
    assert caught.value.response["Error"]["Code"] == "ServiceQuotaExceededException"
    message = caught.value.response["Error"]["Message"]
    assert f"quota of {limit}" in message
    assert f"EngineSettings(quotas=Quotas({quota}=...))" in message
    assert f"l4e serve --quotas {quota}=..." in message
    assert ("wait until one has ended" if quota.startswith("pending") else "delete one") in message


@pytest.mark.parametrize("quota", [name for name in ADDING if name.startswith("pending")])
def test_an_ended_job_no_longer_counts_as_pending(quota: str) -> None:
    with limited(**{quota: 1}) as factory:
        for number in range(3):
            ADDING[quota](factory.boto, number)
            factory.work()


def test_a_deleted_resource_does_not_count() -> None:
    with limited(label_groups=1) as factory:
        for name in ("first", "second"):
            factory.boto.create_label_group(LabelGroupName=name)
            factory.boto.delete_label_group(LabelGroupName=name)


def test_a_model_has_one_inference_scheduler_whatever_the_settings() -> None:
    with limited() as factory:
        factory.infer("press", "first")
        factory.work()
        with pytest.raises(ClientError, match=r"ServiceQuotaExceededException.*no setting changes that"):
            factory.boto.create_inference_scheduler(**inference("press", "second"))


def test_calls_are_not_limited_unless_a_setting_says_so() -> None:
    with limited() as factory:
        for _ in range(200):
            factory.boto.list_models()
    with Factory(EngineSettings(workers=0, call_rates={"ListModels": 2})) as factory:
        for _ in range(2):
            factory.boto.list_models()
        with pytest.raises(ClientError, match="ThrottlingException"):
            factory.boto.list_models()
        factory.boto.list_datasets()
        factory.clock.advance("PT1S")
        factory.boto.list_models()
