"""Notices and operating points of versions, for commands that show a model or a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from l4e_sdk.cli.render import plain, printer
from l4e_sdk.cli.settings import Output, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from l4e_sdk._resources import ModelVersion
    from l4e_sdk.views import Notice, OperatingPoint

_COLUMNS = {"notice": "kind", "sensor": "sensor", "start": "start_time", "end": "end_time", "text": "text"}


def show_with_findings(ctx: typer.Context, document: dict[str, object], version: ModelVersion | None) -> None:
    """Write a model or a version with the operating point and the notices of a version.

    Args:
        ctx: the command's context.
        document: the description of the model or the version.
        version: the version to describe; None if the model has no active version.
    """
    point, notices = (None, None) if version is None else (_point(version), notices_of(version))
    if settings_of(ctx).output is Output.JSON:
        found = {"operating_point": point and point.to_dict(), "notices": notices and _listed(notices)}
        printer(ctx).details(document | {name: each for name, each in found.items() if each is not None})
        return
    printer(ctx).details(document | {"operating_point": point and _sentence(point)})
    if notices:
        typer.echo()
        printer(ctx).listing(_listed(notices), _COLUMNS)


def notices_of(version: ModelVersion) -> tuple[Notice, ...] | None:
    """Return the notices of a version; None if the endpoint does not report them."""
    from l4e_sdk.errors import ExtensionMissingError

    try:
        return version.notices
    except ExtensionMissingError:
        return None


def tell_notices(notices: Iterable[Notice]) -> None:
    """Write notices to stderr, a line for each."""
    for number, notice in enumerate(notices):
        if not number:
            typer.echo("\nNotices of the training:", err=True)
        typer.echo(plain(f"  {notice.kind}: {notice.text}"), err=True)


def _point(version: ModelVersion) -> OperatingPoint | None:
    from l4e_sdk.errors import ExtensionMissingError, NotAvailableError

    try:
        return version.operating_point
    except (ExtensionMissingError, NotAvailableError):
        return None


def _listed(notices: Iterable[Notice]) -> list[dict[str, object]]:
    return [dict(notice.to_dict()) for notice in notices]


def _sentence(point: OperatingPoint) -> str:
    if point.alarms_per_month is not None:
        ceiling = f"at most {point.alarms_per_month:g} alarms a month"
    else:
        ceiling = f"risk {point.risk:g}" if point.risk is not None else "no ceiling"
    history = point.historical_alarms_per_month
    return "; ".join(
        (
            ceiling,
            *(() if history is None else (f"{history:.2g} a month in the history",)),
            f"level {point.level:.4g}, hold {point.hold:.4g}",
            f"{point.peaks_set_aside} of {point.peaks} peaks set aside",
        )
    )
