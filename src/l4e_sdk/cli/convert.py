"""``l4e convert``: turn a plant's export into a folder that ingestion can read."""

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from l4e_sdk.cli.parameters import Component
from l4e_sdk.cli.render import plain, printer
from l4e_sdk.cli.settings import Output, settings_of

if TYPE_CHECKING:
    from l4e_sdk.data import ConvertedFile


class Dates(StrEnum):
    """The order of year, month and day in dates, or the kind of number that encodes a time."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"
    UNIX = "unix"
    UNIX_MS = "unix-ms"
    EXCEL = "excel"


class Decimal(StrEnum):
    """The decimal sign of numbers."""

    POINT = "."
    COMMA = ","


Pairs = list[str] | None
TimeColumn = Annotated[
    list[str] | None,
    typer.Option(help="Column with the time; give it twice for date and time. Default: the first column."),
]


def convert(
    ctx: typer.Context,
    export: Annotated[
        Path,
        typer.Argument(
            metavar="EXPORT", help="File to convert, or folder with a sub-folder for each machine."
        ),
    ],
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder to write; it must be missing or empty.")
    ],
    *,
    zone: Annotated[
        str | None,
        typer.Option(help="Time zone of times without a zone: UTC, Europe/Berlin."),
    ] = None,
    dates: Annotated[
        Dates,
        typer.Option(
            help="Format of dates: dmy for 31.01.2024, mdy for 1/31/2024, unix for 1706702400, unix-ms for "
            "1706702400123, excel for 45322.5."
        ),
    ] = Dates.YMD,
    decimal: Annotated[Decimal, typer.Option(help="Decimal sign.")] = Decimal.POINT,
    thousands: Annotated[
        str, typer.Option(help="Thousands separator: '.', ',', \"'\" or ' '. Default: none.")
    ] = "",
    delimiter: Annotated[
        str | None, typer.Option(help="Separator of cells. Default: detected from the header.")
    ] = None,
    encoding: Annotated[
        str, typer.Option(help="Character encoding of the files; many older systems write cp1252.")
    ] = "utf-8",
    skip_lines: Annotated[int, typer.Option(min=0, help="Number of lines above the header to skip.")] = 0,
    time_column: TimeColumn = None,
    tag_column: Annotated[
        str | None, typer.Option(help="Column with the sensor's name, for files with one reading per row.")
    ] = None,
    value_column: Annotated[
        str | None, typer.Option(help="Column with the reading, for files with --tag-column.")
    ] = None,
    tag_is_file_name: Annotated[
        bool,
        typer.Option(
            "--tag-is-file-name", help="Name the sensor after the file, for files with one sensor each."
        ),
    ] = False,
    machine_separator: Annotated[
        str | None, typer.Option(help="Separator between machine and sensor in names: '.' in pump1.speed.")
    ] = None,
    machine_column: Annotated[
        str | None, typer.Option(help="Column with the machine that a row belongs to.")
    ] = None,
    component: Component = None,
    quality_column: Annotated[
        str | None,
        typer.Option(help="Column with the quality; readings without good quality become empty cells."),
    ] = None,
    good: Annotated[
        list[str] | None,
        typer.Option(
            help="Value that means good quality; may be repeated. Default: Good, 192 and 0x000000C0."
        ),
    ] = None,
    state: Annotated[
        Pairs, typer.Option(metavar="WORD=NUMBER", help="Replace a word by a number: RUN=1; may be repeated.")
    ] = None,
    name: Annotated[
        Pairs, typer.Option(metavar="OLD=NEW", help="Rename a column or tag; may be repeated.")
    ] = None,
) -> None:
    """Convert a plant's export to files for ingestion.

    The command checks the new files. It detects UTF-16, .gz and separators. It never guesses the time zone, the order
    of dates or the decimal sign. It does not change the export. The exit code is 1 if ingestion would refuse a
    converted file.
    """
    from l4e_sdk.data import ExportFormat, check_folder, convert_export
    from l4e_sdk.data.export_format import GOOD

    written = ExportFormat(
        zone=zone,
        dates=dates.value,
        decimal=decimal.value,
        thousands=thousands,
        delimiter="\t" if delimiter in {r"\t", "tab"} else delimiter,
        encoding=encoding,
        skip_lines=skip_lines,
        time_columns=tuple(time_column or ()),
        tag_column=tag_column,
        value_column=value_column,
        tag_is_file_name=tag_is_file_name,
        machine_separator=machine_separator,
        machine_column=machine_column,
        quality_column=quality_column,
        good=tuple(good or GOOD),
        states={word: _number(text, word) for word, text in _pairs(state, "--state")},
        names=dict(_pairs(name, "--name")),
    )

    def tell(file: "ConvertedFile") -> None:
        said = f"{file.source}: {file.rows:,} rows; {'; '.join(file.remarks)}"
        typer.echo(plain(said), err=True)

    done = convert_export(export, folder, written, component=component, on_file=tell)
    report = check_folder(folder)
    if settings_of(ctx).output is Output.JSON:
        found = [asdict(finding) for finding in report]
        printer(ctx).details({"folder": str(folder), "names": done.names, "ok": report.ok, "findings": found})
    else:
        for old, new in done.names.items():
            typer.echo(plain(f"renamed {old} to {new}"))
        typer.echo(plain(f"{folder}: {report}", lines=True))
        if report.ok:
            typer.echo(plain(f"Next: l4e --local plant learn NAME {shlex.quote(str(folder))}"), err=True)
    if not report.ok:
        raise typer.Exit(1)


def _pairs(texts: Sequence[str] | None, option: str) -> list[tuple[str, str]]:
    for text in texts or ():
        if "=" not in text:
            raise typer.BadParameter(f"{text!r} has no '='.", param_hint=option)
    return [(old, new) for old, _, new in (text.rpartition("=") for text in texts or ())]


def _number(text: str, word: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a number for {word!r}.", param_hint="--state") from None
