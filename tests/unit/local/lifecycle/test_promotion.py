from __future__ import annotations

import pytest

from l4e_sdk.local.lifecycle.promotion import Candidates, Decision, decide

PROMOTED, KEPT, POOR = (
    "AUTO_PROMOTION_SUCCESSFUL",
    "MODEL_METRICS_DIDNT_IMPROVE",
    "POOR_MODEL_QUALITY_DETECTED",
)


def candidates(
    *, prior: bool, new: bool, met: bool = False, better: bool | None = False, active: bool = True
) -> Candidates:
    return Candidates(
        prior_is_active=active,
        prior_had_labels=prior,
        new_has_labels=new,
        quality_met=met,
        new_is_better=better,
        comparison="recall 0.8 > 0.6",
    )


@pytest.mark.parametrize(
    ("known", "promote", "code"),
    [
        (candidates(prior=True, new=True, better=True), True, PROMOTED),
        (candidates(prior=True, new=True, better=True, met=False), True, PROMOTED),
        (candidates(prior=True, new=True, better=False, met=True), False, KEPT),
        (candidates(prior=True, new=False, better=None, met=True), False, KEPT),
        (candidates(prior=False, new=True, met=True), True, PROMOTED),
        (candidates(prior=False, new=True, met=False), False, POOR),
        (candidates(prior=False, new=False, better=None), True, PROMOTED),
    ],
)
def test_managed_mode_follows_the_promotion_table(known: Candidates, promote: bool, code: str) -> None:
    decision = decide("MANAGED", known)
    assert (decision.promote, decision.reason.partition(":")[0]) == (promote, code)


def test_manual_mode_never_promotes() -> None:
    assert not decide("MANUAL", candidates(prior=True, new=True, better=True, met=True)).promote


def test_a_version_that_was_compared_with_another_than_the_active_one_is_not_promoted() -> None:
    decision = decide("MANAGED", candidates(prior=True, new=True, better=True, met=True, active=False))
    assert not decision.promote
    assert "during the run" in decision.reason


@pytest.mark.parametrize(("given", "kept"), [(255, 255), (256, 256), (257, 256), (1000, 256)])
def test_a_reason_fits_its_member(given: int, kept: int) -> None:
    decision = Decision(promote=True, reason="x" * given)
    assert len(decision.reason) == kept
    assert decision.reason.endswith("...") is (given > kept)


@pytest.mark.parametrize(("met", "promote"), [(True, True), (False, False)])
def test_against_a_version_that_knows_other_sensors_the_grade_decides(met: bool, promote: bool) -> None:
    decision = decide("MANAGED", candidates(prior=True, new=True, better=None, met=met))
    assert decision.promote is promote
    assert "knows other sensors" in decision.reason


@pytest.mark.parametrize("mode", ["MANAGED", "MANUAL"])
def test_every_reason_contains_the_comparison(mode: str) -> None:
    for prior in (True, False):
        for new in (True, False):
            assert "recall 0.8 > 0.6" in decide(mode, candidates(prior=prior, new=new)).reason
