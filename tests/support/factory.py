"""A factory for tests: an engine in which there is one of everything, in every state that is of interest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from l4e_sdk import LookoutEquipment
from l4e_sdk._botocore_data import EXTENSION, catalogue
from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings
from tests import plant
from tests.conftest import ROLE, START, boto_client

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from botocore.client import BaseClient

    from l4e_sdk._operations import Operations
    from l4e_sdk._operations.extension import ExtensionOperations

SOURCE = {
    "S3InputConfiguration": {
        "Bucket": plant.BUCKET,
        "Prefix": "train/",
        "KeyPattern": "{prefix}/{component_name}/*",
    }
}
LIVE = {
    "S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "live/"},
    "InferenceInputNameConfiguration": {
        "TimestampFormat": "yyyyMMddHHmmss",
        "ComponentTimestampDelimiter": "_",
    },
}
RESULTS = {"S3OutputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "out/"}}
RETRAINING = {"RetrainingFrequency": "P1M", "LookbackWindow": "P180D"}


class Factory:
    """An engine on a virtual clock, a plain boto3 client and a typed one, and short ways to have things made."""

    def __init__(self, settings: EngineSettings | None = None) -> None:
        self.clock = VirtualClock(START)
        settings = settings or EngineSettings(workers=0)
        self.client = LookoutEquipment.local(clock=self.clock, settings=settings)
        assert self.client.engine is not None
        self.engine = self.client.engine
        self.boto = boto_client(self.engine)
        self.extension = boto_client(self.engine, service=EXTENSION)
        plant.upload_history(self.engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def boto_of(self, operation: str) -> BaseClient:
        """Return the plain boto3 client that has an operation."""
        return self.extension if catalogue().operations[operation].service == EXTENSION else self.boto

    def typed_of(self, operation: str) -> Operations | ExtensionOperations:
        """Return the typed operations that have an operation."""
        is_ours = catalogue().operations[operation].service == EXTENSION
        return self.client._extension if is_ours else self.client

    def work(self) -> None:
        """Run what is due."""
        self.engine.run_until_idle()

    def ingest(self, dataset: str) -> str:
        """Begin to fill a dataset that is new; return the job's id."""
        self.boto.create_dataset(DatasetName=dataset)
        job = self.boto.start_data_ingestion_job(
            DatasetName=dataset, RoleArn=ROLE, IngestionInputConfiguration=SOURCE
        )
        return str(job["JobId"])

    def train(self, model: str, **members: Any) -> None:
        """Begin to train a model."""
        self.boto.create_model(ModelName=model, DatasetName="press", **members)

    def infer(self, model: str, scheduler: str) -> None:
        """Begin to judge live data."""
        self.boto.create_inference_scheduler(**inference(model, scheduler))

    def retrain(self, model: str, **members: Any) -> None:
        """Begin to retrain a model from time to time."""
        self.boto.create_retraining_scheduler(ModelName=model, **RETRAINING, **members)

    def label(self, group: str, day: int) -> str:
        """Label some hours of a day; return the label's id."""
        start = datetime(2024, 2, day, tzinfo=UTC)
        made = self.boto.create_label(
            LabelGroupName=group, StartTime=start, EndTime=start + timedelta(hours=5), Rating="ANOMALY"
        )
        return str(made["LabelId"])


def inference(model: str, scheduler: str) -> dict[str, Any]:
    """Return the members of a request for an inference scheduler."""
    return {
        "ModelName": model,
        "InferenceSchedulerName": scheduler,
        "DataUploadFrequency": "PT1H",
        "RoleArn": ROLE,
        "DataInputConfiguration": LIVE,
        "DataOutputConfiguration": RESULTS,
    }
