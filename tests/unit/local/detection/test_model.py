from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from l4e_sdk.local.detection import (
    AnomalyModel,
    Assessment,
    DamagedModelError,
    InsufficientDataError,
    InvalidInputError,
)
from l4e_sdk.local.detection.model_selection import Goal
from tests.unit.local.detection.plants import Plant, faulty, plant

if TYPE_CHECKING:
    from pathlib import Path

SENSORS = [f"pump\\s{number}" for number in range(6)]
ROWS = 3000
HISTORY = plant(ROWS + 1000, seed=3).part(0, ROWS)
LATER = plant(ROWS + 1000, seed=3).part(ROWS)


def train(data: Plant = HISTORY, **settings: object) -> AnomalyModel:
    return AnomalyModel.fit(data.times, data.values, SENSORS, rate_seconds=300, **settings)


@pytest.fixture(scope="module")
def model() -> AnomalyModel:
    return train()


def assert_same(one: Assessment, other: Assessment) -> None:
    assert np.array_equal(one.anomaly_score, other.anomaly_score, equal_nan=True)
    assert np.array_equal(one.contributions, other.contributions)


def test_faults_are_anomalous(model: AnomalyModel) -> None:
    broken = faulty(LATER)
    assert model.assess(broken.times, broken.values).anomalous[broken.labels].mean() > 0.5


def test_normal_rows_are_hardly_ever_anomalous(model: AnomalyModel) -> None:
    assert model.assess(LATER.times, LATER.values).anomalous.mean() < 0.005


def test_a_row_is_anomalous_exactly_when_its_score_is_above_a_half(model: AnomalyModel) -> None:
    broken = faulty(LATER)
    found = model.assess(broken.times, broken.values)
    assert np.array_equal(found.anomalous, found.anomaly_score > 0.5)


def test_more_risk_finds_no_fewer_rows() -> None:
    broken = faulty(LATER)
    careful, bold = (
        train(goal=Goal(risk=risk)).assess(broken.times, broken.values).anomalous.sum()
        for risk in (1e-6, 1e-2)
    )
    assert careful < bold


def test_more_alarms_a_month_lower_the_level() -> None:
    levels = [train(goal=Goal(alarms)).threshold for alarms in (0.1, 2, 50)]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] > 1.1 * levels[-1]


def test_rows_where_the_machine_is_off_have_no_score(model: AnomalyModel) -> None:
    off = np.zeros(len(LATER.times), dtype=bool)
    off[100:110] = True
    found = model.assess(LATER.times, LATER.values, off)
    assert np.array_equal(np.isnan(found.anomaly_score), off)
    assert not found.anomalous[off].any()
    assert np.array_equal(found.off, off)


def test_a_stop_disturbs_no_row_after_it(model: AnomalyModel) -> None:
    stopped = LATER.part(0)
    off = np.zeros(len(stopped.times), dtype=bool)
    off[100:150] = True
    stopped.values[off] = 0
    assert not model.assess(stopped.times, stopped.values, off).anomalous[:200].any()


def test_with_its_history_and_memory_a_row_is_judged_as_in_the_whole(model: AnomalyModel) -> None:
    broken = faulty(LATER)
    first = 400 - model.history_rows
    _, live = model.judge(broken.times[:400], broken.values[:400])
    part, _ = model.judge(
        broken.times[first:420], broken.values[first:420], history_rows=model.history_rows, live=live
    )
    whole = model.assess(broken.times, broken.values)
    assert len(part) == 20
    assert np.allclose(part.anomaly_score, whole.anomaly_score[400:420], atol=2e-5)
    assert np.allclose(part.contributions, whole.contributions[400:420], atol=1e-4)


@pytest.mark.parametrize("history_rows", [-1, 1001])
def test_more_history_than_rows_is_refused(model: AnomalyModel, history_rows: int) -> None:
    with pytest.raises(InvalidInputError, match="history_rows"):
        model.assess(LATER.times, LATER.values, history_rows=history_rows)


def test_no_new_rows_give_an_empty_assessment(model: AnomalyModel) -> None:
    assert len(model.assess(LATER.times[:5], LATER.values[:5], history_rows=5)) == 0


def test_labelled_faults_in_the_history_teach_nothing() -> None:
    broken = faulty(HISTORY)
    goal = Goal(alarms_per_month=40)  # four faults in three days are to be alarms
    spoiled, clean = (train(broken, usable=usable, goal=goal) for usable in (None, ~broken.labels))
    assert clean.threshold < spoiled.threshold
    later = faulty(LATER)
    assert clean.assess(later.times, later.values).anomalous[later.labels].mean() > 0.5


