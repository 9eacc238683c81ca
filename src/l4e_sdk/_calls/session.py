"""Sessions that know the service with every version of botocore.

botocore never had paginators or waiters for Lookout for Equipment, and it removes services that have ended. Sessions
from this module also search this package's data directory, so they have the paginators and waiters and still know the
service. If botocore has files of its own, they take precedence.
"""

from __future__ import annotations

import copy
import os
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import NoCredentialsError, NoRegionError, ProfileNotFound
from botocore.loaders import Loader

from l4e_sdk._botocore_data import DATA_DIR
from l4e_sdk._version import __version__
from l4e_sdk.errors import ConfigurationError, InvalidValueError

if TYPE_CHECKING:
    from typing import TypeAlias

    from botocore.client import BaseClient
    from botocore.credentials import Credentials
    from botocore.loaders import JSONFileLoader

    AnySession: TypeAlias = boto3.Session | botocore.session.Session

_CONNECT: Final = 10
"""Default timeout of a connection, in seconds."""
_REMEDIES: dict[type[Exception], str] = {
    NoCredentialsError: (
        "Name a profile with profile_name=, hand over a session=, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
        "or run 'aws configure'."
    ),
    ValueError: "Write an endpoint with its scheme, as in http://127.0.0.1:8600.",
    NoRegionError: "Pass region_name=, set AWS_REGION or AWS_DEFAULT_REGION, or give the profile a region.",
    ProfileNotFound: "Pass profile_name= with a profile of ~/.aws/config or ~/.aws/credentials, or unset AWS_PROFILE.",
}


def install(session: AnySession) -> None:
    """Make a boto3 or botocore session know the service, its paginators and its waiters.

    Clients that the session creates afterwards have ``get_paginator("list_models")``, ``get_waiter("model_success")``
    and so on, even if the installed botocore no longer knows Lookout for Equipment. Other services do not change. You
    may call ``install`` more than once.

    Args:
        session: a ``boto3.Session`` or a botocore session.
    """
    core = _core(session)
    known: Loader = core.get_component("data_loader")
    if str(DATA_DIR) in known.search_paths:
        return
    # A loader caches the list of services from its first client on. Only a new loader reads the directories again.
    core.register_component("data_loader", _loader(known.file_loader, tuple(known.search_paths)))


def new_session(profile_name: str | None = None) -> boto3.Session:
    """Make a private session that knows the service."""
    return _own(botocore.session.Session(profile=profile_name))


def session_like(client: BaseClient) -> boto3.Session:
    """Make a session that knows the services, with the credentials of a boto3 client, which may renew themselves."""
    core = botocore.session.Session()
    core.register_component("credential_provider", _Credentials(client))
    return _own(core)


class _Credentials:
    """A provider of a client's credentials; without credentials for a client that does not sign."""

    def __init__(self, client: BaseClient) -> None:
        self._client = client

    def load_credentials(self) -> Credentials | None:
        """Return the credentials; botocore asks at the first request."""
        # boto3 reads its clients' credentials in the same way; there is no public method.
        found: Credentials | None = self._client._get_credentials()  # type: ignore[attr-defined]  # noqa: SLF001
        return found


def offline_session() -> boto3.Session:
    """Make a session that reads none of the machine's AWS profiles, for an embedded engine."""
    nothing = (None, None, os.devnull, None)
    variables = {"profile": (None, None, None, None), "config_file": nothing, "credentials_file": nothing}
    return _own(botocore.session.Session(session_vars=variables))


def _own(core: botocore.session.Session) -> boto3.Session:
    """Give a private session the service descriptions that the process has already read.

    Reading them takes more than half of the start-up time of a first client. No code changes them, so sessions can
    share them.
    """
    known: Loader = core.get_component("data_loader")
    core.register_component("data_loader", _shared_loader(tuple(known.search_paths)))
    return boto3.Session(botocore_session=core)


