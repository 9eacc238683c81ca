"""``l4e serve``: the engine on a port, for clients in any language."""

import logging
import shlex
from pathlib import Path
from typing import Annotated

import typer

from l4e_sdk.cli.missing import needs_the_engine
from l4e_sdk.cli.settings import settings_of
from l4e_sdk.cli.shells import detected


def serve(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of the engine. Default: the folder of --local.")
    ] = None,
    *,
    host: Annotated[
        str, typer.Option(help="Address to listen on. An address that other machines can reach needs --keys.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks a free port.")
    ] = 8600,
    keys: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="File with the access keys that callers may sign with.",
        ),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Number of processes that answer requests.")] = 1,
    jobs: Annotated[int, typer.Option(min=1, help="Number of processes that ingest and train.")] = 2,
    state_page: Annotated[
        bool | None,
        typer.Option(
            help="Show the contents of the engine at GET /state, to callers on this machine. Default: only without "
            "--keys."
        ),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORIGIN",
            help="Origin whose web pages may call, such as http://localhost:3000. Repeat it for more.",
        ),
    ] = None,
    quotas: Annotated[
        str | None,
        typer.Option(
            metavar="QUOTAS",
            help="Quotas: 'aws' for AWS's, or name=number for single ones, such as datasets=20000,pending_models=10.",
        ),
    ] = None,
    retention: Annotated[
        str | None,
        typer.Option(
            metavar="RETENTION",
            help="How long to keep data of inference: executions, results, accumulated, such as "
            "executions=P30D,results=P90D. Default: executions=P400D, all else for ever.",
        ),
    ] = None,
    account: Annotated[str, typer.Option(help="AWS account in ARNs, twelve digits.")] = "000000000000",
    s3: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="S3 endpoint that holds the sensor data, in place of the folder. Credentials come from the "
            "environment or from --profile.",
        ),
    ] = None,
) -> None:
    """Serve the API over HTTP until Ctrl-C or SIGTERM. --region is the Region in ARNs. Default: us-east-1."""
    target = settings_of(ctx).target
    place = folder or target.local
    if place is None:
        raise typer.BadParameter("name the engine's folder: l4e serve FOLDER", param_hint="FOLDER")
    with needs_the_engine("l4e serve"):
        from l4e_sdk.local import EngineSettings, Quotas, Retention, S3Settings
        from l4e_sdk.local.http import ServerSettings, load_keys
        from l4e_sdk.local.http import serve as listen
    known = load_keys(keys) if keys else ()
    settings = ServerSettings(
        host=host,
        port=port,
        keys=known,
        workers=workers,
        state_page=state_page,
        allow_origins=tuple(allow_origin or ()),
    )
    region = target.region or "us-east-1"
    buckets = S3Settings(endpoint_url=s3, region=region, profile=target.profile) if s3 else None
    limits = Quotas.parse(quotas) if quotas else Quotas()
    kept = Retention.parse(retention) if retention else Retention()
    engine = EngineSettings(
        account=account, region=region, workers=jobs, s3=buckets, quotas=limits, retention=kept
    )

    def tell(url: str) -> None:
        typer.echo(f"Serving {place} at {url} until Ctrl-C. In another terminal:\n")
        typer.echo(f"  {_usage(url, target.region)}\n")
        if keys:
            file = shlex.quote(str(keys.absolute()))
            typer.echo("The server checks signatures. The other terminal also needs one of its keys:\n")
            typer.echo(f"  export AWS_SHARED_CREDENTIALS_FILE={file} AWS_PROFILE=...\n")
        typer.echo(f"For programs that ignore these variables, pass the address: --endpoint-url {url}\n")

    _log_requests()
    listen(place, settings, engine, on_ready=tell)


def _usage(url: str, region: str | None) -> str:
    """Return the line that points the programs of a terminal to the server."""
    from l4e_sdk.errors import InvalidValueError

    command = " ".join(["l4e env", url, *(["--region", region] if region else [])])
    try:
        usage = detected().usage(command)
    except InvalidValueError:  # an unknown shell; the command then asks for --shell
        usage = None
    return usage or command


def _log_requests() -> None:
    """Print the access log to stderr, unless --verbose already logs more."""
    logging.basicConfig(format="%(asctime)s %(message)s")
    logger = logging.getLogger("l4e_sdk")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.INFO)
