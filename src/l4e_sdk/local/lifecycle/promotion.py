"""Which version a retraining leaves active (section 6.3)."""

from __future__ import annotations

from dataclasses import dataclass

REASON_LIMIT = 256
"""Most characters of AutoPromotionResultReason."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the new version becomes active, and why, for a person to read."""

    promote: bool
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", self.reason[:REASON_LIMIT])


@dataclass(frozen=True, slots=True)
class Candidates:
    """What is known of the new version and the one it would replace."""

    prior_is_active: bool
    """Whether the version that was compared with is still the one in use."""
    prior_had_labels: bool
    new_has_labels: bool
    quality_met: bool
    """Whether the new version's quality grade meets the threshold."""
    new_is_better: bool
    """Whether the new version's metrics beat the prior version's on the same range."""
    comparison: str
    """The comparison in words."""


def decide(mode: str, candidates: Candidates) -> Decision:
    """Return the decision of the promotion table; in MANUAL mode nothing is promoted."""
    if mode == "MANUAL":
        return Decision(promote=False, reason="Promote mode is MANUAL: activate the version to use it.")
    if not candidates.prior_is_active:
        reason = "Another version was activated during the run, which this one was not compared with."
        return Decision(promote=False, reason=f"MODEL_METRICS_DIDNT_IMPROVE: {reason}")
    return _compare(candidates)


def _compare(candidates: Candidates) -> Decision:
    if candidates.prior_had_labels and candidates.new_has_labels:
        if candidates.new_is_better:
            return Decision(promote=True, reason=f"AUTO_PROMOTION_SUCCESSFUL: {candidates.comparison}")
        return Decision(promote=False, reason=f"MODEL_METRICS_DIDNT_IMPROVE: {candidates.comparison}")
    if candidates.prior_had_labels:
        reason = "No labels in the new data to compare with the prior version, which was trained with labels."
        return Decision(promote=False, reason=f"MODEL_METRICS_DIDNT_IMPROVE: {reason}")
    if candidates.new_has_labels and not candidates.quality_met:
        reason = "The new version's quality is below the threshold on the labels of the new data."
        return Decision(promote=False, reason=f"POOR_MODEL_QUALITY_DETECTED: {reason}")
    reason = (
        "The new version meets the quality threshold; the prior version had no labels to compare with."
        if candidates.new_has_labels
        else "Neither version has labels; the version with the newer data is used."
    )
    return Decision(promote=True, reason=f"AUTO_PROMOTION_SUCCESSFUL: {reason}")
