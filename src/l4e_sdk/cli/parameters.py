"""Arguments and options that several commands share, and how their text is read."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from l4e_sdk.cli.completion import names_of

_TIMEOUT: Final = re.compile(r"(?=.)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII | re.IGNORECASE)
_LONGEST: Final = timedelta(days=36_500)


def duration(text: str) -> timedelta:
    """Read a length of time: ``90s``, ``30m``, ``1h30m``, ``2d`` or ISO 8601.

    Raises:
        typer.BadParameter: it is none.
    """
    from l4e_sdk._durations import parse_duration
    from l4e_sdk.errors import InvalidValueError

    parts = _TIMEOUT.fullmatch(text)
    try:
        iso = "P{}DT{}H{}M{}S".format(*(part or 0 for part in parts.groups())) if parts else text
        length = parse_duration(iso)
    except InvalidValueError:
        raise typer.BadParameter(
            f"{text!r} is no length of time; write 90s, 30m, 1h30m, 2d or PT30M."
        ) from None
    if length > _LONGEST:
        raise typer.BadParameter(f"{text!r} is more than a hundred years.")
    return length


def moment(text: str) -> datetime:
    """Read a moment in ISO 8601, with its zone.

    Raises:
        typer.BadParameter: it is none, or has no zone.
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no moment; write 2024-01-31T12:00:00Z.") from None
    if read.utcoffset() is None:
        raise typer.BadParameter(f"{text!r} has no time zone; write {read.isoformat()}Z for UTC.")
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise typer.BadParameter(f"{text!r} is outside of the years 1 to 9999.") from None


def day(text: str) -> date:
    """Read a day in ISO 8601.

    Raises:
        typer.BadParameter: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write 2024-01-31.") from None


def tags_of(pairs: Sequence[str] | None) -> Mapping[str, str] | None:
    """Read tags that are given as ``key=value``.

    Raises:
        typer.BadParameter: one has no ``=``.
    """
    for pair in pairs or ():
        if "=" not in pair:
            raise typer.BadParameter(f"{pair!r} is no tag; write --tag key=value.")
    return {key: value for key, _, value in (pair.partition("=") for pair in pairs)} if pairs else None


DatasetName = Annotated[str, typer.Argument(metavar="DATASET", autocompletion=names_of("datasets"))]
ModelName = Annotated[str, typer.Argument(metavar="MODEL", autocompletion=names_of("models"))]
SchedulerName = Annotated[
    str, typer.Argument(metavar="SCHEDULER", autocompletion=names_of("inference_schedulers"))
]
RetrainedModel = Annotated[
    str, typer.Argument(metavar="MODEL", autocompletion=names_of("retraining_schedulers"))
]
GroupName = Annotated[str, typer.Argument(metavar="GROUP", autocompletion=names_of("label_groups"))]
JobId = Annotated[str, typer.Argument(metavar="JOB", autocompletion=names_of("ingestion_jobs"))]
NewName = Annotated[str, typer.Argument(metavar="NAME", help="Its name: letters, digits, '_' and '-'.")]
VersionNumber = Annotated[int, typer.Argument(metavar="VERSION", help="Number of the version.")]
DataFolder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="One sub-folder of CSV files for each component.")
]
Component = Annotated[
    str | None, typer.Option(help="The component, if the folder has its files and no sub-folders.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Show no more than so many.")]
Prefix = Annotated[str | None, typer.Option("--prefix", help="Only those whose name begins so.")]
Status = Annotated[str | None, typer.Option(help="Only those in this state.")]
Role = Annotated[
    str | None,
    typer.Option(
        metavar="ARN", help="IAM role that may read and write the buckets; an embedded engine needs none."
    ),
]
TagPairs = Annotated[
    list[str] | None, typer.Option("--tag", metavar="KEY=VALUE", help="A tag; may be repeated.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Wait = Annotated[bool, typer.Option("--wait", help="Return when it has come to rest.")]
Timeout = Annotated[
    timedelta | None,
    typer.Option(parser=duration, metavar="DURATION", help="How long to wait: 90s, 30m, 1h30m, 2d."),
]
