"""A client with other options: what changes, and what is shared."""

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.config import Config

from l4e_sdk import ConfigurationError, InvalidValueError, LookoutEquipment

if TYPE_CHECKING:
    from pathlib import Path

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "hush"}


@pytest.fixture
def client() -> LookoutEquipment:
    return LookoutEquipment(region_name="eu-west-1", **KEYS)


def options(client: LookoutEquipment) -> Config:
    return client.boto3.meta.config


def test_a_client_tries_six_times_in_standard_mode_unless_told_otherwise(client: LookoutEquipment):
    assert options(client).retries == {"mode": "standard", "total_max_attempts": 6}


def test_attempts_are_counted_with_the_first(client: LookoutEquipment):
    assert options(client.with_options(attempts=2)).retries == {"mode": "standard", "total_max_attempts": 2}


def test_the_mode_of_retries_is_kept(client: LookoutEquipment):
    adaptive = client.with_options(config=Config(retries={"mode": "adaptive", "max_attempts": 3}))
    assert options(adaptive.with_options(attempts=2)).retries == {"mode": "adaptive", "total_max_attempts": 2}


@pytest.mark.parametrize(
    ("timeout", "connect", "read"), [(5, 5, 5), (timedelta(minutes=2), 10, 120), (0.5, 0.5, 0.5)]
)
def test_a_timeout_is_for_each_attempt(timeout, connect, read, client: LookoutEquipment):
    config = options(client.with_options(timeout=timeout))
    assert (config.connect_timeout, config.read_timeout) == (connect, read)


def test_what_is_not_named_stays_as_it_was(client: LookoutEquipment):
    once = client.with_options(timeout=5).with_options(attempts=1)
    assert (options(once).read_timeout, options(once).retries["total_max_attempts"]) == (5, 1)


def test_anything_else_that_botocore_knows_may_be_given(client: LookoutEquipment):
    assert options(client.with_options(config=Config(max_pool_connections=50))).max_pool_connections == 50


def test_the_client_itself_is_not_changed(client: LookoutEquipment):
    client.with_options(timeout=5, attempts=1)
    assert (options(client).read_timeout, options(client).retries["total_max_attempts"]) == (60, 6)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"timeout": 0}, "leaves no time"),
        ({"timeout": timedelta(-1)}, "leaves no time"),
        ({"attempts": 0}, "below 1"),
    ],
)
def test_options_that_are_none_are_refused(wrong, message, client: LookoutEquipment):
    with pytest.raises(InvalidValueError, match=message):
        client.with_options(**wrong)


def test_both_share_session_clock_and_settings(client: LookoutEquipment):
    other = client.with_options(attempts=1)
    assert other._connection._shared is client._connection._shared
    assert (other.clock, repr(other)) == (client.clock, repr(client))


def test_facades_of_the_other_client_call_by_it(client: LookoutEquipment):
    assert client.models
    other = client.with_options(attempts=1)
    assert other.models._client is other


def test_a_boto3_client_of_the_callers_cannot_be_changed(client: LookoutEquipment):
    with pytest.raises(ConfigurationError, match="another boto3 client"):
        LookoutEquipment(boto3_client=client.boto3).with_options(attempts=1)


def test_the_other_client_pickles_with_its_options(client: LookoutEquipment):
    again = pickle.loads(pickle.dumps(client.with_options(attempts=2)))
    assert options(again).retries["total_max_attempts"] == 2


def test_a_kind_of_client_stays_its_kind():
    class Plant(LookoutEquipment):
        """A client of a user's own."""

    assert type(Plant(region_name="eu-west-1").with_options(attempts=1)) is Plant


def test_an_engine_is_shared_and_outlives_the_other_client(tmp_path: Path):
    with LookoutEquipment.local(tmp_path) as client:
        with client.with_options(timeout=5) as other:
            other.create_dataset(dataset_name="pump")
            assert other.engine is client.engine
        assert client.describe_dataset(dataset_name="pump").dataset_name == "pump"
