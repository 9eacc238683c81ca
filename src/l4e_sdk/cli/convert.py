"""``l4e convert``: a plant's export becomes a folder that ingestion reads."""

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
    """Which of year, month and day comes first, second and last; or as which number a time is written."""

    YMD = "ymd"
    DMY = "dmy"
    MDY = "mdy"
    UNIX = "unix"
    UNIX_MS = "unix-ms"
    EXCEL = "excel"


class Decimal(StrEnum):
    """The sign before the fraction of a number."""

    POINT = "."
    COMMA = ","


Pairs = list[str] | None
TimeColumn = Annotated[
    list[str] | None,
    typer.Option(help="Column with the time, or twice: date and time; the first column unless given."),
]


def convert(
    ctx: typer.Context,
    export: Annotated[
        Path, typer.Argument(metavar="EXPORT", help="A file, or a folder with a sub-folder for each machine.")
    ],
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder to make; it must be missing or empty.")
    ],
    *,
    zone: Annotated[
        str | None,
        typer.Option(help="Where clocks are that wrote times without a zone: UTC, Europe/Berlin."),
    ] = None,
    dates: Annotated[
        Dates,
        typer.Option(
            help="dmy for 31.01.2024, mdy for 1/31/2024, unix for 1706702400, unix-ms for 1706702400123, excel for "
            "45322.5."
        ),
    ] = Dates.YMD,
    decimal: Annotated[Decimal, typer.Option(help="The sign before the fraction.")] = Decimal.POINT,
    thousands: Annotated[str, typer.Option(help="The sign between thousands: '.', ',', \"'\" or ' '.")] = "",
    delimiter: Annotated[
        str | None, typer.Option(help="What is between cells; the header tells unless given.")
    ] = None,
    encoding: Annotated[str, typer.Option(help="cp1252 in many older systems.")] = "utf-8",
    skip_lines: Annotated[int, typer.Option(min=0, help="Lines above the header.")] = 0,
    time_column: TimeColumn = None,
    tag_column: Annotated[
        str | None, typer.Option(help="Column with the sensor's name, if each row has one reading.")
    ] = None,
    value_column: Annotated[str | None, typer.Option(help="Column with the reading then.")] = None,
    tag_is_file_name: Annotated[
        bool, typer.Option("--tag-is-file-name", help="Each file has one sensor, with the file's name.")
    ] = False,
    machine_separator: Annotated[
        str | None, typer.Option(help="What parts machine and sensor in names: '.' in pump1.speed.")
    ] = None,
    machine_column: Annotated[
        str | None, typer.Option(help="Column with the name of the row's machine.")
    ] = None,
    component: Component = None,
    quality_column: Annotated[
        str | None, typer.Option(help="Column with the quality; readings that are not good become empty.")
    ] = None,
    good: Annotated[
        list[str] | None,
        typer.Option(help="A good quality; Good, 192 and 0x000000C0 unless given; may be repeated."),
    ] = None,
    state: Annotated[
        Pairs, typer.Option(metavar="WORD=NUMBER", help="A number for a word: RUN=1; may be repeated.")
    ] = None,
    name: Annotated[
        Pairs, typer.Option(metavar="OLD=NEW", help="A new name for a column or tag; may be repeated.")
    ] = None,
) -> None:
    """Turn a plant's export into files that are ingested. They are checked, too.

    UTF-16, .gz and separators are found out; zone, order of dates and decimal sign are never guessed. The export stays
    as it is. The exit code is 1 if files were made that ingestion would refuse.
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
            typer.echo(plain(f"{old} is now called {new}"))
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
        raise typer.BadParameter(f"{text!r} is no number for {word!r}.", param_hint="--state") from None
