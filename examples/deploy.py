"""A deployment script: it describes the resources of a watched machine, and can run repeatedly.

The first run creates the dataset, labels, the model, and the retraining and inference schedulers. A later run changes
only the settings that differ from the script. You can repeat an interrupted run.

    python examples/deploy.py --folder ./plant                              # an engine of its own, kept in that folder
    python examples/deploy.py --endpoint-url http://127.0.0.1:8600 --role-arn arn:aws:iam::...:role/plant
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from l4e_sdk import LookoutEquipment, ModelQuality, TimeRange, progress, wait_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk import (
        Dataset,
        Ensured,
        InferenceScheduler,
        LabelGroup,
        Model,
        RetrainingScheduler,
    )

TRAINING = TimeRange(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 31, tzinfo=UTC))
EVALUATION = TimeRange(datetime(2024, 1, 31, 0, 5, tzinfo=UTC), datetime(2024, 2, 8, tzinfo=UTC))
TAGS = {"site": "north", "deployed-by": "deploy.py"}


@dataclass(frozen=True)
class Deployment:
    """The resources to deploy, and their sources."""

    client: LookoutEquipment
    plant: Path
    """A folder with ``sensors/<component>/*.csv`` and ``labels/*.csv``."""
    bucket: str = "plant"
    role_arn: str | None = None

    def run(self) -> None:
        """Create or change all resources, and print the changes."""
        dataset = self.dataset()
        model = self.model(dataset, self.labels())
        retraining, inference = self.retraining(model), self.inference(model)
        wait_all([retraining, inference])
        report(model)

    def dataset(self) -> Dataset:
        """Create the dataset, and ingest the history if it has no data."""
        dataset = self.client.datasets.ensure("server", tags=TAGS)
        tell(dataset, dataset.ensured)
        if dataset.status == "CREATED":
            upload = dataset.upload(self.plant / "sensors", bucket=self.bucket, prefix="history/")
            job = dataset.ingest(upload, role_arn=self.role_arn)
            job.wait(timeout=timedelta(hours=2), on_poll=progress.log)
            for sensor in dataset.sensor_statistics(job):
                if sensor.issues:
                    print(f"  {sensor.sensor_name}: {', '.join(sensor.issues)}")
        return dataset.wait(timeout=timedelta(hours=2))

    def labels(self) -> LabelGroup:
        """Create the label group with the labels of all files; existing labels are skipped."""
        group = self.client.label_groups.ensure("server", tags=TAGS)
        tell(group, group.ensured)
        added = [label for file in sorted(self.plant.glob("labels/*.csv")) for label in group.load_csv(file)]
        if added:
            print(f"  {len(added)} labels added")
        return group

    def model(self, dataset: Dataset, labels: LabelGroup) -> Model:
        """Train the model. Its training settings cannot be changed later; a difference raises an error."""
        model = self.client.models.ensure(
            "server",
            dataset=dataset,
            training=TRAINING,
            evaluation=EVALUATION,
            labels_input_configuration=labels,
            data_pre_processing_configuration={"target_sampling_rate": timedelta(minutes=5)},
            model_diagnostics_output_configuration=f"s3://{self.bucket}/diagnostics/",
            role_arn=self.role_arn,
            tags=TAGS,
        )
        tell(model, model.ensured)
        return model.wait(timeout=timedelta(hours=24), on_poll=progress.log)

    def retraining(self, model: Model) -> RetrainingScheduler:
        """Retrain the model every month. A person decides which version is active."""
        scheduler = model.ensure_retraining_scheduler(
            retraining_frequency="P1M", lookback_window="P180D", promote_mode="MANUAL"
        )
        tell(scheduler, scheduler.ensured)
        return scheduler

    def inference(self, model: Model) -> InferenceScheduler:
        """Run inference every ten minutes. A scheduler that an operator has stopped stays stopped."""
        scheduler = self.client.inference_schedulers.ensure(
            "server-live",
            model=model,
            data_upload_frequency=timedelta(minutes=10),
            data_delay_offset_in_minutes=timedelta(minutes=2),
            data_input_configuration=f"s3://{self.bucket}/live/",
            data_output_configuration=f"s3://{self.bucket}/results/",
            role_arn=self.role_arn,
            tags=TAGS,
        )
        tell(scheduler, scheduler.ensured)
        return scheduler


def report(model: Model) -> None:
    """Print the active version, and whether a newer one is available."""
    print(f"in use: {model.active_version}, {model.quality}")
    newest = max(model.versions(status="SUCCESS"), key=lambda version: version.version)
    if not newest.is_active and newest.quality != ModelQuality.POOR_QUALITY_DETECTED:
        print(
            f"could be: version {newest.version}; model.activate({newest.version}) does it, model.rollback() undoes it"
        )


def tell(resource: object, done: Ensured) -> None:
    """Print the changes of a resource."""
    print(f"{resource}: {done}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Deploy to an engine in a folder, or to an endpoint."""
    parser = argparse.ArgumentParser(description="Deploy a watched machine; run it again at will.")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--folder", type=Path, help="an engine of its own, with its state in this folder")
    where.add_argument("--endpoint-url", help="an endpoint that speaks the API")
    parser.add_argument("--region", default="us-east-1", help="of the endpoint")
    parser.add_argument(
        "--role-arn", help="IAM role that reads and writes the bucket; an engine of its own needs none"
    )
    parser.add_argument(
        "--plant", type=Path, default=Path(__file__).parent / "plant", help="sensor data and labels"
    )
    given = parser.parse_args(arguments)
    if given.folder:
        client = LookoutEquipment.local(given.folder)
    else:
        client = LookoutEquipment(endpoint_url=given.endpoint_url, region_name=given.region)
    with client:
        Deployment(client, given.plant, role_arn=given.role_arn).run()


if __name__ == "__main__":
    main()
