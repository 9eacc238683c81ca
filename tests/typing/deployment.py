"""What a deployment script sees of types."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_type

import l4e_sdk as l4e


def deploys(client: l4e.LookoutEquipment) -> None:
    dataset = client.datasets.ensure("press", tags={"site": "north"})
    assert_type(dataset, l4e.Dataset)
    assert_type(dataset.ensured, l4e.Ensured)
    assert_type(dataset.ensured.differences, tuple[l4e.Difference, ...])
    assert_type(client.label_groups.ensure("faults", fault_codes=["leak"]), l4e.LabelGroup)
    model = client.models.ensure("press", dataset=dataset)
    assert_type(model, l4e.Model)
    assert_type(
        model.ensure_retraining_scheduler(retraining_frequency="P1M", lookback_window=180),
        l4e.RetrainingScheduler,
    )
    assert_type(
        client.inference_schedulers.ensure(
            "live",
            model=model,
            data_upload_frequency=timedelta(minutes=5),
            data_input_configuration="s3://plant/in/",
            data_output_configuration="s3://plant/out/",
        ),
        l4e.InferenceScheduler,
    )


def copies(dataset: l4e.Dataset, model: l4e.Model) -> None:
    assert_type(dataset.import_from("arn"), l4e.IngestionJob)
    assert_type(dataset.client.datasets.import_dataset(dataset), l4e.IngestionJob)
    assert_type(model.import_version(model.version(1)), l4e.ModelVersion)
    assert_type(model.client.models.import_version("arn", dataset=dataset), l4e.ModelVersion)


def shares(version: l4e.ModelVersion) -> None:
    assert_type(version.policy, l4e.AttachedPolicy | None)
    assert_type(version.put_policy({"Statement": []}), str | None)


def deletes(model: l4e.Model) -> None:
    plan = model.plan_delete()
    assert_type(plan, l4e.DeletePlan)
    assert_type(plan.steps, tuple[l4e.DeleteStep, ...])
    try:
        plan.apply(on_step=print)
    except l4e.CannotChangeError as error:
        assert_type(error.obstacles, tuple[l4e.Obstacle, ...])
