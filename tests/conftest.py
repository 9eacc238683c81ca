"""What all tests share: no network, no AWS settings, an engine on a virtual clock, and clients of it."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import botocore
import pytest
from botocore.config import Config

from l4e_sdk import install
from l4e_sdk.clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine, connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

    from l4e_sdk.local.store import Scope

START = datetime(2024, 3, 1, tzinfo=UTC)
"""Where virtual clocks begin."""

ROLE = "arn:aws:iam::000000000000:role/plant"


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Refuse every connection that leaves this machine, and hide the AWS settings of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    nothing = tmp_path_factory.mktemp("aws") / "none"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(nothing))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(nothing))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    connect_anywhere = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if host is not None and host not in {"127.0.0.1", "::1", "localhost"}:
            raise OSError(f"tests may not connect to {host}")
        connect_anywhere(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)


@pytest.fixture
def clock() -> VirtualClock:
    """A clock that moves when it is told to."""
    return VirtualClock(START)


@pytest.fixture
def engine(clock: VirtualClock) -> Iterator[LocalEngine]:
    """An engine that works only when it is asked to, in this process."""
    with LocalEngine(clock=clock, settings=EngineSettings(workers=0)) as running:
        yield running


@pytest.fixture
def boto(engine: LocalEngine) -> BaseClient:
    """A plain boto3 client whose requests the engine answers; no class of ours is in its calls."""
    return boto_client(engine)


def boto_client(engine: LocalEngine, scope: Scope | None = None) -> BaseClient:
    """Make a plain boto3 client of an engine, of any account, with the paginators and waiters that `install` adds."""
    session = boto3.session.Session(region_name="us-east-1")
    install(session)
    config = Config(
        signature_version=botocore.UNSIGNED, retries={"mode": "standard", "total_max_attempts": 1}
    )
    client = session.client("lookoutequipment", endpoint_url="http://engine.invalid", config=config)
    connect(client, engine, scope)
    return client
