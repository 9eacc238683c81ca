"""The section about a change of operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._report.advice import REGIME_CHANGED
from l4e_sdk._report.markup import Markup, joined, tag
from l4e_sdk._report.words import share

if TYPE_CHECKING:
    from l4e_sdk._report.facts import ReportFacts
    from l4e_sdk._report.training_facts import Flagged


def drift(facts: ReportFacts) -> Markup:
    """Return whether the plant still runs as it did in training."""
    training = facts.training
    if training is None:
        return tag(
            "p", "Only training knows this, and its record is not at hand; see the notes.", class_="quiet"
        )
    found, flagged = training.drift, training.flagged
    if found and found.reason:
        said = found.reason
    elif flagged is None or flagged.last_week is None:
        said = "No rows outside of labels were judged, so nothing can be said about a change of operation."
    elif flagged.last_week > REGIME_CHANGED:
        said = (
            f"The operation has changed: {share(flagged.last_week)} of the unlabelled rows of the last week are "
            f"flagged, {share(flagged.all, 1)} of all. Such alarms tell that the training data are outdated. Retrain."
        )
    else:
        said = (
            f"No sign of a changed operation: {share(flagged.last_week, 1)} of the unlabelled rows of the last week are "
            f"flagged, {share(flagged.all, 1)} of all. From {share(REGIME_CHANGED)} on the report calls it a change."
        )
    return joined(tag("p", said), _outside(flagged) if found else None)


def _outside(flagged: Flagged | None) -> Markup | None:
    """Return how much of that lies outside of labels."""
    if flagged is None or flagged.all is None:
        return None
    week, whole = share(flagged.last_week, 1), share(flagged.all, 1)
    return tag("p", f"Of the rows outside of labels, {week} are flagged in the last week and {whole} in all.")