def test_training_is_deterministic() -> None:
    assert_same(train().assess(LATER.times, LATER.values), train().assess(LATER.times, LATER.values))


def test_a_silent_sensor_keeps_its_place_and_contributes_nothing() -> None:
    silent = HISTORY.part(0)
    silent.values[:, 2] = np.nan
    model = train(silent)
    found = model.assess(LATER.times, LATER.values)
    assert found.contributions.shape == LATER.values.shape
    assert not found.contributions[:, 2].any()
    assert np.allclose(found.contributions.sum(axis=1), 1, atol=1e-6)


def test_what_a_silent_sensor_says_later_does_not_count() -> None:
    silent = HISTORY.part(0)
    silent.values[:, 2] = np.nan
    model = train(silent)
    loud = LATER.part(0)
    loud.values[:, 2] = 1e6
    assert_same(model.assess(loud.times, loud.values), model.assess(LATER.times, LATER.values))


def test_the_description_names_what_was_decided() -> None:
    silent = HISTORY.part(0)
    silent.values[:, 2] = np.nan
    facts = train(silent).describe()
    assert facts["dropped_sensors"] == [
        {"name": "pump\\s2", "reason": "no reading in the usable training rows"}
    ]
    assert facts["detector"] == "lagged_t2"
    assert facts["fit_rows"] == ROWS
    assert json.loads(json.dumps(facts)) == facts


@pytest.mark.parametrize("usable_rows", [0, 49])
def test_too_few_usable_rows_are_refused(usable_rows: int) -> None:
    with pytest.raises(InsufficientDataError, match=f"{usable_rows} usable training rows"):
        train(usable=np.arange(ROWS) < usable_rows)


def test_usable_rows_without_a_usable_past_are_refused() -> None:
    with pytest.raises(InsufficientDataError, match="usable rows before them"):
        train(usable=np.arange(ROWS) % 4 == 0)


def test_readings_of_no_sensor_are_refused() -> None:
    with pytest.raises(InsufficientDataError, match="no sensor"):
        AnomalyModel.fit(HISTORY.times, np.full_like(HISTORY.values, np.nan), SENSORS, rate_seconds=300)


@pytest.mark.parametrize("rows", [60, 300])
def test_a_short_history_is_enough(rows: int) -> None:
    model = train(HISTORY.part(0, rows))
    assert model.threshold > model.choice.kept.usual
    assert model.memory is None  # it does not show what lasts for half a day
    assert train(HISTORY.part(0, rows), goal=Goal(risk=1e-4)).choice.kept.method == "margin"


def test_a_saved_model_answers_bit_for_bit(model: AnomalyModel, tmp_path: Path) -> None:
    model.save(tmp_path / "new" / "model")
    again = AnomalyModel.load(tmp_path / "new" / "model")
    assert_same(again.assess(LATER.times, LATER.values), model.assess(LATER.times, LATER.values))
    assert again.describe() == model.describe()


def test_a_saved_model_remembers_its_dropped_sensors(tmp_path: Path) -> None:
    silent = HISTORY.part(0)
    silent.values[:, 2] = np.nan
    model = train(silent)
    model.save(tmp_path)
    assert AnomalyModel.load(tmp_path).dropped == model.dropped


def test_saving_again_replaces_the_model(model: AnomalyModel, tmp_path: Path) -> None:
    train(HISTORY.part(0, 300)).save(tmp_path)
    model.save(tmp_path)
    assert AnomalyModel.load(tmp_path).fit_rows == ROWS
    assert sorted(file.name for file in tmp_path.iterdir()) == ["arrays.npz", "model.json"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("detector", "magic"),
        ("sensors", ["one"]),
        ("sensors", None),
        ("dropped", []),
        ("choice", {}),
        ("choice", {"candidates": [], "chosen": 0, "reason": "", "trial": None}),
        ("rate_seconds", None),
    ],
)
def test_altered_facts_are_refused(model: AnomalyModel, tmp_path: Path, member: str, value: object) -> None:
    model.save(tmp_path)
    facts = json.loads((tmp_path / "model.json").read_text())
    (tmp_path / "model.json").write_text(json.dumps({**facts, member: value}))
    with pytest.raises(DamagedModelError):
        AnomalyModel.load(tmp_path)


