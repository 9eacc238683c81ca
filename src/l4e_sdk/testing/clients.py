"""Clients of an existing engine, such as a fixture's, and the boto3 client of any client."""

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
"""The name of an engine's endpoint, which never exists (RFC 2606). The engine answers before a request is sent."""


def new_engine(clock: Clock) -> LocalEngine:
    """Make an engine without a folder and without worker processes.

    Raises:
        MissingExtraError: the engine's requirements are not installed.
    """
    try:
        from l4e_sdk.local import EngineSettings, LocalEngine
    except MissingExtraError as error:
        raise MissingExtraError(error.extra, "A test with an engine") from error
    return LocalEngine(clock=clock, settings=EngineSettings(workers=0))


def connected_boto3(engine: LocalEngine) -> BaseClient:
    """Make a boto3 client whose requests an engine answers, without a network or credentials.

    It serialises, retries and parses like any other client. It makes up to six attempts in standard mode, like the
    clients of this package.
    """
    from l4e_sdk.local import connect

    settings = ClientSettings(region_name=engine.settings.region, config=_config())
    client = settings.make_client(SERVICE, offline_session(), _NOWHERE)
    connect(client, engine)
    return client


def connected_client(engine: LocalEngine, *, clock: Clock | None = None) -> LookoutEquipment[LocalEngine]:
    """Make a client of an existing engine. Closing the client does not close the engine.

    Unlike ``LookoutEquipment.local()``, it makes up to six attempts, like a client of a remote endpoint.

    Args:
        engine: the engine that answers.
        clock: the clock that the client waits with. Default: the engine's clock. With another clock, waiting does not
            advance the engine; a resource then stays unchanged until ``engine.run_until_idle()``.
    """
    return _EngineClient(engine, clock)


def boto3_of(client: LookoutEquipment | BaseClient) -> BaseClient:
    """Return the boto3 client of a ``LookoutEquipment``, or the given boto3 client itself.

    Raises:
        InvalidValueError: the object is neither, or is a client for another service.
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
    """A client of an existing engine."""

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
