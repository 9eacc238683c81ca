"""The choice of the active version after a retraining (service/retraining#promotion)."""

from __future__ import annotations

from dataclasses import dataclass

REASON_LIMIT = 256
"""Most characters of AutoPromotionResultReason."""

_PROMOTED, _KEPT, _POOR = (
    "AUTO_PROMOTION_SUCCESSFUL",
    "MODEL_METRICS_DIDNT_IMPROVE",
    "POOR_MODEL_QUALITY_DETECTED",
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the new version becomes active, and why, for a person to read."""

    promote: bool
    reason: str

    def __post_init__(self) -> None:
        if len(self.reason) > REASON_LIMIT:
            object.__setattr__(self, "reason", self.reason[: REASON_LIMIT - 3] + "...")


@dataclass(frozen=True, slots=True)
class Candidates:
    """The new version and the version that it may replace."""

    prior_is_active: bool
    """Whether the version that was compared with is still the one in use."""
    prior_had_labels: bool
    new_has_labels: bool
    quality_met: bool
    """Whether the new version's quality grade meets the threshold."""
    new_is_better: bool | None
    """Whether the new version is better on the same range; None if the prior version cannot evaluate this data."""
    comparison: str
    """The comparison of the two, in words. It follows "Version 2 against version 1: " or stands alone."""


def decide(mode: str, candidates: Candidates) -> Decision:
    """Return the decision of the promotion table; in MANUAL mode nothing is promoted."""
    if mode == "MANUAL":
        reason = "Promote mode is MANUAL: activate the version to use it."
        return Decision(promote=False, reason=_with(reason, candidates.comparison))
    if not candidates.prior_is_active:
        reason = "Another version was activated during the run, which this one was not compared with."
        return Decision(promote=False, reason=f"{_KEPT}: {reason}")
    return _compare(candidates)


def _compare(candidates: Candidates) -> Decision:
    if candidates.prior_had_labels and not candidates.new_has_labels:
        reason = "No labels in the new data to compare with the prior version, which was trained with labels."
        return Decision(promote=False, reason=_with(f"{_KEPT}: {reason}", candidates.comparison))
    if candidates.prior_had_labels and candidates.new_is_better is not None:
        code = _PROMOTED if candidates.new_is_better else _KEPT
        return Decision(candidates.new_is_better, f"{code}: {candidates.comparison}")
    if candidates.new_has_labels:
        return _by_quality(candidates)
    reason = "Neither version has labels; the version with the newer data is used."
    return Decision(promote=True, reason=_with(f"{_PROMOTED}: {reason}", candidates.comparison))


def _by_quality(candidates: Candidates) -> Decision:
    """Decide by the new version's grade alone: the prior one cannot be compared with it."""
    lacks = "knows other sensors" if candidates.prior_had_labels else "was trained without labels"
    if candidates.quality_met:
        reason = f"{_PROMOTED}: The new version meets the quality threshold; the prior version {lacks}."
        return Decision(promote=True, reason=_with(reason, candidates.comparison))
    reason = f"{_POOR}: The new version's quality is below the threshold on labelled data; the prior version {lacks}."
    return Decision(promote=False, reason=_with(reason, candidates.comparison))


def _with(reason: str, comparison: str) -> str:
    return f"{reason} {comparison}" if comparison else reason
