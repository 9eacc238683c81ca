"""Every waiter over the engine: as boto3's own, which ``install`` brings, and as the waits of facades.

Nobody sleeps: boto3's waiters poll without a pause, and what they wait for happens before one of their polls; the
facades wait by the virtual clock, which runs the engine.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name
from botocore.exceptions import WaiterError

import l4e_sdk as l4e
from l4e_sdk._botocore_data import API_VERSION, DATA_DIR, SERVICE
from tests import plant
from tests.conftest import ROLE
from tests.support.factory import Factory
from tests.unit.local.jobs.meddling import during_the_next_task, run_what_can_begin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Step = Callable[[Factory], object]

FILE = DATA_DIR / SERVICE / API_VERSION / "waiters-2.sdk-extras.json"
CONFIG = {
    xform_name(name): waiter
    for name, waiter in json.loads(FILE.read_text("utf-8"))["merge"]["waiters"].items()
}
LABELS = {"S3InputConfiguration": {"Bucket": plant.BUCKET, "Prefix": "labels/"}}


def call(operation: str, *names: str) -> Step:
    """Return the step that calls an operation for what is named "press"."""
    members = dict.fromkeys(names, "press")
    return lambda factory: getattr(factory.boto, operation)(**members)


def import_dataset(factory: Factory) -> None:
    arn = factory.boto.describe_dataset(DatasetName="press")["DatasetArn"]
    factory.boto.import_dataset(SourceDatasetArn=arn, DatasetName="press")


def import_model(factory: Factory) -> None:
    arn = factory.boto.describe_model_version(ModelName="source", ModelVersion=1)["ModelVersionArn"]
    factory.boto.import_model_version(SourceModelVersionArn=arn, ModelName="press", DatasetName="press")


def spoil_history(factory: Factory) -> None:
    factory.engine.objects.put(plant.BUCKET, f"train/{plant.COMPONENT}/all.csv", b"no,header\n")


def train_on_spoilt_labels(factory: Factory) -> None:
    factory.engine.objects.put(plant.BUCKET, "labels/broken.csv", b"not,a,label\n")
    factory.train("press", LabelsInputConfiguration=LABELS, RoleArn=ROLE)


def cancel_the_next_run(factory: Factory) -> None:
    def cancel() -> None:
        stop_retraining(factory)
        run_what_can_begin(factory.engine)
        delete_retraining(factory)

    during_the_next_task(factory.engine, cancel)
    factory.clock.advance("P2M")


work = Factory.work
create_dataset = call("create_dataset", "DatasetName")
delete_dataset = call("delete_dataset", "DatasetName")
delete_model = call("delete_model", "ModelName")
stop_inference = call("stop_inference_scheduler", "InferenceSchedulerName")
delete_inference = call("delete_inference_scheduler", "InferenceSchedulerName")
stop_retraining = call("stop_retraining_scheduler", "ModelName")
delete_retraining = call("delete_retraining_scheduler", "ModelName")

# How to get to a state; one that is on the way to another stays as it is until there is work().
INGESTING = [lambda factory: factory.ingest("press")]
INGESTED = [*INGESTING, work]
INGESTION_FAILED = [spoil_history, *INGESTED]
IMPORTING_DATASET = [*INGESTED, import_dataset]
TRAINING = [*INGESTED, lambda factory: factory.train("press")]
TRAINED = [*TRAINING, work]
TRAINING_FAILED = [*INGESTED, train_on_spoilt_labels, work]
IMPORTING_MODEL = [*INGESTED, lambda factory: factory.train("source"), work, import_model]
INFERENCE_PENDING = [*TRAINED, lambda factory: factory.infer("press", "press")]
INFERENCE_RUNNING = [*INFERENCE_PENDING, work]
INFERENCE_STOPPING = [*INFERENCE_RUNNING, stop_inference]
INFERENCE_STOPPED = [*INFERENCE_STOPPING, work]
RETRAINING_PENDING = [*TRAINED, lambda factory: factory.retrain("press")]
RETRAINING_RUNNING = [*RETRAINING_PENDING, work]
RETRAINING_STOPPING = [*RETRAINING_RUNNING, stop_retraining]
RETRAINING_STOPPED = [*RETRAINING_STOPPING, work]
RETRAINING_CANCELLED = [*RETRAINING_RUNNING, cancel_the_next_run]

GOOD = [
    ("dataset_active", INGESTING, work, "ACTIVE"),
    ("dataset_deleted", [create_dataset], delete_dataset, None),
    ("data_ingestion_job_success", INGESTING, work, "SUCCESS"),
    ("model_success", TRAINING, work, "SUCCESS"),
    ("model_deleted", TRAINED, delete_model, None),
    ("model_version_success", TRAINING, work, "SUCCESS"),
    ("inference_scheduler_running", INFERENCE_PENDING, work, "RUNNING"),
    ("inference_scheduler_stopped", INFERENCE_STOPPING, work, "STOPPED"),
    ("inference_scheduler_deleted", INFERENCE_STOPPED, delete_inference, None),
    ("retraining_scheduler_running", RETRAINING_PENDING, work, "RUNNING"),
    ("retraining_scheduler_stopped", RETRAINING_STOPPING, work, "STOPPED"),
    ("retraining_scheduler_deleted", RETRAINING_STOPPED, delete_retraining, None),
]
BAD = [
    ("dataset_deleted", INGESTING, "INGESTION_IN_PROGRESS"),
    ("dataset_deleted", IMPORTING_DATASET, "IMPORT_IN_PROGRESS"),
    ("data_ingestion_job_success", INGESTION_FAILED, "FAILED"),
    ("model_success", TRAINING_FAILED, "FAILED"),
    ("model_deleted", TRAINING, "IN_PROGRESS"),
    ("model_deleted", IMPORTING_MODEL, "IMPORT_IN_PROGRESS"),
    ("model_version_success", TRAINING_FAILED, "FAILED"),
    ("model_version_success", RETRAINING_CANCELLED, "CANCELED"),
    ("inference_scheduler_running", INFERENCE_STOPPING, "STOPPING"),
    ("inference_scheduler_running", INFERENCE_STOPPED, "STOPPED"),
    ("inference_scheduler_stopped", INFERENCE_PENDING, "PENDING"),
    ("inference_scheduler_stopped", INFERENCE_RUNNING, "RUNNING"),
    ("inference_scheduler_deleted", INFERENCE_PENDING, "PENDING"),
    ("inference_scheduler_deleted", INFERENCE_RUNNING, "RUNNING"),
    ("inference_scheduler_deleted", INFERENCE_STOPPING, "STOPPING"),
    ("retraining_scheduler_running", RETRAINING_STOPPING, "STOPPING"),
    ("retraining_scheduler_running", RETRAINING_STOPPED, "STOPPED"),
    ("retraining_scheduler_stopped", RETRAINING_PENDING, "PENDING"),
    ("retraining_scheduler_stopped", RETRAINING_RUNNING, "RUNNING"),
    ("retraining_scheduler_deleted", RETRAINING_PENDING, "PENDING"),
    ("retraining_scheduler_deleted", RETRAINING_RUNNING, "RUNNING"),
    ("retraining_scheduler_deleted", RETRAINING_STOPPING, "STOPPING"),
]
ALL_GOOD = pytest.mark.parametrize(("waiter", "begin", "end", "status"), GOOD)
ALL_BAD = pytest.mark.parametrize(("waiter", "begin", "status"), BAD)
NEVER_THERE = pytest.mark.parametrize("waiter", [waiter for waiter, _, _, status in GOOD if status])


@pytest.fixture
def factory() -> Iterator[Factory]:
    with Factory() as running:
        yield running


def test_the_tables_have_every_acceptor_of_every_waiter() -> None:
    acceptors = {
        (waiter, acceptor["expected"], acceptor["state"])
        for waiter, config in CONFIG.items()
        for acceptor in config["acceptors"]
        if acceptor["state"] != "retry"
    }
    good = {(waiter, status or "ResourceNotFoundException", "success") for waiter, _, _, status in GOOD}
    assert good | {(waiter, status, "failure") for waiter, _, status in BAD} == acceptors


class TestPlainBoto3:
    """The waiters of a client whose session ``install`` was given."""

    @ALL_GOOD
    def test_a_wait_ends_when_it_should(
        self, factory: Factory, waiter: str, begin: Sequence[Step], end: Step, status: str | None
    ) -> None:
        go(factory, begin)
        polls = []

        def count(**_: object) -> None:
            polls.append(len(polls) + 1)
            if len(polls) == 3:
                end(factory)

        described = CONFIG[waiter]["operation"]
        factory.boto.meta.events.register(f"before-call.lookoutequipment.{described}", count)
        self.wait(factory, waiter)
        assert polls == [1, 2, 3]

    @ALL_BAD
    def test_a_wait_ends_when_it_is_in_vain(
        self, factory: Factory, waiter: str, begin: Sequence[Step], status: str
    ) -> None:
        go(factory, begin)
        with pytest.raises(WaiterError) as caught:
            self.wait(factory, waiter)
        assert caught.value.last_response["Status"] == status

    @NEVER_THERE
    def test_what_does_not_exist_is_not_waited_for(self, factory: Factory, waiter: str) -> None:
        with pytest.raises(WaiterError, match="ResourceNotFoundException"):
            self.wait(factory, waiter)

    def wait(self, factory: Factory, waiter: str) -> None:
        config = {"Delay": 0, "MaxAttempts": 5}
        factory.boto.get_waiter(waiter).wait(**keys(factory, waiter), WaiterConfig=config)


class TestFacades:
    """The waits of facades, which are decided by the same acceptors."""

    @ALL_GOOD
    def test_a_wait_ends_when_it_should(
        self, factory: Factory, waiter: str, begin: Sequence[Step], end: Step, status: str | None
    ) -> None:
        go(factory, begin)
        seen: list[l4e.WaitEvent] = []

        def watch(event: l4e.WaitEvent) -> None:
            seen.append(event)
            if event.attempt == 2 and status is None:
                end(factory)

        resource = self.wait(factory, waiter, watch)
        assert seen[0].status != seen[-1].status == status
        assert status is None or resource.status == status

    @ALL_BAD
    def test_a_wait_ends_when_it_is_in_vain(
        self, factory: Factory, waiter: str, begin: Sequence[Step], status: str
    ) -> None:
        go(factory, begin)
        expected = l4e.ResourceFailedError if status == "FAILED" else l4e.UnexpectedStateError
        with pytest.raises(expected) as caught:
            self.wait(factory, waiter)
        assert caught.value.last.status == status

    @NEVER_THERE
    def test_what_does_not_exist_is_not_waited_for(self, factory: Factory, waiter: str) -> None:
        with pytest.raises(l4e.ResourceNotFoundException):
            self.wait(factory, waiter)

    def wait(self, factory: Factory, waiter: str, on_poll: Any = None) -> Any:
        found = resource(factory, waiter)
        state = waiter.rpartition("_")[2].upper()
        if state == "DELETED":
            return found.wait_deleted(on_poll=on_poll)
        goal = {"until": state} if state in {"RUNNING", "STOPPED"} else {}
        return found.wait(on_poll=on_poll, **goal)


def go(factory: Factory, steps: Sequence[Step]) -> None:
    for step in steps:
        step(factory)


def keys(factory: Factory, waiter: str) -> dict[str, Any]:
    """Return what names the resource that a waiter looks at."""
    if waiter.startswith("data_ingestion_job"):
        jobs = factory.boto.list_data_ingestion_jobs()["DataIngestionJobSummaries"]
        return {"JobId": jobs[0]["JobId"] if jobs else "0a"}
    if waiter.startswith("model_version"):
        versions = factory.boto.list_model_versions(ModelName="press")["ModelVersionSummaries"]
        return {"ModelName": "press", "ModelVersion": len(versions) or 1}
    if waiter.startswith("inference"):
        return {"InferenceSchedulerName": "press"}
    return {"DatasetName" if waiter.startswith("dataset") else "ModelName": "press"}


def resource(factory: Factory, waiter: str) -> Any:
    """Return the facade of the resource that a waiter looks at."""
    client, key = factory.client, list(keys(factory, waiter).values())
    match waiter.split("_"):
        case "data", *_:
            return l4e.IngestionJob(client, *key)
        case "dataset", *_:
            return l4e.Dataset(client, *key)
        case "inference", *_:
            return l4e.InferenceScheduler(client, *key)
        case "retraining", *_:
            return l4e.RetrainingScheduler(client, *key)
        case "model", "version", *_:
            return l4e.Model(client, key[0]).version(key[1])
    return l4e.Model(client, *key)
