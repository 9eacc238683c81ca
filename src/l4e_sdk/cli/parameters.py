"""Arguments and options that several commands share, with their parsers."""

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
    """Parse a duration: ``90s``, ``30m``, ``1h30m``, ``2d`` or ISO 8601.

    Raises:
        typer.BadParameter: the text cannot be parsed.
    """
    from l4e_sdk._durations import parse_duration
    from l4e_sdk.errors import InvalidValueError

    parts = _TIMEOUT.fullmatch(text)
    try:
        iso = "P{}DT{}H{}M{}S".format(*(part or 0 for part in parts.groups())) if parts else text
        length = parse_duration(iso)
    except InvalidValueError:
        raise typer.BadParameter(f"{text!r} is not a duration; write 90s, 30m, 1h30m, 2d or PT30M.") from None
    if length > _LONGEST:
        raise typer.BadParameter(f"{text!r} is more than a hundred years.")
    return length


def moment(text: str) -> datetime:
    """Parse a time in ISO 8601, with its zone.

    Raises:
        typer.BadParameter: the text is not a time, has no zone, or is outside the years 1 to 9999.
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a time; write 2024-01-31T12:00:00Z.") from None
    if read.utcoffset() is None:
        raise typer.BadParameter(f"{text!r} has no time zone; write {read.isoformat()}Z for UTC.")
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise typer.BadParameter(f"{text!r} is outside the years 1 to 9999.") from None


def day(text: str) -> date:
    """Parse a day in ISO 8601.

    Raises:
        typer.BadParameter: the text cannot be parsed.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write 2024-01-31.") from None


def tags_of(pairs: Sequence[str] | None) -> Mapping[str, str] | None:
    """Parse tags that are written as ``key=value``.

    Raises:
        typer.BadParameter: a tag has no ``=``.
    """
    for pair in pairs or ():
        if "=" not in pair:
            raise typer.BadParameter(f"{pair!r} is not a tag; write --tag key=value.")
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
NewName = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the new resource: letters, digits, '_' and '-'.")
]
VersionNumber = Annotated[int, typer.Argument(metavar="VERSION", help="Number of the version.")]
DataFolder = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="Folder with a sub-folder of CSV files for each component.")
]
Component = Annotated[
    str | None, typer.Option(help="Component of all files, for a folder without sub-folders.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Largest number of rows to list. Default: all.")]
Prefix = Annotated[str | None, typer.Option("--prefix", help="List only names that begin with this text.")]
Status = Annotated[str | None, typer.Option(help="List only items with this status.")]
Role = Annotated[
    str | None,
    typer.Option(metavar="ARN", help="IAM role with access to the buckets; an embedded engine needs none."),
]
TagPairs = Annotated[
    list[str] | None,
    typer.Option("--tag", metavar="KEY=VALUE", help="Tag of the new resource; may be repeated."),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask for confirmation.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait until the work has ended.")]
Timeout = Annotated[
    timedelta | None,
    typer.Option(parser=duration, metavar="DURATION", help="Longest wait: 90s, 30m, 1h30m, 2d."),
]
