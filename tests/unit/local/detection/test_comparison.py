from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from l4e_sdk.local.detection.comparison import Contender, alarms_per_month, better
from l4e_sdk.local.detection.evaluation import Range, evaluate
from l4e_sdk.local.detection.model import AnomalyModel
from tests.unit.local.detection.plants import Plant, faulty, grid, plant
from tests.unit.local.detection.verdicts import verdicts

DAYS, HOURS = 40, 24
TIMES = grid(DAYS * HOURS, 3600)
LABELLED = tuple(range(2, 38, 3))
"""The days with a fault, from six to twelve."""


def day(number: int) -> int:
    return number * HOURS


LABELS: list[Range] = [(TIMES[day(each) + 6], TIMES[day(each) + 12]) for each in LABELLED]
QUIET = tuple(each for each in range(DAYS) if each not in LABELLED)


def contender(
    *, found: float = 1.0, false: int = 0, late: int = 0, scores: float = 0.0, labels: list[Range] = LABELS
) -> Contender:
    """A model that finds a share of the labels some hours late, and is wrong on some of the quiet days."""
    score = np.full(len(TIMES), 0.1)
    for each in LABELLED:
        score[day(each) + 6 : day(each) + 13] += scores
    for each in LABELLED[: round(found * len(LABELLED))]:
        score[day(each) + 6 + late : day(each) + 13] = 0.9
    for each in QUIET[:false]:
        score[day(each) + 15] = 0.8
    assessment = verdicts(score)
    return Contender(evaluate(TIMES, assessment, labels, ["a"], rate_seconds=3600), assessment)


def flood() -> Contender:
    """A model that raises an alarm in every row."""
    score = np.full(len(TIMES), 0.9)
    assessment = verdicts(score)
    return Contender(evaluate(TIMES, assessment, LABELS, ["a"], rate_seconds=3600), assessment)


@pytest.mark.parametrize(
    ("new", "old", "measure"),
    [
        (contender(false=9), contender(found=0.5), "recall 1.000 against 0.500"),
        (contender(late=3), contender(false=9), "precision 1.000 against 0.571"),
        (contender(), contender(late=3), "lead time 1.000 against 0.500"),
        (contender(found=0, scores=0.2), contender(found=0), "AUC 1.000 against 0.500"),
    ],
)
def test_the_first_measure_that_differs_decides(new: Contender, old: Contender, measure: str) -> None:
    assert better(TIMES, new, old).wins
    assert measure in better(TIMES, new, old).reason
    assert not better(TIMES, old, new).wins


def test_on_a_tie_the_champion_stays() -> None:
    verdict = better(TIMES, contender(), contender())
    assert not verdict.wins
    assert verdict.reason.startswith("equal")
    # What becomes of it is decided elsewhere: without labels for the champion the grade decides, and may promote.
    assert "stays" not in verdict.reason


def test_one_event_more_may_be_chance() -> None:
    verdict = better(TIMES, contender(found=1), contender(found=11 / 12))
    assert not verdict.wins
    assert "may be chance" in verdict.reason


def test_a_model_that_always_raises_an_alarm_is_beaten_though_it_finds_every_label() -> None:
    verdict = better(TIMES, contender(found=0.5), flood())
    assert verdict.wins
    assert "days with alarms outside of labels 0.000 against 1.000" in verdict.reason
    assert not better(TIMES, flood(), contender(found=0.5)).wins


def test_rows_with_the_machine_off_count_nowhere() -> None:
    known, off = contender(false=9), np.ones(len(TIMES), dtype=np.bool_)
    silent = Contender(
        known.evaluation,
        replace(known.assessment, off=off),
    )
    assert alarms_per_month(TIMES, silent) == 0
    assert alarms_per_month(TIMES, known) > 0


def test_the_same_question_has_the_same_answer() -> None:
    assert better(TIMES, contender(), contender(false=4)) == better(TIMES, contender(), contender(false=4))


kinds = st.builds(
    contender,
    found=st.floats(0, 1),
    false=st.integers(0, 20),
    late=st.integers(0, 6),
    scores=st.floats(0, 0.3),
)


@settings(max_examples=40)
@given(kinds, kinds)
def test_of_two_models_at_most_one_wins_and_reasons_are_short(one: Contender, other: Contender) -> None:
    verdicts = better(TIMES, one, other), better(TIMES, other, one)
    assert not (verdicts[0].wins and verdicts[1].wins)
    assert all(len(verdict.reason) <= 170 for verdict in verdicts)


def _tried(model: AnomalyModel, part: Plant, labels: list[Range]) -> Contender:
    assessment = model.assess(part.times, part.values)
    names = [f"s{place}" for place in range(part.values.shape[1])]
    return Contender(evaluate(part.times, assessment, labels, names, rate_seconds=900), assessment)


def _promoted(seed: int) -> bool:
    """Compare two models that learned from two equally long parts of one plant's history, on a later part."""
    made = plant(7000, 4, seed=seed, seconds=900)
    names = [f"s{place}" for place in range(4)]
    models = [
        AnomalyModel.fit(part.times, part.values, names, rate_seconds=900)
        for part in (made.part(0, 2500), made.part(2500, 5000))
    ]
    part = faulty(made.part(5000), length=20)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], part.labels.astype(int), [0]])))
    labels = [(part.times[start], part.times[stop - 1]) for start, stop in edges.reshape(-1, 2)]
    old, new = (_tried(model, part, labels) for model in models)
    return better(part.times, new, old).wins


def test_noise_promotes_nothing() -> None:
    assert sum(_promoted(seed) for seed in range(20)) <= 1
