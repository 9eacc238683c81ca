"""The section with the sensors: their grades, and which of them the model does not look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.markup import Child, Markup, joined, tag
from l4e_sdk._report.table import table
from l4e_sdk._report.words import count, moment
from l4e_sdk.views import SensorGrade

if TYPE_CHECKING:
    from l4e_sdk._report.facts import ReportFacts
    from l4e_sdk.views import SensorStatistics

_ORDER = (SensorGrade.LOW, SensorGrade.MEDIUM, SensorGrade.HIGH)
_SIGNS = {SensorGrade.LOW: "✗ low", SensorGrade.MEDIUM: "! medium", SensorGrade.HIGH: "✓ high"}
_KINDS = {SensorGrade.LOW: "poor", SensorGrade.MEDIUM: "fair", SensorGrade.HIGH: "good"}
_HEADS = ("Sensor", "Grade", "Findings", "Data from (UTC)", "to")


def sensors(facts: ReportFacts) -> Markup:
    """Return the unused sensors with the reasons, and the grades of all sensors, lowest first."""
    return joined(_dropped(facts), _graded(facts))


def _dropped(facts: ReportFacts) -> Markup:
    if facts.training is None:
        return Markup()
    dropped = facts.training.model.get("dropped_sensors")
    if not isinstance(dropped, list) or not dropped:
        return tag("p", "The model looks at all sensors.")
    rows: list[list[Child]] = [
        [str(one.get("name", "")), str(one.get("reason", ""))] for one in dropped if isinstance(one, dict)
    ]
    said = f"The model does not look at {count(len(rows), 'sensor')}:"
    return joined(tag("p", said), table(["Sensor", "Reason"], rows))


def _graded(facts: ReportFacts) -> Markup:
    if not facts.sensors:
        return tag("p", "No grades are known; see the notes.", class_="quiet")
    graded = sorted(facts.sensors, key=lambda one: _ORDER.index(one.grade))
    doubtful = [one for one in graded if one.grade != SensorGrade.HIGH]
    fine = [one for one in graded if one.grade == SensorGrade.HIGH]
    counts = ", ".join(
        f"{sum(one.grade == grade for one in graded)} {grade.lower()}" for grade in reversed(_ORDER)
    )
    return joined(
        tag("p", f"Grades of {count(len(graded), 'sensor')}: {counts}. Low means likely useless or harmful."),
        table(_HEADS, [_row(one) for one in doubtful]) if doubtful else None,
        tag(
            "details",
            tag("summary", f"{count(len(fine), 'sensor')} of high grade"),
            table(_HEADS, [_row(one) for one in fine]),
        )
        if fine
        else None,
    )


def _row(one: SensorStatistics) -> list[Child]:
    name = "\\".join(filter(None, (one.component_name, one.sensor_name)))
    return [
        name,
        tag("span", _SIGNS[one.grade], class_=_KINDS[one.grade]),
        "; ".join(one.issues) or "nothing was found",
        moment(one.data_start_time),
        moment(one.data_end_time),
    ]
