"""Sessions that know the service, whatever botocore is installed.

botocore never had paginators or waiters for Lookout for Equipment, and it drops services that ended. A session whose
loader also searches this package's data directory has the former and survives the latter; botocore's own files, where
it has them, come first.
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
"""Seconds that a client waits for a connection, unless it is told otherwise."""
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
    """Give a session of your own the service with its paginators and waiters.

    Clients that the session makes from now on have ``get_paginator("list_models")``, ``get_waiter("model_success")``
    and so on, also when the installed botocore does not know Lookout for Equipment any more. Other services are not
    affected, and installing twice does no harm.

    Args:
        session: a ``boto3.Session`` or a botocore session.
    """
    core = _core(session)
    known: Loader = core.get_component("data_loader")
    if str(DATA_DIR) in known.search_paths:
        return
    # A loader remembers which services exist from its first client on; only a new one looks again.
    core.register_component("data_loader", _loader(known.file_loader, tuple(known.search_paths)))


def new_session(profile_name: str | None = None) -> boto3.Session:
    """Make a session that is nobody else's and knows the service."""
    return _own(botocore.session.Session(profile=profile_name))


def session_like(client: BaseClient) -> boto3.Session:
    """Make a session that has the credentials of a boto3 client, which may renew themselves, and knows the services."""
    core = botocore.session.Session()
    core.register_component("credential_provider", _Credentials(client))
    return _own(core)


class _Credentials:
    """A provider of the credentials that a client signs with; none for one that does not sign."""

    def __init__(self, client: BaseClient) -> None:
        self._client = client

    def load_credentials(self) -> Credentials | None:
        """Return the credentials; botocore asks at the first request."""
        # boto3 asks its clients in the same way; there is no public one.
        found: Credentials | None = self._client._get_credentials()  # type: ignore[attr-defined]  # noqa: SLF001
        return found


def offline_session() -> boto3.Session:
    """Make a session that takes nothing from the machine's AWS profiles, for an engine in this process."""
    nothing = (None, None, os.devnull, None)
    variables = {"profile": (None, None, None, None), "config_file": nothing, "credentials_file": nothing}
    return _own(botocore.session.Session(session_vars=variables))


def _own(core: botocore.session.Session) -> boto3.Session:
    """Give a session that only this package uses the descriptions that the process has read already.

    Reading them takes more than half of the time that a first client needs. Nothing writes to them, so sessions share them.
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
    """Return the region for a client that names none.

    What was chosen in code goes first: the session's own region, then that of the profile it was made with. The
    environment is next, with ``AWS_REGION`` as in other SDKs before boto3's ``AWS_DEFAULT_REGION``; the default
    profile is last.
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
    """Return how a client retries, waits for answers and introduces itself.

    Wishes of the caller go before the session's, and those before ours: ten seconds for a connection, sixty for an
    answer, six attempts in standard mode. Retry settings in the environment or the profile also go before ours.
    """
    core = _core(session)
    # Deep, because botocore writes into the retries of the Config that it is given.
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
    """Return a Config with other wishes in it, which go before what it says.

    Args:
        config: what was wished for so far.
        wishes: what else is wished for.
        timeout: how long to wait for the data of an answer, and at most for a connection, at each attempt.
        attempts: how often to try, the first time included.

    Raises:
        InvalidValueError: the timeout or the attempts are none.
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
    """Return what botocore has to say about settings, with the remedy."""
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
