from __future__ import annotations

import json

import numpy as np
import pytest

from l4e_sdk.local.detection.model_selection import Choice, Goal, Scored, choose, default_choice, opened
from l4e_sdk.local.detection.smoothing import SMOOTHING_ROWS
from tests.unit.local.detection.plants import grid

ROWS = 10_000
CEILING = Goal()
RISK = Goal(risk=1e-4)
RATE = 900


def scored(scores: np.ndarray, *labels: tuple[int, int]) -> Scored:
    normal = np.ones(len(scores), dtype=bool)
    for start, stop in labels:
        normal[start - 8 : stop + 8] = False
    events = [slice(start, stop) for start, stop in labels]
    fifth = len(scores) // 5
    parts = [slice(start, start + fifth) for start in range(0, len(scores), fifth)]
    on = np.ones(len(scores), dtype=bool)
    return Scored(grid(len(scores), RATE), scores, on, normal, parts, events, scores[parts[-1]], float(RATE))


def noise() -> np.ndarray:
    return np.random.default_rng(0).gamma(20, 0.05, ROWS)


@pytest.mark.parametrize("goal", [CEILING, RISK])
def test_clear_events_keep_the_defaults(goal: Goal) -> None:
    scores = noise()
    scores[1000:1050] = scores[3000:3050] = 40
    choice = choose(scored(scores, (1000, 1050), (3000, 3050)), goal)
    assert choice.chosen == 0
    assert (choice.kept.smoothing_rows, choice.kept.risk) == (SMOOTHING_ROWS, goal.risk)
    assert "The defaults identify 2 of 2" in choice.reason


@pytest.mark.parametrize("goal", [CEILING, RISK])
def test_events_of_single_rows_choose_less_smoothing(goal: Goal) -> None:
    scores = noise()
    events = [(row, row + 1) for row in range(1000, 6000, 1000)]
    for row, _ in events:
        scores[row] = 3.2
    choice = choose(scored(scores, *events), goal)
    assert choice.kept.smoothing_rows == 1
    assert choice.kept.identified == 5 > choice.candidates[0].identified
    assert choice.trial is not None
    assert choice.trial.recall == 1


def test_faint_long_events_choose_more_smoothing() -> None:
    scores = noise()
    events = [(row, row + 100) for row in range(1000, 6000, 1000)]
    for start, stop in events:
        scores[start:stop] += 0.25
    choice = choose(scored(scores, *events), CEILING)
    assert choice.kept.identified > choice.candidates[0].identified
    assert choice.kept.alarms_per_month <= CEILING.alarms_per_month


def test_no_candidate_over_the_ceiling_replaces_the_defaults() -> None:
    scores = noise()
    bold = Goal(alarms_per_month=0.1, risk=0.5)  # false alarms in every candidate
    choice = choose(scored(scores, (1001, 1009)), bold)
    assert all(one.alarms_per_month > 0.1 for one in choice.candidates)
    assert choice.chosen == 0


def test_a_ceiling_is_a_level_and_a_risk_another_way_to_ask_for_one() -> None:
    by_ceiling = default_choice(scored(noise()), CEILING, "").kept
    by_risk = default_choice(scored(noise()), RISK, "").kept
    assert (by_ceiling.method, by_ceiling.risk) == ("peaks", None)
    assert (by_risk.method, by_risk.risk) == ("extreme_value", 1e-4)
    assert by_ceiling.peaks > by_ceiling.set_aside > 0 == by_risk.set_aside
    for one in (by_ceiling, by_risk):
        assert one.level > one.hold > 0
        assert one.level > one.usual > 0


@pytest.mark.parametrize(
    "goal",
    [
        CEILING,
        Goal(risk=1e-2),
    ],
)
def test_an_event_does_not_go_on_at_what_the_history_usually_is(goal: Goal) -> None:
    still = 1 + 0.05 * noise()  # many sensors: their mean hardly moves
    kept = default_choice(scored(still), goal, "").kept
    assert kept.hold > np.median(still)


def test_a_lower_ceiling_is_a_higher_level() -> None:
    levels = [default_choice(scored(noise()), Goal(alarms), "").kept.level for alarms in (0.1, 1, 10, 100)]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] > levels[-1]


@pytest.mark.parametrize("seed", range(3))
def test_one_stretch_that_nobody_labelled_moves_no_level(seed: int) -> None:
    clean = np.random.default_rng(seed).gamma(20, 0.05, ROWS)
    spoiled = clean.copy()
    spoiled[4000:4052] += 40  # 13 hours
    levels = [default_choice(scored(one), CEILING, "").kept.level for one in (clean, spoiled)]
    assert levels[1] < 1.2 * levels[0]


def test_a_single_event_is_tried_with_the_defaults() -> None:
    scores = noise()
    scores[1000] = 3.2
    choice = choose(scored(scores, (1000, 1001)), RISK)
    assert choice.kept.identified == 1
    assert choice.trial is not None
    assert choice.trial.recall == 0  # nothing else could have chosen for it


def test_scores_that_say_nothing_rank_nothing() -> None:
    choice = choose(scored(noise(), (1000, 2000), (4000, 5000)), CEILING)
    assert choice.trial is not None
    assert choice.trial.auc == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("goal", [CEILING, RISK])
def test_labelled_rows_do_not_move_the_threshold(goal: Goal) -> None:
    scores = noise()
    quiet = choose(scored(scores, (8500, 9000)), goal)
    loud = scores.copy()
    loud[8500:9000] = 1e4
    assert choose(scored(loud, (8500, 9000)), goal).candidates[0].level == quiet.candidates[0].level


def test_without_labels_there_is_nothing_to_try() -> None:
    choice = default_choice(scored(noise()), CEILING, "no labels")
    assert choice.trial is None
    assert choice.reason == "no labels"
    assert len(choice.candidates) == 1


@pytest.mark.parametrize("goal", [CEILING, RISK])
def test_a_choice_is_the_same_after_a_round_trip(goal: Goal) -> None:
    choice = choose(scored(noise(), (1000, 2000)), goal)
    assert Choice.of(json.loads(json.dumps(choice.facts()))) == choice


@pytest.mark.parametrize("chosen", [-1, 9])
def test_a_candidate_that_is_not_there_cannot_have_been_chosen(chosen: int) -> None:
    facts = choose(scored(noise(), (1000, 2000)), RISK).facts()
    with pytest.raises(ValueError, match="of 9 was chosen"):
        Choice.of({**facts, "chosen": chosen})


@pytest.mark.parametrize(
    ("values", "events"),
    [([], 0), ([0, 0], 0), ([2], 1), ([2, 0.9, 2], 1), ([2, 0.5, 2], 2), ([0.9, 2, 0.9, 0.5, 0.9], 1)],
)
def test_an_event_goes_on_while_the_value_is_above_its_lower_level(values: list[float], events: int) -> None:
    assert opened(np.array(values), 1.0, 0.7) == events
