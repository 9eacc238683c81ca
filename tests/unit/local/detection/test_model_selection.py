from __future__ import annotations

import json

import numpy as np
import pytest

from l4e_sdk.local.detection.model_selection import BUDGET, Choice, Scored, choose, default_choice
from l4e_sdk.local.detection.smoothing import SMOOTHING_ROWS

ROWS = 10_000
RISK = 1e-4


def scored(scores: np.ndarray, *labels: tuple[int, int]) -> Scored:
    normal = np.ones(len(scores), dtype=bool)
    for start, stop in labels:
        normal[start - 8 : stop + 8] = False
    events = [slice(start, stop) for start, stop in labels]
    newest = slice(8000, len(scores))
    return Scored(scores, np.ones(len(scores), dtype=bool), normal, [newest], events, scores[newest])


def noise() -> np.ndarray:
    return np.random.default_rng(0).gamma(20, 0.05, ROWS)


def test_clear_events_keep_the_defaults() -> None:
    scores = noise()
    scores[1000:1050] = scores[3000:3050] = 40
    choice = choose(scored(scores, (1000, 1050), (3000, 3050)), RISK)
    assert choice.chosen == 0
    assert (choice.kept.smoothing_rows, choice.kept.risk) == (SMOOTHING_ROWS, RISK)
    assert "The defaults identify 2 of 2" in choice.reason


def test_events_of_single_rows_choose_less_smoothing() -> None:
    scores = noise()
    events = [(row, row + 1) for row in range(1000, 6000, 1000)]
    for row, _ in events:
        scores[row] = 3.2
    choice = choose(scored(scores, *events), RISK)
    assert choice.kept.smoothing_rows == 1
    assert choice.kept.identified == 5 > choice.candidates[0].identified
    assert choice.trial is not None
    assert choice.trial.recall == 1


def test_faint_long_events_choose_more_smoothing_or_more_risk() -> None:
    scores = noise()
    events = [(row, row + 100) for row in range(1000, 6000, 1000)]
    for start, stop in events:
        scores[start:stop] += 0.25
    choice = choose(scored(scores, *events), RISK)
    assert choice.kept.identified > choice.candidates[0].identified
    assert choice.kept.alarm_share <= BUDGET


def test_no_candidate_over_the_budget_replaces_the_defaults() -> None:
    scores = noise()
    scores[:8000][::50] = 30  # false alarms in every candidate
    choice = choose(scored(scores, (1001, 1009)), RISK)
    assert all(one.alarm_share > BUDGET for one in choice.candidates)
    assert choice.chosen == 0


def test_a_single_event_is_tried_with_the_defaults() -> None:
    scores = noise()
    scores[1000] = 3.2
    choice = choose(scored(scores, (1000, 1001)), RISK)
    assert choice.kept.identified == 1
    assert choice.trial is not None
    assert choice.trial.recall == 0  # nothing else could have chosen for it


def test_scores_that_say_nothing_rank_nothing() -> None:
    choice = choose(scored(noise(), (1000, 2000), (4000, 5000)), RISK)
    assert choice.trial is not None
    assert choice.trial.auc == pytest.approx(0.5, abs=0.05)


def test_labelled_rows_do_not_move_the_threshold() -> None:
    scores = noise()
    quiet = choose(scored(scores, (9000, 9500)), RISK)
    loud = scores.copy()
    loud[9000:9500] = 1e4
    assert choose(scored(loud, (9000, 9500)), RISK).candidates[0].level == quiet.candidates[0].level


def test_without_labels_there_is_nothing_to_try() -> None:
    choice = default_choice(scored(noise()), RISK, "no labels")
    assert choice.trial is None
    assert choice.reason == "no labels"
    assert len(choice.candidates) == 1


def test_a_choice_is_the_same_after_a_round_trip() -> None:
    choice = choose(scored(noise(), (1000, 2000)), RISK)
    assert Choice.of(json.loads(json.dumps(choice.facts()))) == choice


@pytest.mark.parametrize("chosen", [-1, 9])
def test_a_candidate_that_is_not_there_cannot_have_been_chosen(chosen: int) -> None:
    facts = choose(scored(noise(), (1000, 2000)), RISK).facts()
    with pytest.raises(ValueError, match="of 9 was chosen"):
        Choice.of({**facts, "chosen": chosen})
