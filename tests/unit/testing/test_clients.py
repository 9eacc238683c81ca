"""Clients of an engine that somebody else made."""

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import ConfigurationError, LookoutEquipment, VirtualClock, WaitTimeoutError
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.testing import connected_boto3, connected_client
from tests.plant import upload_history

if TYPE_CHECKING:
    from botocore.client import BaseClient


def test_a_connected_client_is_of_the_engine(client: LookoutEquipment, engine: LocalEngine):
    assert (client.engine, client.clock, client.objects) == (engine, engine.clock, engine.objects)


def test_closing_a_connected_client_leaves_the_engine_open(engine: LocalEngine):
    with connected_client(engine) as first:
        first.create_dataset(dataset_name="press")
    with connected_client(engine) as second:
        assert second.datasets.get("press").name == "press"


def test_a_connected_client_is_in_the_engines_region():
    settings = EngineSettings(workers=0, background=False, region="eu-west-1")
    with LocalEngine(settings=settings) as engine, connected_client(engine) as client:
        assert ":eu-west-1:" in client.create_dataset(dataset_name="press").dataset_arn


def test_a_connected_client_makes_others_of_the_same_engine(client: LookoutEquipment):
    other = client.with_options(attempts=1)
    client.create_dataset(dataset_name="press")
    assert other.datasets.get("press").name == "press"


def test_a_connected_client_does_not_pickle(client: LookoutEquipment):
    with pytest.raises(ConfigurationError, match="cannot be pickled"):
        pickle.dumps(client)


def test_a_connected_client_shows_its_engine(client: LookoutEquipment, engine: LocalEngine):
    assert repr(client) == f"<LookoutEquipment of {engine!r}>"


def test_a_connected_boto3_client_has_paginators_and_waiters(plain: BaseClient):
    assert plain.can_paginate("list_models")
    assert "model_success" in plain.waiter_names


def test_a_connected_boto3_client_tries_six_times(plain: BaseClient):
    assert plain.meta.config.retries == {"mode": "standard", "total_max_attempts": 6}


def test_clients_take_nothing_from_the_environment(engine: LocalEngine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://elsewhere.invalid")
    monkeypatch.setenv("AWS_REGION", "mars-north-1")
    assert connected_boto3(engine).list_datasets()["DatasetSummaries"] == []
    assert connected_client(engine).list_datasets().dataset_summaries == ()


class TestAResourceInTransition:
    def test_stays_there_until_the_engine_is_asked(self, client: LookoutEquipment, engine: LocalEngine):
        upload_history(engine)
        job = client.datasets.create("press").ingest(
            "s3://plant/train/", key_pattern="{prefix}/{component_name}/*"
        )
        assert job.refresh().status == "IN_PROGRESS"
        engine.run_until_idle()
        assert job.refresh().status == "SUCCESS"

    def test_can_outlast_a_wait_by_another_clock(self, engine: LocalEngine, clock: VirtualClock):
        upload_history(engine)
        patient = connected_client(engine, clock=VirtualClock(clock.now()))
        job = patient.datasets.create("press").ingest(
            "s3://plant/train/", key_pattern="{prefix}/{component_name}/*"
        )
        with pytest.raises(WaitTimeoutError):
            job.wait(timeout=timedelta(hours=1))
        assert clock.now() < patient.clock.now()

    def test_gets_on_after_as_many_polls_as_a_test_wants(self, engine: LocalEngine, clock: VirtualClock):
        upload_history(engine)
        patient = connected_client(engine, clock=VirtualClock(clock.now()))
        job = patient.datasets.create("press").ingest(
            "s3://plant/train/", key_pattern="{prefix}/{component_name}/*"
        )
        seen: list[str | None] = []

        def watch(event) -> None:
            seen.append(event.status)
            if event.attempt == 3:
                engine.run_until_idle()

        job.wait(on_poll=watch)
        assert seen == ["IN_PROGRESS", "IN_PROGRESS", "IN_PROGRESS", "SUCCESS"]
