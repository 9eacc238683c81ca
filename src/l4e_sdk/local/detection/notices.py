"""What a reader must know about a history and a model: nothing is left out, blanked or out of reach in silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from l4e_sdk.local.detection.arrays import Times, Vector
    from l4e_sdk.local.detection.buckets import Clock
    from l4e_sdk.local.detection.cleaning import WildCells
    from l4e_sdk.local.detection.model_selection import Candidate
    from l4e_sdk.local.detection.stillness import Run

NoticeKind: TypeAlias = Literal[
    "wild_cells", "placeholder", "frozen", "suspect_history", "threshold_out_of_reach", "left_out"
]

_BEYOND: Final = 5.0  # times the usual peaks of the history
_SENSORS: Final = 2  # named for a suspect period


@dataclass(frozen=True, slots=True)
class Notice:
    """One finding."""

    kind: NoticeKind
    sensor: str | None
    start: np.datetime64
    end: np.datetime64
    text: str
    """A sentence for a person."""


class Suspect(NamedTuple):
    """A stretch of the history that looks like a fault which nobody labelled."""

    start: np.datetime64
    end: np.datetime64
    contributions: Vector
    """The share of each sensor; sums to 1."""


def of_cells(cells: Sequence[WildCells], sensors: Sequence[str], times: Times) -> list[Notice]:
    """Return a notice for each sensor with cells that were taken for no readings, and for each number that means missing."""
    found = []
    for one in cells:
        name, first = sensors[one.column], times[one.row]
        count = "1 cell" if one.cells == 1 else f"{one.cells:,} cells"
        if one.repeated:
            text = f"{name} reads {one.value:g} in {count}, first at {_moment(first)}: taken to mean missing, live too."
            found.append(Notice("placeholder", name, first, times[-1], text))
        else:
            text = f"{name} reads {one.value:g} in {count}, first at {_moment(first)}: far beyond all else, so left out."
            found.append(Notice("wild_cells", name, first, first, text))
    return found


def of_dropped(dropped: Mapping[str, str], times: Times) -> list[Notice]:
    """Return a notice for each sensor that the model does not look at."""
    return [
        Notice("left_out", name, times[0], times[-1], f"{name} cannot contribute: {reason}.")
        for name, reason in dropped.items()
    ]


def of_frozen(runs: Sequence[Run], sensors: Sequence[str], clock: Clock) -> list[Notice]:
    """Return a notice for each stretch in which a sensor stood still for too long."""
    found = []
    for run in runs:
        start, end = clock.instant(run.first), clock.instant(run.last + 1)
        hours = (run.last - run.first + 1) * clock.seconds / 3600
        text = f"{sensors[run.column]} reads {run.value:g} without a change for {hours:.0f} hours, from {_moment(start)} to {_moment(end)}."
        found.append(Notice("frozen", sensors[run.column], start, end, text))
    return found


def of_suspects(suspects: Sequence[Suspect], sensors: Sequence[str]) -> list[Notice]:
    """Return a notice for each stretch of the history that looks like a fault."""
    found = []
    for one in suspects:
        order = np.argsort(-one.contributions, kind="stable")[:_SENSORS]
        shares = ", ".join(f"{sensors[place]} {one.contributions[place]:.0%}" for place in order.tolist())
        text = (
            f"{_moment(one.start)} to {_moment(one.end)} looks like a fault that nobody labelled ({shares}). It was set aside for the "
            "threshold, but learned from: label it ANOMALY, or NO_ANOMALY if it is normal."
        )
        found.append(Notice("suspect_history", sensors[int(order[0])], one.start, one.end, text))
    return found


def of_reach(kept: Candidate, ordinary: float, times: Times) -> list[Notice]:
    """Return a notice if the threshold lies so far beyond the usual peaks that the model may be blind."""
    if kept.level <= _BEYOND * ordinary:
        return []
    text = (
        f"The threshold is {kept.level / ordinary:.0f} times the usual peaks of the history, because disturbances in it reach "
        f"far higher; faults below that are missed. Label the faults in the history and retrain, or allow more than "
        f"the present number of alarms a month."
    )
    return [Notice("threshold_out_of_reach", None, times[0], times[-1], text)]


def _moment(instant: np.datetime64) -> str:
    return str(instant.astype("datetime64[m]")).replace("T", " ") + " UTC"
