"""The findings of a training: files that it leaves in the folder of its version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypedDict, cast

if TYPE_CHECKING:
    from pathlib import Path

NOTICES: Final = "notices.json"
"""The notices and the suspect periods. Imported and older versions may lack the file."""

MODEL: Final = "model.json"
"""The description of the model, with its threshold."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A fact about the history or the model that the owner of the machine should know."""

    kind: str
    sensor: str | None
    r"""``component\sensor``; None if the notice is about the whole version."""
    start: datetime
    end: datetime
    text: str


@dataclass(frozen=True, slots=True)
class SuspectPeriod:
    """A period of the history that looks like an unlabelled fault."""

    start: datetime
    end: datetime
    shares: tuple[tuple[str, float], ...]
    r"""Each sensor as ``component\sensor``, with its share."""


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """The threshold of a version, and the number of alarms that it aims at."""

    alarms_per_month: float | None
    """The ceiling; None if a risk set the threshold."""
    historical_alarms_per_month: float
    level: float
    hold: float
    peaks: int
    set_aside: int
    risk: float | None


class _Notice(TypedDict):
    kind: str
    sensor: str | None
    start: str
    end: str
    text: str


class _Share(TypedDict):
    name: str
    value: float


class _Suspect(TypedDict):
    start: str
    end: str
    sensors: list[_Share]


class _Findings(TypedDict, total=False):
    notices: list[_Notice]
    suspects: list[_Suspect]


class _Candidate(TypedDict):
    level: float
    hold: float
    peaks: int
    set_aside: int
    risk: float | None
    alarms_per_month: float


class _Choice(TypedDict):
    candidates: list[_Candidate]
    chosen: int


class _Model(TypedDict, total=False):
    alarms_per_month: float
    choice: _Choice


def notices(folder: Path) -> tuple[Notice, ...]:
    """Return the notices of a version, in the order of the file; none without the file.

    Args:
        folder: the folder of the version.

    Raises:
        KeyError, TypeError, ValueError: the file is damaged.
    """
    return tuple(
        Notice(one["kind"], one["sensor"], _moment(one["start"]), _moment(one["end"]), one["text"])
        for one in _findings(folder).get("notices", ())
    )


def suspect_periods(folder: Path) -> tuple[SuspectPeriod, ...]:
    """Return the suspect periods of a version, in the order of the file; none without the file.

    Args:
        folder: the folder of the version.

    Raises:
        KeyError, TypeError, ValueError: the file is damaged.
    """
    return tuple(
        SuspectPeriod(
            _moment(one["start"]),
            _moment(one["end"]),
            tuple((share["name"], share["value"]) for share in one["sensors"]),
        )
        for one in _findings(folder).get("suspects", ())
    )


def operating_point(folder: Path) -> OperatingPoint | None:
    """Return the operating point of a version; None if its training did not count alarms.

    Args:
        folder: the folder of the version.

    Raises:
        KeyError, TypeError, ValueError: the file is damaged.
    """
    model = cast("_Model", _document(folder / MODEL))
    ceiling, choice = model.get("alarms_per_month"), model.get("choice")
    if ceiling is None or choice is None:
        return None
    kept = choice["candidates"][choice["chosen"]]
    return OperatingPoint(
        alarms_per_month=ceiling if kept["risk"] is None else None,
        historical_alarms_per_month=kept["alarms_per_month"],
        level=kept["level"],
        hold=kept["hold"],
        peaks=kept["peaks"],
        set_aside=kept["set_aside"],
        risk=kept["risk"],
    )


def _findings(folder: Path) -> _Findings:
    return cast("_Findings", _document(folder / NOTICES))


def _document(path: Path) -> dict[str, object]:
    """Return the JSON object of a file; an empty one without the file."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    found = json.loads(content)
    if not isinstance(found, dict):
        raise TypeError(
            f"{path} holds no JSON object; restore the engine's folder from a backup, or train again."
        )
    return cast("dict[str, object]", found)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone; the findings of a training are in UTC.")
    return found