def test_a_sensor_that_first_moved_lately_does_not_blind_the_model() -> None:
    late = HISTORY.part(0)
    late.values[:2500, 5] = 20
    assert train(late).threshold < 3 * train().threshold


def labelled_history() -> tuple[Plant, list[tuple[np.datetime64, np.datetime64]]]:
    broken = faulty(HISTORY)
    edges = np.diff(np.concatenate(([0], broken.labels.astype(int), [0])))
    starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
    return broken, [(broken.times[start], broken.times[end]) for start, end in zip(starts, ends, strict=True)]


def test_labelled_events_choose_and_grade_without_being_learned() -> None:
    broken, labels = labelled_history()
    model = train(broken, labels=labels)
    assert len(model.choice.candidates) == 3
    assert len(train(broken, labels=labels, goal=Goal(risk=1e-4)).choice.candidates) == 9
    assert model.choice.trial is not None
    assert model.choice.trial.labels == 4
    assert model.choice.trial.recall >= 0.75
    assert model.choice.trial.auc > 0.8
    assert model.describe()["choice"]["reason"]


def test_what_labelled_rows_and_their_surroundings_say_is_not_learned() -> None:
    broken, labels = labelled_history()
    louder = broken.part(0)
    louder.values[np.convolve(broken.labels, np.ones(17), "same") > 0] = 7  # 8 rows to each side
    one, other = train(broken, labels=labels), train(louder, labels=labels)
    assert np.array_equal(one.score(LATER.times, LATER.values), other.score(LATER.times, LATER.values))


def test_labelled_rows_do_not_move_the_threshold() -> None:
    broken, labels = labelled_history()
    louder = broken.part(0)
    louder.values[broken.labels] = 7
    levels = [train(data, labels=labels).choice.candidates[0].level for data in (broken, louder)]
    assert levels[0] == levels[1]


def test_labels_outside_the_history_change_nothing() -> None:
    after = (LATER.times[5], LATER.times[9])
    assert_same(
        train(labels=[after]).assess(LATER.times, LATER.values), train().assess(LATER.times, LATER.values)
    )


def test_labels_of_a_short_history_are_left_out_but_choose_nothing() -> None:
    short = HISTORY.part(0, 240)
    choice = train(short, labels=[(short.times[100], short.times[120])]).choice
    assert choice.trial is None
    assert "Fewer than 250 usable training rows" in choice.reason


def test_a_saved_model_remembers_its_choice(tmp_path: Path) -> None:
    broken, labels = labelled_history()
    model = train(broken, labels=labels)
    model.save(tmp_path)
    assert AnomalyModel.load(tmp_path).choice == model.choice


def changed_lately() -> tuple[Plant, Plant, list[tuple[np.datetime64, np.datetime64]]]:
    """Return a history whose last fifth is of another product, what comes after it, and the faults in the history."""
    data = plant(6000, seed=8)
    data.values[3900:] *= np.array([1.3, 0.9, 1.25, 1.3, 0.9, 1.2], np.float32)
    history = faulty(data.part(0, 5000))
    starts = np.flatnonzero(np.diff(history.labels.astype(int)) == 1) + 1
    return history, data.part(5000), [(history.times[row], history.times[row + 59]) for row in starts]


@pytest.mark.parametrize("labelled", [False, True])
def test_a_product_that_is_made_of_late_is_no_alarm_without_end(labelled: bool) -> None:
    history, later, faults = changed_lately()
    model = train(history, labels=faults if labelled else [])
    assert model.assess(later.times, later.values).anomalous.mean() < 0.1


def test_labelled_faults_before_a_change_are_found_after_it() -> None:
    history, later, faults = changed_lately()
    model = train(history, labels=faults, goal=Goal(alarms_per_month=40))
    assert model.shift > 0
    broken = faulty(later)
    assert model.assess(broken.times, broken.values).anomalous[broken.labels].mean() > 0.3


def counting(data: Plant, *, first: float = 0) -> Plant:
    """The plant with sensor 4 an hour counter, whose readings never come back."""
    result = data.part(0)
    result.values[:, 4] = first + np.cumsum(1 + 0.01 * (np.arange(len(data.times)) % 7))
    return result


def test_a_counter_goes_on_without_an_alarm() -> None:
    model = train(counting(HISTORY))
    later = counting(LATER, first=5000)
    assert model.counters == {SENSORS[4]: 1}
    assert model.assess(later.times, later.values).anomalous.mean() < 0.01


