"""``l4e env``: environment variables that make other programs call a server.

Standard output holds only lines for a shell; remarks are comments. If the output goes to a program, the remarks also go
to standard error, where a person sees them.
"""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from l4e_sdk.cli.endpoint import LOCAL_VARIABLE
from l4e_sdk.cli.server import Server
from l4e_sdk.cli.settings import settings_of
from l4e_sdk.cli.shells import Shell, detected

if TYPE_CHECKING:
    from l4e_sdk.cli.endpoint import Endpoint

DEFAULT_URL: Final = "http://127.0.0.1:8600"
PLACEHOLDER: Final = "local"
"""Access key and secret for a server that does not check signatures. SDKs send no request without credentials."""
_TRUE: Final = "true"
_CREDENTIALS: Final = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
"""Environment variables with credentials."""
_CREDENTIAL_SETTINGS: Final = (
    "aws_access_key_id",
    "credential_process",
    "login_session",
    "role_arn",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
)
"""Settings of a profile with credentials."""


def env(
    ctx: typer.Context,
    url: Annotated[
        str | None,
        typer.Argument(metavar="URL", help=f"Address of the server. Default: {DEFAULT_URL}."),
    ] = None,
    *,
    shell: Annotated[
        Shell | None,
        typer.Option(help="Shell to write for. Default: the shell in $SHELL.", case_sensitive=False),
    ] = None,
    keys: Annotated[
        bool | None,
        typer.Option(
            help="State whether the server checks signatures. Default: l4e asks the server. With --no-keys, "
            "l4e prints placeholder keys even if you have credentials."
        ),
    ] = None,
) -> None:
    """Print shell lines that point boto3, the AWS CLI and other SDKs to a server: eval "$(l4e env)"."""
    target = settings_of(ctx).target
    if target.local is not None and str(target.local) != os.environ.get(LOCAL_VARIABLE):
        raise typer.BadParameter("l4e env describes a server; omit --local.", param_hint="--local")
    server = Server.at(url or target.endpoint_url or DEFAULT_URL)
    chosen = shell or detected()
    variables, remarks = environment(server, target, keys=keys)
    lines = [chosen.assignment(name, value) for name, value in variables.items()]
    usage = chosen.usage(_command(server, target, shell, keys=keys))
    usages = [f"To set these variables, run: {usage}"] if usage else []
    typer.echo("\n".join([*map(chosen.comment, remarks), *lines, *map(chosen.comment, usages)]))
    if not sys.stdout.isatty():
        for remark in remarks:
            typer.echo(remark, err=True)


def _command(server: Server, target: Endpoint, shell: Shell | None, *, keys: bool | None) -> str:
    """Return the user's command with its options, as one line."""
    options = {"--shell": shell, "--region": target.region, "--profile": target.profile}
    words = ["l4e", "env", server.url]
    words += [word for name, value in options.items() if value for word in (name, value)]
    if keys is not None:
        words.append("--keys" if keys else "--no-keys")
    return shlex.join(words)


def environment(
    server: Server, target: Endpoint, *, keys: bool | None = None
) -> tuple[dict[str, str], list[str]]:
    """Return the variables that a caller of a server needs, and remarks for the user.

    Args:
        server: the server to call.
        target: the global options; only Region and profile matter here.
        keys: whether the server checks signatures; None asks the server.

    Raises:
        ConfigurationError: the AWS configuration files do not have the profile, or cannot be read.
    """
    region, has_credentials = _configured(target)
    variables = {
        "AWS_ENDPOINT_URL_LOOKOUTEQUIPMENT": server.url,
        "AWS_ENDPOINT_URL_L4E": server.url,
        "AWS_DEFAULT_REGION": region,
        "AWS_REGION": region,
        "AWS_DATA_PATH": data_path(os.environ.get("AWS_DATA_PATH", "")),
    }
    if target.profile:
        variables["AWS_PROFILE"] = target.profile
    found, remarks = _keys(server, keys=keys, has_credentials=has_credentials)
    variables |= found | server.past_proxies()
    return variables, remarks + _overrides()


def data_path(known: str) -> str:
    """Return botocore's search path: this package's data directory, then the known directories."""
    from l4e_sdk._botocore_data import DATA_DIR

    ours = str(DATA_DIR)
    return os.pathsep.join([ours, *(each for each in known.split(os.pathsep) if each not in ("", ours))])


def _keys(server: Server, *, keys: bool | None, has_credentials: bool) -> tuple[dict[str, str], list[str]]:
    """Return the variables with credentials, and remarks."""
    placeholders = {"AWS_ACCESS_KEY_ID": PLACEHOLDER, "AWS_SECRET_ACCESS_KEY": PLACEHOLDER}
    if keys is False:
        return placeholders, []
    checks = server.checks_signatures() if keys is None else keys
    remarks = []
    if checks is None:
        checks = not server.is_here  # a server without keys accepts calls from its own machine only
        remarks.append(
            "l4e could not ask the server whether it checks signatures, and assumes that it "
            f"{'does' if checks else 'does not'}. To decide yourself, pass --keys or --no-keys."
        )
    if checks:
        remarks.append(
            "The server checks signatures. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, "
            "to keys that the server knows."
        )
    elif has_credentials:
        remarks.append("The server does not check signatures. Your existing credentials stay in use.")
    else:
        return placeholders, remarks
    return {}, remarks


def _overrides() -> list[str]:
    """Return a remark for each environment variable that overrides one of the printed variables."""
    remarks = []
    if os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == _TRUE:
        remarks.append(
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true, so SDKs ignore these addresses. Unset it."
        )
    if os.environ.get(LOCAL_VARIABLE):
        remarks.append(
            f"{LOCAL_VARIABLE} is set, so the command l4e uses that folder instead of this server."
        )
    return remarks


def _configured(target: Endpoint) -> tuple[str, bool]:
    """Return the Region, and whether there are credentials. This reads files and sends nothing."""
    import boto3
    import botocore.session
    from botocore.exceptions import BotoCoreError

    from l4e_sdk._calls.session import configuration_error, default_region

    try:
        core = botocore.session.Session(profile=target.profile)
        region = target.region or default_region(boto3.Session(botocore_session=core))
        profile = core.get_scoped_config()
    except BotoCoreError as error:
        raise configuration_error(error) from error
    given = any(os.environ.get(name) for name in _CREDENTIALS)
    return region or "us-east-1", given or any(name in profile for name in _CREDENTIAL_SETTINGS)
