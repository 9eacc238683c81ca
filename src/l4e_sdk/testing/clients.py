"""Clients of an engine that somebody else made, such as a fixture; and the boto3 client below any client."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import botocore
from botocore.client import BaseClient
from botocore.config import Config

from l4e_sdk._botocore_data import SERVICE
from l4e_sdk._calls.connection import ClientSettings
from l4e_sdk._calls.session import offline_session
from l4e_sdk._client import LookoutEquipment
from l4e_sdk.errors import InvalidValueError, MissingExtraError

if TYPE_CHECKING:
    from l4e_sdk._clock import Clock
    from l4e_sdk.local import LocalEngine

_NOWHERE = "http://engine.invalid"
"""Requests are answered before they are sent; this name never exists (RFC 2606)."""


def new_engine(clock: Clock) -> LocalEngine:
    """Make an engine that keeps nothing and computes in this process.

    Raises:
        MissingExtraError: the engine's requirements are not installed.
    """
    try:
        from l4e_sdk.local import EngineSettings, LocalEngine
    except MissingExtraError as error:
        raise MissingExtraError(error.extra, "A test with an engine") from error
    return LocalEngine(clock=clock, settings=EngineSettings(workers=0))


def connected_boto3(engine: LocalEngine) -> BaseClient:
    """Make a plain boto3 client whose requests an engine answers, without a network or credentials.

    It serialises, retries and parses as any other: six attempts in standard mode, as clients of this package have.
    """
    from l4e_sdk.local import connect

    settings = ClientSettings(region_name=engine.settings.region, config=_config())
    client = settings.make_client(SERVICE, offline_session(), _NOWHERE)
    connect(client, engine)
    return client


def connected_client(engine: LocalEngine, *, clock: Clock | None = None) -> LookoutEquipment[LocalEngine]:
    """Make a client of an engine that exists; the engine stays open when the client is closed.

    Other than ``LookoutEquipment.local()`` it makes up to six attempts, as a client of a network does.

    Args:
        engine: what answers.
        clock: what the client waits with; the engine's unless given. With a clock of its own a client waits without
            the engine getting any further, so a resource stays as it is until ``engine.run_until_idle()``.
    """
    return _EngineClient(engine, clock)


def boto3_of(client: LookoutEquipment | BaseClient) -> BaseClient:
    """Return the boto3 client below a client of ours, or one of boto3 itself.

    Raises:
        InvalidValueError: it is neither, or a client for another service.
    """
    found = client.boto3 if isinstance(client, LookoutEquipment) else client
    if not isinstance(found, BaseClient):
        raise InvalidValueError(
            f"client is {client!r}; pass a LookoutEquipment, or a boto3 client for {SERVICE}."
        )
    service = found.meta.service_model.service_name
    if service != SERVICE:
        raise InvalidValueError(f"client is a boto3 client for {service}; pass one for {SERVICE}.")
    return found


class _EngineClient(LookoutEquipment["LocalEngine"]):
    """A client with an engine that was made before it."""

    def __init__(self, engine: LocalEngine, clock: Clock | None) -> None:
        from l4e_sdk.local import connect

        super().__init__(
            region_name=engine.settings.region,
            endpoint_url=_NOWHERE,
            session=offline_session(),
            config=_config(),
            clock=clock or engine.clock,
        )
        self._connection.on_open(partial(connect, engine=engine))
        self._engine = engine

    def __repr__(self) -> str:
        return f"<LookoutEquipment of {self._engine!r}>"


def _config() -> Config:
    return Config(
        signature_version=botocore.UNSIGNED,
        retries={"mode": "standard", "total_max_attempts": 6},
        use_fips_endpoint=False,
        use_dualstack_endpoint=False,
        defaults_mode="legacy",  # type: ignore[arg-type]  # a word, whatever the stubs say
    )
