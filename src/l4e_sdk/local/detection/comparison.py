"""Which of two model versions is better (spec 4.4 and 6.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from l4e_sdk.local.detection.evaluation import Evaluation

TOLERANCE = 0.01
"""Differences up to this are no differences."""


class Verdict(NamedTuple):
    """The outcome of a comparison."""

    wins: bool
    """Whether the challenger is better."""
    reason: str
    """Why, in at most 256 characters."""


def better(challenger: Evaluation, champion: Evaluation) -> Verdict:
    """Decide whether the challenger beats the champion, both evaluated on the same rows and labels.

    Recall decides, then precision, lead time and AUC; a measure decides when the two differ by more than 0.01.
    On a full tie the champion stays.
    """
    for (name, new), (_, old) in zip(_measures(challenger), _measures(champion), strict=True):
        if abs(round(new - old, 9)) > TOLERANCE:
            return Verdict(new > old, _reason(name, new, old))
    return Verdict(
        wins=False,
        reason="The new version equals the active one in recall, precision, lead time and AUC within 0.01; "
        "the active one stays.",
    )


def _measures(evaluation: Evaluation) -> tuple[tuple[str, float], ...]:
    """Return the figures that decide, the most important first."""
    return (
        ("recall", evaluation.recall),
        ("precision", evaluation.precision),
        ("mean fractional lead time", evaluation.mean_fractional_lead_time),
        ("AUC", evaluation.auc),
    )


def _reason(name: str, new: float, old: float) -> str:
    how = "better" if new > old else "worse"
    return f"The new version is {how} than the active one: {name} {new:.3f} against {old:.3f} on the same labelled data."