@cache
def _shared_loader(search_paths: tuple[str, ...]) -> Loader:
    return _loader(None, search_paths)


def _loader(file_loader: JSONFileLoader | None, search_paths: tuple[str, ...]) -> Loader:
    loader = Loader(file_loader=file_loader, include_default_search_paths=False)
    loader.search_paths.extend([*search_paths, str(DATA_DIR)])
    return loader


def default_region(session: boto3.Session) -> str | None:
    """Return the Region for a client that names none.

    The first of these that is set: the session's Region, the Region of the session's profile, ``AWS_REGION`` as in
    other SDKs, boto3's ``AWS_DEFAULT_REGION``, and the Region of the default profile.
    """
    core = _core(session)
    chosen = core.instance_variables()
    profile = core.get_scoped_config() if "profile" in chosen else {}
    return (
        chosen.get("region")
        or profile.get("region")
        or os.environ.get("AWS_REGION")
        or core.get_config_variable("region")
    )


def client_config(session: boto3.Session, wishes: Config | None = None) -> Config:
    """Return the configuration of a client: retries, timeouts and user agent.

    The caller's settings override the session's, and the session's override the defaults: ten seconds for a connection,
    sixty for an answer, six attempts in standard mode. Retry settings in the environment or profile also override the
    defaults.
    """
    core = _core(session)
    # A deep copy, because botocore changes the retries of the Config that it gets.
    default: Config | None = core.get_default_client_config()
    theirs = copy.deepcopy((default or Config()).merge(wishes or Config()))
    ours = Config(connect_timeout=_CONNECT, read_timeout=60)
    if not _retries_are_set(core):
        ours = ours.merge(Config(retries={"mode": "standard", "total_max_attempts": 6}))
    agents = " ".join(filter(None, [f"l4e-sdk/{__version__}", getattr(theirs, "user_agent_extra", None)]))
    return ours.merge(theirs).merge(Config(user_agent_extra=agents))


def adjusted(
    config: Config | None,
    wishes: Config | None = None,
    *,
    timeout: timedelta | float | None = None,
    attempts: int | None = None,
) -> Config:
    """Return a Config with other settings, which override the existing ones.

    Args:
        config: the existing settings.
        wishes: the settings that override them.
        timeout: longest wait for data of an answer, and for a connection, in each attempt.
        attempts: the number of attempts, including the first.

    Raises:
        InvalidValueError: the timeout or the number of attempts is out of range.
    """
    new = copy.deepcopy((config or Config()).merge(wishes or Config()))
    if timeout is not None:
        seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout
        if not seconds > 0:
            raise InvalidValueError(
                f"timeout={timeout} leaves no time; pass seconds or a timedelta above zero."
            )
        new = new.merge(Config(connect_timeout=min(seconds, _CONNECT), read_timeout=seconds))
    if attempts is not None:
        if attempts < 1:
            raise InvalidValueError(f"attempts={attempts} is below 1; the first attempt counts.")
        mode = (getattr(new, "retries", None) or {}).get("mode", "standard")
        new = new.merge(Config(retries={"mode": mode, "total_max_attempts": attempts}))
    return new


def configuration_error(cause: Exception) -> ConfigurationError:
    """Convert botocore's error about settings to an error with the remedy."""
    remedy = _REMEDIES.get(type(cause))
    return ConfigurationError(f"{str(cause).rstrip('.')}. {remedy}" if remedy else str(cause))


def _retries_are_set(core: botocore.session.Session) -> bool:
    profile = core.get_scoped_config()
    in_environment = {"AWS_RETRY_MODE", "AWS_MAX_ATTEMPTS"} & os.environ.keys()
    return bool(in_environment) or "retry_mode" in profile or "max_attempts" in profile


def _core(session: AnySession) -> botocore.session.Session:
    if isinstance(session, botocore.session.Session):
        return session
    return session._session  # noqa: SLF001 - boto3 has no other way to the botocore session below its own
