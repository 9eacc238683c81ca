"""The connection to an endpoint: its settings, and the boto3 clients that are created from them on first use."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import BotoCoreError

from l4e_sdk._botocore_data import SERVICE
from l4e_sdk._calls.session import (
    client_config,
    configuration_error,
    default_region,
    install,
    new_session,
    session_like,
)
from l4e_sdk.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    import boto3
    from botocore.client import BaseClient
    from botocore.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSettings:
    """All settings of a client. The representation shows no secrets."""

    region_name: str | None = None
    endpoint_url: str | None = None
    profile_name: str | None = None
    session: boto3.Session | None = field(default=None, repr=False)
    """The caller's session. It gets the service's paginators and waiters, as from ``install``."""
    config: Config | None = field(default=None, repr=False)
    verify: bool | str | None = None
    """Whether to check certificates, or the path of a file of trusted certificates."""
    aws_access_key_id: str | None = field(default=None, repr=False)
    aws_secret_access_key: str | None = field(default=None, repr=False)
    aws_session_token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.session is not None and self.profile_name is not None:
            raise ConfigurationError(
                "A session has its own profile: pass session= or profile_name=, not both."
            )
        if (self.aws_access_key_id is None) != (self.aws_secret_access_key is None):
            raise ConfigurationError("aws_access_key_id= and aws_secret_access_key= go together; pass both.")

    def make_client(self, service: str, session: boto3.Session, endpoint_url: str | None) -> BaseClient:
        """Create a boto3 client of a service from a session."""
        config = client_config(session, self.config)
        # boto3's stubs have an overload for each service, and none for a name known only at run time.
        client: Callable[..., BaseClient] = cast("Any", session).client
        return client(
            service,
            region_name=self.region_name or getattr(config, "region_name", None) or default_region(session),
            endpoint_url=endpoint_url,
            config=config,
            verify=self.verify,
            aws_access_key_id=self.aws_access_key_id,
            aws_secret_access_key=self.aws_secret_access_key,
            aws_session_token=self.aws_session_token,
        )


class SharedSession:
    """The session that one or more connections share, created on first use.

    Threads may share clients, but not sessions. A thread must hold the ``lock`` while it creates a client.
    """

    def __init__(self, settings: ClientSettings) -> None:
        self.lock = threading.Lock()
        self._settings = settings

    @cached_property
    def session(self) -> boto3.Session:
        """The session. A session of the caller gets the service's paginators and waiters."""
        if self._settings.session is None:
            return new_session(self._settings.profile_name)
        install(self._settings.session)
        return self._settings.session


class Connection:
    """The boto3 clients of one ``LookoutEquipment`` client. The first thread that needs a boto3 client creates it.

    A forked process creates its own clients, because two processes must not read from one socket.

    Args:
        settings: the settings of the clients.
        given: a boto3 client from the caller, which only the caller closes.
        service: botocore's name of the service.
        shared: the session of another connection, to create clients from.
        beside: a connection whose endpoint is called, in place of the endpoint in the settings.
    """

    def __init__(
        self,
        settings: ClientSettings,
        given: BaseClient | None = None,
        *,
        service: str = SERVICE,
        shared: SharedSession | None = None,
        beside: Connection | None = None,
    ) -> None:
        self._settings = settings
        self._shared = shared or SharedSession(settings)
        self._service = service
        self._beside = beside
        self._given = given
        self._made: dict[str, BaseClient] = {}
        self._prepare: list[Callable[[BaseClient], None]] = []
        self._process = os.getpid()
        self._closed = False

    @property
    def client(self) -> BaseClient:
        """The boto3 client for the service.

        Raises:
            ConfigurationError: the settings are not sufficient for a client, or the connection is closed.
        """
        if self._given is not None:
            return self._given
        beside = self._beside
        # Created before this client, because both need the session's lock.
        endpoint = self._settings.endpoint_url if beside is None else beside.client.meta.endpoint_url
        return self._client(self._service, endpoint)

    @property
    def s3(self) -> BaseClient:
        """The boto3 client for S3, of the same session.

        Raises:
            ConfigurationError: the settings are not sufficient for a client, or the connection is closed.
        """
        return self._client("s3", None)

    def on_open(self, prepare: Callable[[BaseClient], None]) -> None:
        """Call a function with the service's client before the first use of that client."""
        self._prepare.append(prepare)
        if self._given is not None:
            prepare(self._given)

    def with_config(self, config: Config) -> Connection:
        """Return a connection with the same session and preparations, and another configuration.

        Raises:
            ConfigurationError: the caller passed in the boto3 client, which cannot be changed.
        """
        if self._given is not None:
            raise ConfigurationError(
                "boto3_client= brings its own settings; make another boto3 client with the config= that you want."
            )
        other = Connection(replace(self._settings, config=config), service=self._service, shared=self._shared)
        other._prepare = list(self._prepare)
        return other

    def for_service(self, service: str) -> Connection:
        """Return a connection to another service at the same endpoint, with the same session and preparations.

        If the caller passed in a boto3 client, the connection uses that client's credentials, Region and Config.
        """
        settings, shared = self._settings, self._shared
        if self._given is not None:
            settings = replace(
                settings, config=self._given.meta.config, session=session_like(self._given), endpoint_url=None
            )
            shared = SharedSession(settings)
        other = Connection(settings, service=service, shared=shared, beside=self)
        other._prepare = list(self._prepare)
        return other

    def close(self) -> None:
        """Close the sockets. The connection cannot be used afterwards."""
        with self._shared.lock:
            self._closed = True
            while self._made:
                self._made.popitem()[1].close()

    def _client(self, service: str, endpoint_url: str | None) -> BaseClient:
        if self._process != os.getpid():
            self._made, self._process = {}, os.getpid()
        return self._made.get(service) or self._make(service, endpoint_url)

    def _make(self, service: str, endpoint_url: str | None) -> BaseClient:
        with self._shared.lock:
            if self._closed:
                raise ConfigurationError("This client is closed; make a new one.")
            if service in self._made:
                return self._made[service]
            client = self._new(service, endpoint_url)
            for prepare in self._prepare if service == self._service else ():
                prepare(client)
            self._made[service] = client
            return client

    def _new(self, service: str, endpoint_url: str | None) -> BaseClient:
        try:
            return self._settings.make_client(service, self._shared.session, endpoint_url)
        except (
            BotoCoreError,
            ValueError,
        ) as error:  # botocore refuses a malformed endpoint with a plain ValueError
            raise configuration_error(error) from error
