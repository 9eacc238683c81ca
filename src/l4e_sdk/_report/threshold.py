"""The section about the model: the threshold and its origin, the candidates, and the training rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.markup import Markup, joined, tag
from l4e_sdk._report.table import members, shown, spoken
from l4e_sdk._report.words import UNKNOWN, count, length, number, share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import JsonValue

    from l4e_sdk._report.facts import ReportFacts
    from l4e_sdk._report.training_facts import TrainingFacts

_METHODS = {
    "peaks": "It was set by the disturbances of the history, each counted once however long it lasted. The largest were set "
    "aside, since an owner may have left faults unlabelled; above the others their tail was extended to the ceiling "
    "on alarm events.",
    "extreme_value": "An extreme-value tail was fitted to the highest scores of normal rows that the trial model had "
    "not learned from, and extended to the accepted risk.",
    "quantile": "It is a quantile of the scores of normal rows that the trial model had not learned from.",
    "margin": "There were too few rows to tell a tail, so it lies a fifth above the highest score of normal rows.",
    "recent": "The plant changed late in the training range: the threshold was raised to what the newest rows usually "
    "reach.",
}
_CHOICE = frozenset({"reason", "candidates", "chosen"})
_SHARES = frozenset({"risk", "recall"})
_SAID = frozenset(
    {
        "threshold",
        "threshold_method",
        "risk",
        "alarms_per_month",
        "dropped_sensors",
        "drift",
        "choice",
        "rate_seconds",
    }
)


def threshold(facts: ReportFacts) -> Markup:
    """Return how the threshold was found, and how the model was chosen."""
    if facts.training is None:
        return tag(
            "p", "Only training knows this, and its record is not at hand; see the notes.", class_="quiet"
        )
    model = facts.training.model
    choice = model.get("choice")
    others = [(spoken(name), shown(value)) for name, value in model.items() if name not in _SAID]
    return joined(
        tag("p", " ".join(_sentences(model))),
        tag("h3", "Which detector was kept, and why") if choice else None,
        _chosen(choice) if choice else None,
        tag("h3", "What the model learned from"),
        members([*_learned(facts.training), *others]),
    )


def _sentences(model: dict[str, JsonValue]) -> Iterator[str]:
    yield (
        "A row is abnormal when its anomaly score is above 0.5. The score compares the detector's own statistic with a "
        "threshold that was found from training data alone; labels of the evaluation range had no say."
    )
    level, risk = model.get("threshold"), model.get("risk")
    if isinstance(level, (int, float)):
        yield f"The threshold of the statistic is {number(level)}."
    yield _METHODS.get(str(model.get("threshold_method")), "")
    ceiling = model.get("alarms_per_month")
    if risk is None and isinstance(ceiling, (int, float)):
        yield f"The ceiling is {number(ceiling)} alarm events a month."
    if isinstance(risk, (int, float)) and risk > 0:
        yield f"The accepted risk is {share(risk, 2)} of normal rows, about one in {1 / risk:,.0f}."


def _chosen(choice: JsonValue) -> Markup:
    """Return reason, candidates and trial of a choice; of one in another form, all of it as it is."""
    candidates = choice.get("candidates") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(candidates, list):
        return tag("div", shown(choice))
    marked: list[JsonValue] = [
        {"": "✓ kept" if place == choice.get("chosen") else "", **_in_percent(one)}
        for place, one in enumerate(candidates)
        if isinstance(one, dict)
    ]
    rest: dict[str, JsonValue] = {
        name: _in_percent(value) if isinstance(value, dict) else value
        for name, value in choice.items()
        if name not in _CHOICE and value is not None
    }
    return joined(
        tag("p", shown(choice.get("reason"))),
        tag("div", shown(marked)),
        tag("div", shown(rest)) if rest else None,
    )


def _in_percent(facts: dict[str, JsonValue]) -> dict[str, JsonValue]:
    return {
        name: share(value, 2) if name in _SHARES and isinstance(value, (int, float)) else value
        for name, value in facts.items()
    }


def _learned(training: TrainingFacts) -> Iterator[tuple[str, str]]:
    rows = training.rows
    rate = training.rate_seconds
    yield "Sampling rate", _every(rate)
    if rows.training is not None:
        yield "Rows in the training range", count(rows.training, "row")
        yield "Learned from", _of(rows.used, rows.training)
        yield "Left out: machine off", _of(rows.off, rows.training)
        yield "Left out: labelled", _of(rows.labelled, rows.training)


def _every(seconds: float | None) -> str:
    from datetime import timedelta

    return UNKNOWN if seconds is None else f"one row every {length(timedelta(seconds=seconds))}"


def _of(part: int | None, whole: int) -> str:
    if part is None:
        return UNKNOWN
    return f"{count(part, 'row')} ({share(part / whole if whole else 0)})"
