"""The next steps for the reader, the most urgent first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.found import found_events, known_labels
from l4e_sdk._report.words import count, share
from l4e_sdk.views import SensorGrade

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk._report.facts import ReportFacts

REGIME_CHANGED = 0.2
"""With a larger share of a week's unlabelled rows flagged, the operation has changed rather than failed."""

_MANY_ALARMS = 0.05


def advice(facts: ReportFacts) -> list[str]:
    """Return sentences; at least one."""
    if str(facts.version.status or "") == "FAILED":
        return ["Mend what the reason above names, and train again."]
    return [*_about_operation(facts), *_about_labels(facts), *_about_sensors(facts), *_at_last(facts)]


def _about_operation(facts: ReportFacts) -> Iterator[str]:
    flagged = facts.training.flagged if facts.training else None
    drift = facts.training.drift if facts.training else None
    if drift and drift.status == "GROWING":
        yield "Alarms are frequent and rise: look at the machine at once, and at the newest event below."
    if flagged is None or flagged.all is None:
        return
    changed = drift.status == "REGIME_CHANGED" if drift else (flagged.last_week or 0) > REGIME_CHANGED
    if changed:
        yield (
            f"The last week is mostly unlike the training data ({share(flagged.last_week)} of its unlabelled rows are "
            "flagged). If the plant runs differently now on purpose, retrain with the newer data; if not, look "
            "into it at once."
        )
    elif flagged.all > _MANY_ALARMS:
        yield (
            f"{share(flagged.all, 1)} of the unlabelled rows are flagged, which is much. Go through the events "
            "without a label: label the real ones, and retrain with data of the operation behind the others."
        )


def _about_labels(facts: ReportFacts) -> Iterator[str]:
    labels, events = known_labels(facts), found_events(facts)
    missed = [label for label in labels if label.event is None]
    others = [event for event in events if event.is_labelled is False]
    if missed:
        yield (
            f"Look at {count(len(missed), 'missed label')}: are its times right, and does any sensor of the model "
            "show that fault at all?"
        )
    if others:
        yield (
            f"Check {count(len(others), 'event')} without a label against the maintenance log. Label what "
            "was real; it is left out of the next training."
        )
    if not labels:
        yield "Label past failures and train again, so that quality can be told." + (
            " The events below are the place to begin." if events else ""
        )
    if facts.version.evaluation_data_start_time is None:
        yield "Train with an evaluation range, so that the model is tested on rows it has not seen."


def _about_sensors(facts: ReportFacts) -> Iterator[str]:
    low = [one for one in facts.sensors if one.grade == SensorGrade.LOW]
    if low:
        yield f"Mend or leave out {count(len(low), 'sensor')} of low grade; the section on sensors says what is wrong."


def _at_last(facts: ReportFacts) -> Iterator[str]:
    if facts.is_active:
        yield "Inference uses this version. Read a new report after each retraining."
    else:
        yield "Inference does not use this version. Activate it if you trust what you see here."
