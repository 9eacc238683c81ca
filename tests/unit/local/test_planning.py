"""The next run of a scheduler, planned with the change that makes it the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from l4e_sdk import LookoutEquipment, VirtualClock
from l4e_sdk.local import EngineSettings
from l4e_sdk.testing import seed_model
from tests import plant
from tests.conftest import ROLE

if TYPE_CHECKING:
    from pathlib import Path

JUST_BEFORE = datetime(2024, 3, 1, 1, 59, 58, tzinfo=UTC)
WINDOW_ENDS = datetime(2024, 3, 1, 2, tzinfo=UTC)


def test_an_update_just_before_a_window_ends_loses_no_window(tmp_path: Path) -> None:
    settings = EngineSettings(workers=0)
    clock = VirtualClock(datetime(2024, 3, 1, 1, 10, tzinfo=UTC))
    with LookoutEquipment.local(tmp_path, clock=clock, settings=settings) as client:
        seed_model(client, name="press")
        assert client.engine is not None
        place = {"Bucket": plant.BUCKET, "Prefix": "live/"}
        client.boto3.create_inference_scheduler(
            ModelName="press",
            InferenceSchedulerName="live",
            DataUploadFrequency="PT1H",
            RoleArn=ROLE,
            ClientToken="live",
            DataInputConfiguration={"S3InputConfiguration": place},
            DataOutputConfiguration={"S3OutputConfiguration": {**place, "Prefix": "out/"}},
        )
        client.engine.run_until_idle()
        arn = client.describe_inference_scheduler(inference_scheduler_name="live").inference_scheduler_arn
        clock.advance(JUST_BEFORE - clock.now())
        client.boto3.update_inference_scheduler(InferenceSchedulerName="live", DataUploadFrequency="PT30M")
        # No job is needed to plan it: one might run too late.
        assert client.engine.store.queue.pending(arn or "", "inference") == WINDOW_ENDS.timestamp()
        clock.advance(timedelta(seconds=4))
        runs = client.list_inference_executions(inference_scheduler_name="live").inference_execution_summaries
    assert [run.data_end_time for run in runs] == [WINDOW_ENDS]