def test_a_reset_of_a_counter_raises_no_alarm() -> None:
    later = counting(LATER, first=5000)
    later.values[500:, 4] -= 5400
    assert not train(counting(HISTORY)).assess(later.times, later.values).anomalous[490:510].any()


def test_a_counter_that_runs_wild_is_an_anomaly() -> None:
    later = counting(LATER, first=5000)
    later.values[500:560, 4] += 3 * np.arange(60)
    found = train(counting(HISTORY)).assess(later.times, later.values)
    assert found.anomalous[505:559].all()
    assert found.contributions[505:559].mean(axis=0).argmax() == 4


def test_a_counter_is_judged_alike_with_its_history_and_after_loading(tmp_path: Path) -> None:
    model = train(counting(HISTORY))
    later = counting(LATER, first=5000)
    model.save(tmp_path)
    whole = AnomalyModel.load(tmp_path).assess(later.times, later.values)
    start = 300 - model.history_rows
    part = model.assess(later.times[start:], later.values[start:], history_rows=model.history_rows)
    assert np.allclose(part.anomaly_score, whole.anomaly_score[300:], atol=1e-4)


def with_gaps(data: Plant, *gaps: slice) -> tuple[Plant, np.ndarray]:
    """Fill stretches as the grid does, from the row before; return which rows were measured."""
    filled, measured = data.part(0), np.ones(len(data.times), dtype=bool)
    for gap in gaps:
        filled.values[gap], measured[gap] = data.values[gap.start - 1], False
    return filled, measured


def test_rows_that_nobody_measured_are_not_learned_from() -> None:
    filled, measured = with_gaps(HISTORY, slice(500, 700), slice(1800, 2000))
    model = train(filled, measured=measured)
    assert model.gapless
    assert model.fit_rows == ROWS - 400
    absent = train(filled, usable=measured)
    assert model.threshold == absent.threshold
    for name, array in model.detector.state().items():
        assert np.array_equal(array, absent.detector.state()[name])


def test_rows_finer_than_the_readings_are_learned_from() -> None:
    every_other = np.arange(ROWS) % 2 == 0
    model = train(measured=every_other)
    assert not model.gapless
    assert model.fit_rows == ROWS
    assert_same(
        model.assess(LATER.times, LATER.values, measured=np.arange(len(LATER.times)) % 2 == 0),
        model.assess(LATER.times, LATER.values),
    )


def test_a_row_that_nobody_measured_has_the_verdict_of_the_last_one_that_was() -> None:
    model = train(measured=np.ones(ROWS, dtype=bool))
    filled, measured = with_gaps(faulty(LATER), slice(130, 150), slice(600, 610))
    found = model.assess(filled.times, filled.values, measured=measured)
    assert found.anomalous[129]
    assert found.anomalous[130:150].all()
    assert (found.anomaly_score[130:150] == found.anomaly_score[129]).all()
    assert (found.contributions[600:610] == found.contributions[599]).all()


def test_other_rows_do_not_look_back_to_one_that_nobody_measured() -> None:
    model = train(measured=np.ones(ROWS, dtype=bool))
    filled, measured = with_gaps(LATER, slice(300, 304))
    wild = filled.part(0)
    wild.values[300:304] = 1e6
    scores = [model.score(LATER.times, one.values, measured=measured) for one in (filled, wild)]
    assert np.array_equal(*scores)
    assert not scores[0][300:304].any()


def test_a_window_that_begins_in_a_gap_says_nothing_of_it() -> None:
    model = train(measured=np.ones(ROWS, dtype=bool))
    measured = np.arange(30) >= 20
    found = model.assess(LATER.times[:30], LATER.values[:30], history_rows=12, measured=measured)
    assert found.anomaly_score[:8].tolist() == [0] * 8
    assert np.isfinite(found.anomaly_score).all()


def test_a_gapless_model_is_read_back_as_one(tmp_path: Path) -> None:
    train(measured=np.ones(ROWS, dtype=bool)).save(tmp_path)
    assert AnomalyModel.load(tmp_path).gapless


def test_the_ceiling_is_not_for_a_model_with_a_risk() -> None:
    _, live = train(goal=Goal(risk=1e-2)).judge(HISTORY.times[:1], HISTORY.values[:1])
    _, counted = train().judge(HISTORY.times[:1], HISTORY.values[:1])
    many = [part.watch.ceiling._replace(backlog=50.0).bar for part in (live, counted)]
    assert many[0] == 0
    assert many[1] > 10
