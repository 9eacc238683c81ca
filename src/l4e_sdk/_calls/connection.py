"""What a client needs to reach an endpoint: settings, and the boto3 clients made from them when first used."""

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
    """Everything that a client is made of; it shows no secrets."""

    region_name: str | None = None
    endpoint_url: str | None = None
    profile_name: str | None = None
    session: boto3.Session | None = field(default=None, repr=False)
    """The caller's own session; it gets the service's paginators and waiters, as by ``install``."""
    config: Config | None = field(default=None, repr=False)
    verify: bool | str | None = None
    """Whether to check certificates, or the file of those to trust."""
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
        """Make a boto3 client of a service from a session."""
        config = client_config(session, self.config)
        # boto3 has one overload per service and none for a service named at run time.
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
    """The session below one or more connections, made when it is first needed.

    Clients may be shared by threads, but sessions may not: whoever makes a client from it holds the ``lock``.
    """

    def __init__(self, settings: ClientSettings) -> None:
        self.lock = threading.Lock()
        self._settings = settings

    @cached_property
    def session(self) -> boto3.Session:
        """The session; the caller's own gets the paginators and waiters of the service."""
        if self._settings.session is None:
            return new_session(self._settings.profile_name)
        install(self._settings.session)
        return self._settings.session


class Connection:
    """The boto3 clients of one client of ours: each made once, by the first thread that needs it.

    A process that was forked makes its own, since two processes must not read from one socket.

    Args:
        settings: what the clients are made from.
        given: a client for the service that the caller made; it stays the caller's to close.
        service: the service, by botocore's name.
        shared: the session of another connection, to make clients from.
        beside: a connection whose client's endpoint is called, in place of that of the settings.
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
            ConfigurationError: no client can be made from the settings, or the connection is closed.
        """
        if self._given is not None:
            return self._given
        beside = self._beside
        # Made before ours: both need the lock of the session.
        endpoint = self._settings.endpoint_url if beside is None else beside.client.meta.endpoint_url
        return self._client(self._service, endpoint)

    @property
    def s3(self) -> BaseClient:
        """The boto3 client for S3, of the same session.

        Raises:
            ConfigurationError: no client can be made from the settings, or the connection is closed.
        """
        return self._client("s3", None)

    def on_open(self, prepare: Callable[[BaseClient], None]) -> None:
        """Have something done to the service's client before its first use."""
        self._prepare.append(prepare)
        if self._given is not None:
            prepare(self._given)

    def with_config(self, config: Config) -> Connection:
        """Return a connection of the same session and preparations whose clients are configured otherwise.

        Raises:
            ConfigurationError: the client is the caller's own, which is as it is.
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

        Next to a client of the caller's own, it calls with the credentials, the Region and the Config of that client.
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
        """Release the sockets; the connection cannot be used any more."""
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
