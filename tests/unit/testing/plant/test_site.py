"""The generated site: reproducible, whole in every cut, wrong only where it is told to be, and honest about the cause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from l4e_sdk import InvalidValueError
from l4e_sdk._rules.layout.labels import read_labels
from l4e_sdk.testing.plant import (
    KINDS,
    ConstantSensor,
    Counter,
    CouplingBreak,
    Drift,
    EfficiencyLoss,
    Gauge,
    Mode,
    Noise,
    Outage,
    Profile,
    RegimeChange,
    RunSensor,
    Site,
    SiteFault,
    StateSensor,
    Step,
    Stuck,
    UnitChange,
)

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

START = datetime(2024, 2, 1, tzinfo=UTC)
NAIVE = START.replace(tzinfo=None)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
END = START + 4 * DAY
FIVE = timedelta(minutes=5)
SITE = Site(every=FIVE)
FLOW, PRESSURE, OUTLET = "pump\\flow", "pump\\pressure", "cooler\\outlet_temp"
FAULT = START + 30 * HOUR, START + 42 * HOUR


def values(site: Site, start: datetime = START, end: datetime = END) -> NDArray[np.float32]:
    return site.readings(start, end).values


def column(site: Site, name: str) -> NDArray[np.float32]:
    return values(site)[:, site.names.index(name)]


def during(start: datetime, end: datetime) -> NDArray[np.bool_]:
    times = SITE.readings(START, END).times.astype(np.int64)
    return (times >= start.timestamp()) & (times <= end.timestamp())


class TestReadings:
    def test_are_the_same_in_every_run_and_others_with_another_seed(self):
        assert np.array_equal(values(SITE), values(Site(every=FIVE)))
        assert not np.array_equal(values(SITE), values(Site(every=FIVE, seed=8)))

    @settings(max_examples=15, deadline=None)
    @given(minutes=st.integers(0, 4 * 24 * 60))
    def test_do_not_depend_on_where_the_range_is_cut(self, minutes: int):
        site = SITE.with_fault(*(kind(PRESSURE, *FAULT) for kind in KINDS))
        middle = START + timedelta(minutes=minutes)
        parts = [values(site, START, middle), values(site, middle, END)]
        assert np.array_equal(np.concatenate(parts), values(site))

    def test_come_a_day_at_a_time_in_single_precision(self):
        blocks = list(SITE.blocks(START + HOUR, END))
        assert [len(block) for block in blocks] == [276, 288, 288, 288]
        assert {block.values.dtype for block in blocks} == {np.dtype(np.float32)}

    def test_of_no_time_are_none(self):
        assert values(SITE, START, START).shape == (0, 6)

    def test_hang_together_by_the_load(self):
        assert np.corrcoef(values(SITE)[:, :3].T).min() > 0.7

    def test_follow_with_a_lag_where_there_is_one(self):
        slow = Gauge(name="m\\slow", level=1, load=1, speed=0, lag=timedelta(hours=1), noise=0)
        fast = Gauge(name="m\\fast", level=1, load=1, speed=0, noise=0)
        read = values(Site(sensors=(slow, fast), every=FIVE))
        best = max(range(40), key=lambda rows: np.corrcoef(read[rows:, 0], read[: len(read) - rows, 1])[0, 1])
        assert 6 <= best <= 14

    def test_of_many_sensors_are_made_by_number(self):
        site = Site.of(10, components=3)
        assert len(site.names) == 10
        assert site.components == ("unit-1", "unit-2", "unit-3")


class TestAFault:
    @pytest.mark.parametrize("kind", KINDS)
    def test_changes_its_sensors_and_its_time_only(self, kind: type[SiteFault]):
        site = SITE.with_fault(kind(FLOW, *FAULT))
        changed = values(site) != values(SITE)
        event = site.events[0]
        touched = [name for name, any_row in zip(site.names, changed.any(axis=0), strict=True) if any_row]
        assert set(touched) == {*event.direct, *event.downstream}
        rows = changed.any(axis=1)
        assert not rows[~during(*FAULT)].any()
        assert rows[during(*FAULT)].mean() > 0.9

    @settings(max_examples=10, deadline=None)
    @given(order=st.sampled_from(list(permutations(range(4)))))
    def test_may_be_added_in_any_order(self, order: tuple[int, ...]):
        faults = (
            Drift(FLOW, *FAULT),
            Noise(FLOW, FAULT[0] + HOUR, FAULT[1] + HOUR),
            Step(FLOW, *FAULT, size=0.3),
            EfficiencyLoss(FLOW, *FAULT),
        )
        mixed = SITE.with_fault(*(faults[number] for number in order))
        assert np.array_equal(values(mixed), values(SITE.with_fault(*faults)))
        assert mixed.events == SITE.with_fault(*faults).events

    def test_of_an_instrument_is_due_to_its_sensor_alone(self):
        event = SITE.with_fault(Drift(FLOW, *FAULT)).events[0]
        assert (event.kind, event.direct, event.downstream) == ("drift", (FLOW,), ())

    def test_of_the_process_tells_the_cause_from_those_that_react(self):
        event = SITE.with_fault(EfficiencyLoss(FLOW, *FAULT)).events[0]
        assert (event.direct, event.downstream) == ((FLOW,), (PRESSURE, OUTLET))

    def test_of_the_process_grows_and_reaches_those_downstream_by_their_coupling(self):
        site = SITE.with_fault(EfficiencyLoss(FLOW, *FAULT, size=0.2))
        rows = np.flatnonzero(during(*FAULT))
        flow, pressure, outlet = (
            (column(site, name) / column(SITE, name) - 1)[rows] for name in (FLOW, PRESSURE, OUTLET)
        )
        assert -0.02 < flow[len(rows) // 24] < 0
        assert -0.3 < flow[-1] < -0.12
        assert np.allclose(pressure, 0.5 * flow, atol=1e-5)
        assert outlet[-1] > 0.03

    def test_by_its_size(self):
        step = column(SITE.with_fault(Step(FLOW, *FAULT, size=0.5)), FLOW) - column(SITE, FLOW)
        assert np.allclose(step[during(*FAULT)], 60, atol=1e-3)
        drift = column(SITE.with_fault(Drift(FLOW, *FAULT, size=0.5)), FLOW) - column(SITE, FLOW)
        assert np.allclose(drift[during(*FAULT)], np.linspace(0, 60, 145), atol=1e-3)

    def test_sticks_to_its_first_value_over_midnight(self):
        rows = during(*FAULT)
        assert set(column(SITE.with_fault(Stuck(FLOW, *FAULT)), FLOW)[rows]) == {column(SITE, FLOW)[rows][0]}

    def test_of_coupling_stays_in_the_usual_range(self):
        day = START + DAY, START + 2 * DAY - FIVE
        broken = column(SITE.with_fault(CouplingBreak(FLOW, *day)), FLOW)[during(*day)]
        healthy = column(SITE, FLOW)[during(*day)]
        assert np.corrcoef(broken, healthy)[0, 1] < -0.9
        assert healthy.min() * 0.8 < broken.min() < broken.max() < healthy.max() * 1.2

    def test_is_a_label_and_other_changes_are_none(self):
        site = (
            SITE.with_fault(Drift(FLOW, *FAULT))
            .with_change(RegimeChange(START, load=0.8))
            .with_unit_change(UnitChange(FLOW, START, 2.0))
            .with_outage(Outage("missing", *FAULT))
            .with_off(START, START + HOUR)
        )
        assert site.labels == (FAULT,)
        assert len(site.events) == 1


class TestOperation:
    def test_of_a_new_regime_lasts(self):
        moved = column(SITE.with_change(RegimeChange(START + 2 * DAY, load=0.7)), FLOW) / column(SITE, FLOW)
        assert np.allclose(moved[: 2 * 288], 1)
        assert (moved[2 * 288 :] < 0.9).all()

    def test_falls_to_nothing_when_off_and_comes_back_by_and_by(self):
        site = SITE.with_off(*FAULT)
        off, flow = during(*FAULT), column(site, FLOW)
        assert set(column(site, "motor\\running")[off]) == {0}
        assert set(column(site, "motor\\running")[~off]) == {1}
        assert abs(flow[off]).max() < 10
        after = np.flatnonzero(off)[-1] + 1
        back = flow[after:] / column(SITE, FLOW)[after:]
        assert back[0] < 0.4
        assert back[36] > 0.9

    def test_has_shifts_weekends_and_modes(self):
        gauge = Gauge(name="m\\load", level=1, load=1, speed=0, noise=0)
        quiet = {"day": 0.0, "unrest": 0.0}
        shifts = Site(sensors=(gauge,), every=HOUR, profile=Profile(shifts=(1, 0.5), weekend=0.2, **quiet))
        assert np.allclose(values(shifts, START, START + DAY)[:, 0], [1] * 12 + [0.5] * 12)
        assert np.allclose(values(shifts, START + 2 * DAY, START + 4 * DAY)[:, 0].max(), 0.2)
        modes = Profile(modes=(Mode(), Mode(load=0.6)), shifts=(1, 1, 1), **quiet)
        seen = values(Site(sensors=(gauge,), every=HOUR, profile=modes), START, START + 10 * DAY)[:, 0]
        assert np.allclose(np.unique(seen.round(4)), [0.6, 1])


class TestOtherSensors:
    def test_count_running_time_with_resets_and_wrap(self):
        off = START + 10 * HOUR, START + 20 * HOUR
        plain = Counter("m\\hours", since=START)
        reset = Counter("m\\reset", since=START, resets=(START + 30 * HOUR,))
        wrap = Counter("m\\wrap", since=START, rate=2.0, wrap=24.0)
        read = values(Site(sensors=(plain, reset, wrap), every=HOUR, off=(off,)), START, START + 2 * DAY)
        assert read[:, 0].tolist() == [*range(10), *[10] * 10, *range(10, 38)]
        assert read[30:, 1].tolist() == list(range(18))
        assert read[:, 2].tolist() == [2 * hours % 24 for hours in read[:, 0].tolist()]

    def test_show_states_and_constants(self):
        gear = StateSensor("m\\gear", states=(1, 2, 4), above=(0.9, 1.1))
        site = Site(sensors=(gear, ConstantSensor("m\\fixed", 3.5), RunSensor("m\\run")), every=FIVE)
        assert [set(each) for each in values(site).T] == [{1, 2, 4}, {3.5}, {1}]

    def test_move_only_late(self):
        late = Gauge(name="m\\late", level=5, moves_from=START + DAY)
        read = values(Site(sensors=(late,), every=HOUR))[:, 0]
        assert set(read[:24]) == {5}
        assert len(set(read[24:])) > 50

    def test_change_their_unit(self):
        site = SITE.with_unit_change(UnitChange(FLOW, START + DAY, 1.8, 32.0))
        assert np.array_equal(column(site, FLOW)[:288], column(SITE, FLOW)[:288])
        assert np.allclose(column(site, FLOW)[288:], column(SITE, FLOW)[288:] * 1.8 + 32)


def arrived(kind: str, of: str = "pump", **more: object) -> list[datetime]:
    site = SITE.with_outage(Outage(kind, *FAULT, **{"component": "pump", **more}))
    return [time for block in site.feed(of, START, END) for time in block.times.tolist()]


WHOLE = [time for block in SITE.feed("pump", START, END) for time in block.times.tolist()]


class TestAnOutage:
    @pytest.mark.parametrize("kind", ["missing", "irregular", "clock_jump", "duplicates"])
    def test_leaves_other_components_alone(self, kind: str):
        assert arrived(kind, "motor") == WHOLE

    def test_of_all_components_reaches_each(self):
        assert arrived("missing", "motor", component=None) == arrived("missing")

    def test_leaves_no_rows(self):
        assert len(arrived("missing")) == len(WHOLE) - 145

    def test_makes_rows_irregular_but_keeps_their_order(self):
        times = arrived("irregular")
        assert 20 < len(WHOLE) - len(times) < 70
        assert times == sorted(set(times))
        assert any(time.second for time in times)

    def test_moves_the_clock(self):
        assert len(set(WHOLE) - set(arrived("clock_jump", jump=-HOUR))) == 12

    def test_sends_rows_twice(self):
        times = arrived("duplicates", share=1.0)
        assert len(times) - len(set(times)) == 145

    def test_damages_the_same_rows_wherever_the_range_begins(self):
        site = SITE.with_outage(Outage("irregular", START, END))
        parts = [*site.feed("pump", START, FAULT[0]), *site.feed("pump", FAULT[0], END)]
        whole = list(site.feed("pump", START, END))
        assert np.array_equal(*(np.concatenate([each.times for each in feed]) for feed in (parts, whole)))


def test_files_are_as_the_service_reads_them(tmp_path: Path):
    site = Site(every=HOUR).with_fault(Drift(FLOW, *FAULT))
    start = datetime(2024, 1, 30, tzinfo=UTC)
    (tmp_path / "data/pump").mkdir(parents=True)
    (tmp_path / "data/pump/2024-01.csv").write_text("left over from another run\n")
    for _ in range(2):
        site.write(tmp_path / "data", start, start + 4 * DAY)
    files = sorted(str(file.relative_to(tmp_path / "data")) for file in tmp_path.rglob("*.csv"))
    assert files == [f"{each}/2024-0{n}.csv" for each in ("cooler", "motor", "pump") for n in (1, 2)]
    lines = (tmp_path / "data/pump/2024-01.csv").read_text().splitlines()
    assert lines[0] == "Timestamp,flow,pressure"
    assert lines[1].startswith("2024-01-30T00:00:00,")
    assert len(lines) == 49
    assert read_labels([site.write_labels(tmp_path / "labels.csv").read_text()]) == (FAULT,)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Site(sensors=()), "at least one sensor"),
        (lambda: Site(sensors=(RunSensor("run"),)), "component"),
        (lambda: Site(sensors=(Gauge(name="a\\b", level=1, lag=3 * HOUR),)), "lag"),
        (lambda: Site(sensors=(Gauge(name="a\\b", level=1, upstream="a\\c"),)), "downstream of"),
        (lambda: Site(sensors=(StateSensor("a\\b", above=()),)), "one less"),
        (lambda: Site(sensors=(Counter("a\\b", since=NAIVE),)), "naive time"),
        (lambda: Site(sensors=(Gauge(name="a\\b", level=1, moves_from=NAIVE),)), "naive time"),
        (lambda: Site(every=timedelta(minutes=7)), "every is"),
        (lambda: Site(seed=-1), "seed is -1"),
        (lambda: Site(restart=timedelta(0)), "restart"),
        (lambda: Site(off=((END, START),)), "swap start and end"),
        (lambda: SITE.with_fault(Drift("heat", *FAULT)), "'heat' is no sensor"),
        (lambda: SITE.with_fault(EfficiencyLoss("motor\\running", *FAULT)), "is no Gauge"),
        (lambda: SITE.with_change(RegimeChange(datetime(2024, 1, 1))), "naive time"),
        (lambda: Drift(FLOW, *FAULT, size=0), "size is 0"),
        (lambda: SiteFault(FLOW, *FAULT), "has no kind"),
        (lambda: Outage("gone", *FAULT), "kind is 'gone'"),
        (lambda: Outage("missing", *FAULT, share=2), "share is 2"),
        (lambda: list(SITE.feed("boiler", START, END)), "is no component"),
    ],
)
def test_what_means_nothing_is_refused(make, says: str):
    with pytest.raises(InvalidValueError, match=says):
        make()
