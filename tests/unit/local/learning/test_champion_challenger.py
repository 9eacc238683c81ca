from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from l4e_sdk.local.detection.comparison import Verdict
from l4e_sdk.local.learning.backtest import backtest
from l4e_sdk.local.learning.champion_challenger import Challenge, Champion, challenge_champion
from l4e_sdk.local.learning.training_rows import learn
from l4e_sdk.local.timeseries.matrix import Matrix

if TYPE_CHECKING:
    from l4e_sdk.local.tasks.labels import Ranges

ROWS, SPLIT = 1500, 1000
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
FAULT = BEGIN + 1200 * HOUR, BEGIN + 1230 * HOUR
PLACES = np.arange(ROWS)
TRAINING, WANTED = PLACES < SPLIT, PLACES >= SPLIT


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    values = np.random.default_rng(1).normal(10, 1, (ROWS, 2)).astype(np.float32)
    values[1200:1231, 0] += 20
    times = np.datetime64(BEGIN.replace(tzinfo=None), "us") + PLACES * np.timedelta64(1, "h")
    return Matrix(times, values, np.zeros(ROWS, np.bool_), ("a", "b"), HOUR)


@pytest.fixture(scope="module")
def champion(matrix: Matrix, tmp_path_factory: pytest.TempPathFactory) -> Champion:
    folder = tmp_path_factory.mktemp("champion")
    model, _ = learn(matrix, PLACES < SPLIT // 2, ())
    model.save(folder)
    return Champion(1, folder, seen=0.0)


def challenge(champion: Champion, matrix: Matrix, labels: Ranges) -> Challenge:
    model, _ = learn(matrix, TRAINING, labels)
    challenger = backtest(model, matrix, WANTED, labels)
    return challenge_champion(champion, challenger, matrix, WANTED, labels)


def test_with_labels_there_is_a_verdict_and_the_metrics_of_the_champion(
    champion: Champion, matrix: Matrix
) -> None:
    found = challenge(champion, matrix, (FAULT,))
    assert found.verdict
    assert not found.verdict.wins
    assert json.loads(found.metrics or "")["labeled_event_metrics"]["num_identified"] == 1
    assert found.in_words(2) == f"Version 2 against version 1: {found.verdict.reason}"


def test_without_labels_only_alarms_are_compared(champion: Champion, matrix: Matrix) -> None:
    found = challenge(champion, matrix, ())
    assert (found.verdict, found.metrics) == (None, None)
    assert found.alarms_per_month
    assert all(alarms > 0 for alarms in found.alarms_per_month)
    assert (
        f"{found.alarms_per_month[0]:.1f} against {found.alarms_per_month[1]:.1f} alarm events a month"
        in found.in_words(2)
    )


def test_a_champion_of_other_sensors_is_not_compared(champion: Champion, matrix: Matrix) -> None:
    found = challenge(champion, replace(matrix, sensors=("a", "c")), (FAULT,))
    assert found == Challenge(champion)
    assert found.in_words(2) == ""


def test_without_rows_of_the_challenger_there_is_nothing_to_compare(
    champion: Champion, matrix: Matrix
) -> None:
    nothing = np.zeros(ROWS, np.bool_)
    assert challenge_champion(champion, None, matrix, nothing, (FAULT,)) == Challenge(champion)


def test_what_the_champion_had_seen_is_said() -> None:
    known = Champion(3, Path(), seen=0.25)
    found = Challenge(known, (0.1, 0.2), Verdict(wins=True, reason="better."))
    assert found.in_words(4) == "Version 4 against version 3: better. Version 3 had learned from 25% of it."


def test_a_first_training_has_nothing_to_say() -> None:
    assert Challenge().in_words(1) == ""
