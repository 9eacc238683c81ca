from __future__ import annotations

import pytest

from l4e_sdk.local.lifecycle.promotion import Candidates, decide


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
    ("known", "promote"),
    [
        (candidates(prior=True, new=True, better=True), True),
        (candidates(prior=True, new=True, better=True, met=False), True),
        (candidates(prior=True, new=True, better=False, met=True), False),
        (candidates(prior=True, new=False, met=True), False),
        (candidates(prior=False, new=True, met=True), True),
        (candidates(prior=False, new=True, met=False), False),
        (candidates(prior=False, new=False), True),
    ],
)
def test_managed_mode_follows_the_promotion_table(known: Candidates, promote: bool) -> None:
    assert decide("MANAGED", known).promote is promote


def test_manual_mode_never_promotes() -> None:
    assert not decide("MANUAL", candidates(prior=True, new=True, better=True, met=True)).promote


def test_a_version_that_was_compared_with_another_than_the_active_one_is_not_promoted() -> None:
    decision = decide("MANAGED", candidates(prior=True, new=True, better=True, met=True, active=False))
    assert not decision.promote
    assert "during the run" in decision.reason


def test_a_reason_fits_its_member() -> None:
    long = Candidates(
        prior_is_active=True,
        prior_had_labels=True,
        new_has_labels=True,
        quality_met=True,
        new_is_better=True,
        comparison="x" * 500,
    )
    assert 1 <= len(decide("MANAGED", long).reason) <= 256


@pytest.mark.parametrize(("met", "promote"), [(True, True), (False, False)])
def test_against_a_version_that_knows_other_sensors_the_grade_decides(met: bool, promote: bool) -> None:
    decision = decide("MANAGED", candidates(prior=True, new=True, better=None, met=met))
    assert decision.promote is promote
    assert "knows other sensors" in decision.reason


@pytest.mark.parametrize("mode", ["MANAGED", "MANUAL"])
def test_every_reason_tells_what_was_found(mode: str) -> None:
    for prior in (True, False):
        for new in (True, False):
            assert "recall 0.8 > 0.6" in decide(mode, candidates(prior=prior, new=new)).reason
