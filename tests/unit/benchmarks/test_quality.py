from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.quality_shared import Shared, SharedFilesError
from benchmarks.quality_targets import HEADER, Target, holds, wrong_marks
from benchmarks.shifted import KINDS, Found, Shifted, changed, compared, generated

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/detection/quality.md"


def test_the_marks_on_the_page_agree_with_its_figures() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("| met |") + page.count("| **missed** |") >= 15
    assert wrong_marks(page) == []


def test_a_mark_that_does_not_agree_with_its_figure_is_noticed() -> None:
    line = Target("SMD", "0.10", "PCA 0.5", ">= 0.58", "<= 0.9", 0.5796).line()
    assert line == "| SMD | 0.10 | PCA 0.5 | 0.580 | >= 0.58 | met | <= 0.9 | met |"
    good, bad = line, line.replace("0.580", "0.579")
    page = "\n".join([*HEADER, good, bad, "", "| other | table |"])
    assert wrong_marks(page) == [bad]


@pytest.mark.parametrize(("shown", "kept"), [("0.4", True), ("0.5", True), ("0.51", False)])
def test_a_limit_holds_up_to_itself(shown: str, kept: bool) -> None:
    assert holds("<= 0.5", shown) is kept
    assert holds(">= 0.5", shown) is (not kept or shown == "0.5")


def test_a_limit_in_other_words_is_refused() -> None:
    with pytest.raises(ValueError, match="'about 3' is no limit"):
        holds("about 3", "3.0")


def test_data_that_is_not_there_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SharedFilesError, match=r"eval_detection\.py.*make quality SHARED=FOLDER"):
        Shared(tmp_path).check()


def test_rows_of_the_survey_are_found_by_set_and_detector(tmp_path: Path) -> None:
    table = "| detector | VUS-PR |\n|---|---|\n| random | 0.1 |\n| mvad | 0.4 |\n"
    (tmp_path / "detection.md").write_text(f"**smd (one)**\n\n{table}\n**asd (two)**\n\n{table}\nEnd\n")
    assert Shared(tmp_path).surveyed("asd", ("mvad", "absent")) == [["mvad", "0.4"]]


def test_alarms_are_held_against_the_truth_row_by_row_and_event_by_event() -> None:
    faulty = np.array([0, 1, 1, 0, 0, 1, 0], bool)
    alarms = np.array([1, 0, 1, 0, 0, 0, 0], bool)
    found = compared(alarms, faulty, lambda flags: [(1, 2), (5, 5)] if flags.any() else [])
    assert found == Found(false=1, normal=4, hit=1, events=2)
    assert str(found + found) == "25.00 %, 2 of 4"


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_leaves_the_first_third_and_the_truth_as_they_were(kind: str) -> None:
    noise = np.random.default_rng(1).normal(5, 2, (60, 4))
    index = pd.date_range("2024-01-01", periods=60, freq="5min")
    plant = Shifted(pd.DataFrame(noise, index), pd.DataFrame(noise[::-1], index), np.zeros(60, bool), 300)
    after = changed(plant, kind)
    np.testing.assert_array_equal(after.test.iloc[:20], plant.test.iloc[:20])
    assert np.array_equal(after.test.iloc[20:], plant.test.iloc[20:]) is (kind == "none")
    np.testing.assert_array_equal(plant.test, noise[::-1])


def test_generated_plants_are_alike_until_the_change_and_have_faults_in_each_third() -> None:
    same, other = generated(changes=False)[0], generated(changes=True)[0]
    third = len(same.test) // 3
    pd.testing.assert_frame_equal(same.test.iloc[:third], other.test.iloc[:third])
    assert (same.test.iloc[third:] != other.test.iloc[third:]).to_numpy().any(axis=0).all()
    assert all(other.faulty[part * third : (part + 1) * third].any() for part in range(3))
