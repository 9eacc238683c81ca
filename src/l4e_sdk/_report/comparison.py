"""The section that holds the version before against this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.markup import Child, Markup, joined, tag
from l4e_sdk._report.table import table
from l4e_sdk._report.words import UNKNOWN, number

if TYPE_CHECKING:
    from l4e_sdk._report.facts import ComparedFigure, ReportFacts

_NAMES = {
    "precision": "Precision: share of found events that match a label",
    "recall": "Recall: share of labelled events that were found",
    "mean_fractional_lead_time": "Lead time: share of an event still to come at detection",
    "auc": "AUC: how well scores rank labelled above other rows",
    "labeled_events": "Labelled events",
    "identified_events": "of them found",
    "mean_warning_time_in_seconds": "Mean warning time, seconds",
    "unknown_events": "Events without a label",
    "unknown_duration_in_seconds": "their duration, seconds",
}


def comparison(facts: ReportFacts) -> Markup:
    """Return the figures of both versions side by side."""
    prior, version = facts.prior, facts.version
    reason = version.auto_promotion_result_reason
    result = version.auto_promotion_result
    promotion = tag("p", f"Promotion: {result}. {reason or ''}") if result else None
    if prior is None:
        return joined(
            promotion, tag("p", "There is no version before this one to compare with.", class_="quiet")
        )
    warning = (
        "Both were evaluated on the same rows, so their figures can be compared."
        if prior.is_like_for_like
        else "The two were evaluated on different ranges; figures of different ranges say little about the models."
    )
    heads = ["", prior.name, f"version {version.model_version} (this)", "Better"]
    rows: list[list[Child]] = [
        [_NAMES.get(one.name, one.name), number(one.first), number(one.second), _better(one, prior.name)]
        for one in prior.figures
    ]
    return joined(promotion, tag("p", warning), table(heads, rows, numeric=(1, 2)))


def _better(one: ComparedFigure, name: str) -> Child:
    if one.better is None:
        return UNKNOWN
    return (
        tag("span", "▲ this", class_="good")
        if one.better == "second"
        else tag("span", f"▼ {name}", class_="poor")
    )
