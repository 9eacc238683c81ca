"""A folder in which an engine has been through the whole main path."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine
from tests import plant
from tests.conftest import ROLE, START, boto_client
from tests.support.factory import RETRAINING, SOURCE, inference

if TYPE_CHECKING:
    from pathlib import Path

END = START + timedelta(days=32)
IDLE = EngineSettings(workers=0, background=False)
POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "111111111111"},'
    ' "Action": "lookoutequipment:ImportDataset"}]}'
)


def make(folder: Path) -> None:
    """Ingest, label, train, import, judge live windows, retrain, tag and share, then close the engine."""
    with LocalEngine(folder, clock=VirtualClock(START), settings=EngineSettings(workers=0)) as engine:
        boto: Any = boto_client(engine)
        plant.upload_history(engine)
        boto.create_dataset(DatasetName="press", Tags=[{"Key": "site", "Value": "north"}])
        for _ in range(2):
            boto.start_data_ingestion_job(
                DatasetName="press", RoleArn=ROLE, IngestionInputConfiguration=SOURCE
            )
            engine.run_until_idle()
        boto.create_label_group(LabelGroupName="known", FaultCodes=["leak"])
        day = datetime(2024, 2, 20, tzinfo=UTC)
        boto.create_label(
            LabelGroupName="known", StartTime=day, EndTime=day + timedelta(hours=5), Rating="ANOMALY"
        )
        labels = {"LabelGroupName": "known"}
        boto.create_model(ModelName="press", DatasetName="press", LabelsInputConfiguration=labels)
        engine.run_until_idle()
        arn = boto.describe_model(ModelName="press")["ModelArn"]
        boto.create_retraining_scheduler(ModelName="press", **RETRAINING)
        boto.create_inference_scheduler(**inference("press", "live"))
        engine.run_until_idle()
        for hour in (1, 2):
            plant.upload_window(engine, START + timedelta(hours=hour), faulty=True)
            engine.clock.advance_to(START + timedelta(hours=hour))  # type: ignore[attr-defined]  # it is virtual
        dataset = boto.describe_dataset(DatasetName="press")["DatasetArn"]
        boto.put_resource_policy(ResourceArn=dataset, ResourcePolicy=POLICY, ClientToken="policy")
        boto.import_dataset(SourceDatasetArn=dataset, DatasetName="copy")
        boto.import_model_version(
            SourceModelVersionArn=f"{arn}/model-version/1",
            ModelName="copy",
            DatasetName="press",
            InferenceDataImportStrategy="OVERWRITE",
        )
        engine.run_until_idle()
        # A retraining and many windows without data later.
        boto.stop_inference_scheduler(InferenceSchedulerName="live")
        engine.run_until_idle()
        engine.clock.advance_to(END)  # type: ignore[attr-defined]  # it is virtual
        boto.start_inference_scheduler(InferenceSchedulerName="live")
        engine.run_until_idle()


def copy(folder: Path, target: Path) -> Path:
    """Return a copy that may be damaged."""
    return shutil.copytree(folder, target)
