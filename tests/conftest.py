"""What all tests share: no network, no AWS settings, an engine on a virtual clock, and clients of it.

The contract tests go through both doors: the same calls in the process, and signed over HTTP.
"""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
import botocore
import hypothesis
import pytest
from botocore.config import Config

from l4e_sdk import install
from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine, connect
from tests.support.served import DOORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

    from l4e_sdk.local.store import Scope

# What a test may take is told by its time-out; a busy machine is no fault of the code.
hypothesis.settings.register_profile("patient", hypothesis.settings.default, deadline=None)
hypothesis.settings.load_profile("patient")

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
    connect_anywhere, look_up_anything = socket.socket.connect, socket.getaddrinfo

    def connect_here(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else None
        if host is not None and host not in HERE:
            raise OSError(f"tests may not connect to {host}")
        connect_anywhere(self, address)

    def look_up_here(host: object, *arguments: Any, **named: Any) -> Any:
        # A name service may take minutes to say that it does not know a name.
        if host is not None and host not in HERE:
            raise socket.gaierror(socket.EAI_NONAME, f"tests may not look up {host!r}")
        return look_up_anything(host, *arguments, **named)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
    monkeypatch.setattr(socket, "getaddrinfo", look_up_here)


HERE = {"127.0.0.1", "::1", "localhost", "0.0.0.0"}
"""Hosts that tests may speak to, or listen at."""
IN_PROCESS, HTTP = "in process", "http"
ONE_DOOR = {"test_crash", "test_hostile_input", "test_http_door", "test_other_clients", "test_two_processes"}
"""Contract tests that are about one door, about processes that die, or about what is in files."""
_doors = [IN_PROCESS]
"""The door of the test that runs, last."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that no worker is left alone with one at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let contract tests that call the engine by boto3 do so through both doors."""
    module = metafunc.module
    if "tests/contract/" not in metafunc.definition.nodeid or module.__name__.rpartition(".")[2] in ONE_DOOR:
        return
    if "boto" in metafunc.fixturenames or {"boto_client", "Factory"} & vars(module).keys():
        metafunc.parametrize("door", [IN_PROCESS, HTTP], indirect=True, scope="module")


@pytest.fixture(scope="session")
def _doors_open() -> Iterator[None]:
    """Serve over HTTP from the first test that wants it until the last."""
    with DOORS.open():
        yield


@pytest.fixture(scope="module", autouse=True)
def door(request: pytest.FixtureRequest) -> Iterator[str]:
    """The door that clients of `boto_client` use; fixtures of a whole module that make clients must ask for it."""
    chosen = getattr(request, "param", IN_PROCESS)
    if chosen == HTTP:
        request.getfixturevalue("_doors_open")
    _doors.append(chosen)
    yield chosen
    _doors.pop()


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


@cache
def _session(region: str) -> boto3.session.Session:
    """Make a session, which takes thirty times as long as a client of one that has read its descriptions."""
    session = boto3.session.Session(region_name=region)
    install(session)
    return session


def boto_client(
    engine: LocalEngine, scope: Scope | None = None, service: str = "lookoutequipment"
) -> BaseClient:
    """Make a plain boto3 client of an engine, of any account, with the paginators and waiters that `install` adds."""
    scope = scope or engine.scope
    session = _session(scope.region)
    once = Config(retries={"mode": "standard", "total_max_attempts": 1})
    if _doors[-1] == HTTP:
        key = DOORS.key_to(engine, scope)
        client = session.client(
            service,
            endpoint_url=DOORS.url,
            config=once,
            aws_access_key_id=key.id,
            aws_secret_access_key=key.secret,
        )
        DOORS.forget(key, client)
        return client
    unsigned = once.merge(Config(signature_version=botocore.UNSIGNED))
    client = session.client(service, endpoint_url="http://engine.invalid", config=unsigned)
    connect(client, engine, scope)
    return client
