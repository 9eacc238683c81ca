"""``LookoutEquipment``: the 49 operations, the collections of resources, and the embedded engine."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Generic, TypeVar, cast

import botocore
from botocore.config import Config

from l4e_sdk._botocore_data import EXTENSION, SERVICE
from l4e_sdk._calls.connection import ClientSettings, Connection
from l4e_sdk._calls.objects import S3Objects
from l4e_sdk._calls.session import adjusted, offline_session
from l4e_sdk._clock import SystemClock
from l4e_sdk._operations import Operations
from l4e_sdk._operations.extension import ExtensionOperations
from l4e_sdk.errors import ConfigurationError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    import boto3
    from botocore.client import BaseClient

    from l4e_sdk._calls.objects import ObjectStore
    from l4e_sdk._clock import Clock
    from l4e_sdk._resources import (
        Datasets,
        InferenceSchedulers,
        IngestionJobs,
        LabelGroups,
        Models,
        RetrainingSchedulers,
    )
    from l4e_sdk.local import EngineSettings, LocalEngine

if TYPE_CHECKING:
    from typing_extensions import TypeVar as TypeVarWithDefault

    # The type of `engine`: `LocalEngine` for a client from `local()`, otherwise `LocalEngine | None`.
    E_co = TypeVarWithDefault(
        "E_co", bound="LocalEngine | None", default="LocalEngine | None", covariant=True
    )
else:
    E_co = TypeVar("E_co", covariant=True)  # importing typing_extensions would make every client slower

_NOWHERE = "http://l4e.local"
"""The address of an embedded engine. The engine answers requests before they are sent."""


class LookoutEquipment(Operations, Generic[E_co]):
    """A client for Amazon Lookout for Equipment, or for any endpoint that speaks its API.

    The constructor reads no files and sends nothing; the boto3 client is created on first use. Threads may share a
    client. A client pickles as its settings, unless you passed a session or a boto3 client that does not pickle.

        with LookoutEquipment.local("./plant") as client:
            for model in client.models.list():
                print(model.name, model.status)

    Args:
        region_name: the Region. Default: the Region of the session or profile, ``AWS_REGION`` or
            ``AWS_DEFAULT_REGION``.
        endpoint_url: the endpoint to call. Default: AWS's own.
        profile_name: a profile of the AWS configuration files.
        session: the session that makes boto3 clients. It gets the paginators and waiters of this service.
        config: overrides the defaults of this package: six attempts, 10 seconds to connect, 60 seconds for an answer.
        verify: whether to check certificates, or the path of a file of trusted certificates.
        aws_access_key_id: access key; overrides the credentials of the session.
        aws_secret_access_key: secret of the access key.
        aws_session_token: session token of temporary credentials.
        boto3_client: an existing boto3 client, which is used unchanged. It excludes all other settings except
            ``clock``.
        clock: the clock that waits measure and sleep with.

    Raises:
        ConfigurationError: the settings exclude each other.
    """

    def __init__(
        self,
        *,
        region_name: str | None = None,
        endpoint_url: str | None = None,
        profile_name: str | None = None,
        session: boto3.Session | None = None,
        config: Config | None = None,
        verify: bool | str | None = None,
        aws_access_key_id: str | None = None,
        aws_secret_access_key: str | None = None,
        aws_session_token: str | None = None,
        boto3_client: BaseClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        settings = ClientSettings(
            region_name=region_name,
            endpoint_url=endpoint_url,
            profile_name=profile_name,
            session=session,
            config=config,
            verify=verify,
            aws_access_key_id=aws_access_key_id,
            aws_secret_access_key=aws_secret_access_key,
            aws_session_token=aws_session_token,
        )
        self._settings = settings if boto3_client is None else _settings_of(boto3_client, settings)
        super().__init__(Connection(self._settings, given=boto3_client))
        self._beside = self._connection.for_service(EXTENSION)
        self._extension = ExtensionOperations(self._beside)
        self._clock = clock or SystemClock()
        self._engine: LocalEngine | None = None
        self._owns_engine = False
        self._recipe: Callable[[], LookoutEquipment] | None = None
        if session is None and boto3_client is None:
            self._recipe = partial(_remade, type(self), settings, clock)

    @classmethod
    def local(
        cls,
        folder: str | Path | None = None,
        *,
        region_name: str | None = None,
        clock: Clock | None = None,
        settings: EngineSettings | None = None,
    ) -> LookoutEquipment[LocalEngine]:
        """Make a client with an embedded engine: the whole service in this process, without a network.

        Args:
            folder: the folder of the engine's state, created if missing. With None, ``close`` deletes the state.
            region_name: the Region in ARNs. Default: the Region of the settings, which is ``us-east-1``.
            clock: the clock of the engine and of waits. A ``VirtualClock`` runs years of schedules without waiting.
            settings: account, quotas and worker processes of the engine.

        Raises:
            MissingExtraError: the engine's requirements are not installed.
        """
        try:
            from l4e_sdk.local import EngineSettings, LocalEngine, connect
        except MissingExtraError as error:
            raise MissingExtraError(error.extra, "LookoutEquipment.local()") from error
        chosen = settings or EngineSettings()
        chosen = replace(chosen, region=region_name or chosen.region)
        engine = LocalEngine(folder, clock=clock, settings=chosen)
        client = cls(
            region_name=chosen.region,
            endpoint_url=_NOWHERE,
            session=offline_session(),
            config=_offline(),
            clock=engine.clock,
        )
        for connection in (client._connection, client._beside):
            connection.on_open(partial(connect, engine=engine))
        client._engine, client._owns_engine = engine, True
        client._recipe = None if folder is None else partial(cls.local, folder, clock=clock, settings=chosen)
        return cast("LookoutEquipment[LocalEngine]", client)

    def with_options(
        self,
        *,
        timeout: timedelta | float | None = None,
        attempts: int | None = None,
        config: Config | None = None,
    ) -> Self:
        """Return a client with other call settings, and the same session, engine and clock.

        The new client is cheap, so you may make one for a single call. Each client has its own sockets. Closing the new
        client leaves this one and its engine open.

            client.with_options(timeout=5, attempts=1).describe_model(model_name="pump")

        Args:
            timeout: longest wait for an answer in each attempt, in seconds or as a ``timedelta``. A connection may take
                as long, and at most 10 seconds.
            attempts: the number of attempts of each call, including the first.
            config: any other settings of botocore.

        Raises:
            ConfigurationError: the client uses a boto3 client that you passed in, which cannot be changed.
            InvalidValueError: the timeout or the number of attempts is out of range.
        """
        wanted = adjusted(self._settings.config, config, timeout=timeout, attempts=attempts)
        other = object.__new__(type(self))
        # Public names in ``__dict__`` are cached collections, which belong to this client.
        vars(other).update({name: value for name, value in vars(self).items() if name.startswith("_")})
        other._settings = replace(self._settings, config=wanted)
        other._connection = self._connection.with_config(wanted)
        other._beside = other._connection.for_service(EXTENSION)
        other._extension = ExtensionOperations(other._beside)
        other._owns_engine = False
        if self._recipe is not None and self._engine is None:
            other._recipe = partial(_remade, type(self), other._settings, self._clock)
        return other

    @property
    def boto3_extension(self) -> BaseClient:
        """The boto3 client of the extension service ``l4e``: operations that AWS never had, such as ``retrain_model``.

        It is created on first use. It calls the endpoint of ``boto3`` with the same Region and credentials.

        Raises:
            ConfigurationError: the settings are not sufficient for a client, for example without a Region.
        """
        return self._extension.boto3

    @property
    def engine(self) -> E_co:
        """The engine that answers this client. None if the client calls a remote endpoint."""
        return cast("E_co", self._engine)

    @property
    def clock(self) -> Clock:
        """The clock that waits use: the engine's clock, if there is an engine."""
        return self._clock

    @cached_property
    def objects(self) -> ObjectStore:
        """The object store behind ``s3://``: the embedded engine's folder, or S3 with the same session."""
        if self._engine is not None:
            return self._engine.objects
        return S3Objects(lambda: self._connection.s3)

    @cached_property
    def datasets(self) -> Datasets:
        """The datasets of the account."""
        from l4e_sdk._resources import Datasets

        return Datasets(self)

    @cached_property
    def ingestion_jobs(self) -> IngestionJobs:
        """The data ingestion jobs of all datasets."""
        from l4e_sdk._resources import IngestionJobs

        return IngestionJobs(self)

    @cached_property
    def models(self) -> Models:
        """The models of the account."""
        from l4e_sdk._resources import Models

        return Models(self)

    @cached_property
    def inference_schedulers(self) -> InferenceSchedulers:
        """The inference schedulers of the account."""
        from l4e_sdk._resources import InferenceSchedulers

        return InferenceSchedulers(self)

    @cached_property
    def retraining_schedulers(self) -> RetrainingSchedulers:
        """The retraining schedulers of all models."""
        from l4e_sdk._resources import RetrainingSchedulers

        return RetrainingSchedulers(self)

    @cached_property
    def label_groups(self) -> LabelGroups:
        """The label groups of the account."""
        from l4e_sdk._resources import LabelGroups

        return LabelGroups(self)

    def close(self) -> None:
        """Close the client's sockets and its embedded engine. A boto3 client that you passed in stays open."""
        self._beside.close()
        self._connection.close()
        if self._engine is not None and self._owns_engine:
            self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._engine is not None:
            return f"{type(self).__name__}.local({str(self._engine.folder)!r})"
        named = ("region_name", "endpoint_url", "profile_name")
        shown = [f"{name}={value!r}" for name in named if (value := getattr(self._settings, name))]
        return f"{type(self).__name__}({', '.join(shown)})"

    def __reduce__(self) -> tuple[Callable[[], LookoutEquipment], tuple[()]]:
        if self._recipe is None:
            raise ConfigurationError(
                f"{self!r} cannot be pickled: a session, a boto3 client or a temporary engine exists in this process "
                "only. Make the client from region_name=, profile_name= and endpoint_url=, or with a folder."
            )
        return self._recipe, ()


def _remade(kind: type[LookoutEquipment], settings: ClientSettings, clock: Clock | None) -> LookoutEquipment:
    return kind(**{name: getattr(settings, name) for name in settings.__slots__}, clock=clock)


def _offline() -> Config:
    """Return a Config for an engine in this process: no credentials, no retries, nothing from the environment."""
    return Config(
        signature_version=botocore.UNSIGNED,
        retries={"mode": "standard", "total_max_attempts": 1},
        use_fips_endpoint=False,
        use_dualstack_endpoint=False,
        defaults_mode="legacy",  # type: ignore[arg-type]  # a word, whatever the stubs say
    )


def _settings_of(client: BaseClient, others: ClientSettings) -> ClientSettings:
    if others != ClientSettings():
        raise ConfigurationError("boto3_client= brings its own settings; pass it, or the others, not both.")
    service = client.meta.service_model.service_name
    if service != SERVICE:
        raise ConfigurationError(f"boto3_client= is a client for {service}; pass one for {SERVICE}.")
    return ClientSettings(region_name=client.meta.region_name, endpoint_url=client.meta.endpoint_url)
