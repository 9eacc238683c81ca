"""Connections: boto3 clients made late, once, and again in another process."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config

from l4e_sdk import ConfigurationError
from l4e_sdk._calls.connection import ClientSettings, Connection

if TYPE_CHECKING:
    from botocore.client import BaseClient

KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "hush"}


def connection(**settings) -> Connection:
    return Connection(ClientSettings(**({"region_name": "us-east-1"} | KEYS | settings)))


def test_the_client_is_made_once():
    opened = connection()
    assert opened.client is opened.client


def test_threads_share_one_client():
    opened = connection()
    together = threading.Barrier(8)

    def take() -> BaseClient:
        together.wait()
        return opened.client

    with ThreadPoolExecutor(8) as pool:
        taken = {id(task.result()) for task in [pool.submit(take) for _ in range(8)]}
    assert len(taken) == 1


def test_another_process_makes_its_own_client(monkeypatch: pytest.MonkeyPatch):
    opened = connection()
    parents = opened.client
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert opened.client is not parents


def test_what_is_to_be_done_at_opening_is_done_once():
    opened, prepared = connection(), []
    opened.on_open(prepared.append)
    assert (opened.client, opened.client) == (prepared[0],) * 2
    assert len(prepared) == 1


def test_a_client_that_was_given_is_prepared_at_once():
    given, prepared = connection().client, []
    Connection(ClientSettings(), given=given).on_open(prepared.append)
    assert prepared == [given]


def test_a_client_that_was_given_stays_open():
    given = connection().client
    opened = Connection(ClientSettings(), given=given)
    opened.close()
    assert opened.client is given


def test_a_closed_connection_says_so():
    opened = connection()
    opened.close()
    with pytest.raises(ConfigurationError, match="closed"):
        _ = opened.client


def test_closing_twice_does_no_harm():
    opened = connection()
    _ = opened.client
    opened.close()
    opened.close()


def test_s3_is_reached_with_the_same_settings():
    s3 = connection(region_name="eu-west-1", endpoint_url="http://plant.example").s3
    assert (s3.meta.service_model.service_name, s3.meta.region_name) == ("s3", "eu-west-1")


def test_the_endpoint_of_the_service_is_not_that_of_s3():
    assert "amazonaws.com" in connection(endpoint_url="http://plant.example").s3.meta.endpoint_url


def test_a_region_in_the_config_counts():
    assert (
        connection(region_name=None, config=Config(region_name="eu-west-1")).client.meta.region_name
        == "eu-west-1"
    )


def test_a_session_of_the_caller_is_used_and_gets_waiters():
    session = boto3.Session(region_name="eu-west-1", **KEYS)
    opened = Connection(ClientSettings(session=session))
    assert (opened.client.meta.region_name, "model_success" in opened.client.waiter_names) == (
        "eu-west-1",
        True,
    )


def test_hooks_of_the_callers_session_are_kept():
    session = boto3.Session(region_name="eu-west-1", **KEYS)
    called = []
    session.events.register("creating-client-class.lookoutequipment", lambda **_: called.append(True))
    _ = Connection(ClientSettings(session=session)).client
    assert called == [True]


@pytest.mark.parametrize(
    ("settings", "remedy"),
    [
        ({"region_name": None}, "AWS_REGION"),
        ({"profile_name": "nobody"}, "profile_name="),
        ({"endpoint_url": "nowhere"}, "Invalid endpoint"),
        ({"region_name": "us east"}, "us east"),
    ],
)
def test_settings_that_make_no_client_are_a_configuration_error(settings: dict[str, str], remedy: str):
    opened = connection(**settings)
    with pytest.raises(ConfigurationError, match=remedy):
        _ = opened.client


@pytest.mark.parametrize(
    "settings",
    [
        {"session": boto3.Session(), "profile_name": "plant"},
        {"aws_access_key_id": "AKIDEXAMPLE"},
        {"aws_secret_access_key": "hush"},
    ],
)
def test_settings_that_exclude_each_other_are_refused(settings: dict[str, object]):
    with pytest.raises(ConfigurationError):
        ClientSettings(**settings)


def test_settings_show_no_secrets():
    settings = ClientSettings(**KEYS, aws_session_token="hush")
    assert "hush" not in repr(settings)
