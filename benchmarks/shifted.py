"""Plants that changed after training: what alarms are then worth, and what retraining gives back.

A test part has three thirds. The plant is as in training during the first, has changed for good from the second on,
and is judged during the last, by which time drift had a third to be noticed and a retraining had one to learn from.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from benchmarks import protocol_detector
from l4e_sdk.testing.plant import Plant, PlantFault, Sensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from benchmarks.quality_shared import Shared

    Flags = NDArray[np.bool_]

SEED: Final = 20240101
KINDS: Final = {
    "none": "nothing changes",
    "level": "every second sensor reads three training deviations higher",
    "scale": "every sensor swings by half as much again around its training mean",
    "mode": "the plant moves by four deviations along the first principal component of training, relations kept",
    "ramp": "every second sensor rises evenly, to six training deviations at the end: a fault that grows, no other regime",
}
"""What is done to the public data, by name."""
NATURAL: Final = ("smd", "machine-1-6")
"""A public set whose plant changed by itself: its alarms on normal rows are the most in the survey."""
_DEVIATIONS: Final = 3.0
_STRETCH: Final = 1.5
_ALONG: Final = 4.0
_AT_THE_END: Final = 6.0
_BEGIN: Final = datetime(2024, 1, 1, tzinfo=UTC)
_SENSORS: Final = (
    Sensor("flow", 120.0),
    Sensor("inlet_pressure", 2.5, gain=-0.4),
    Sensor("outlet_pressure", 9.0, gain=0.8),
    Sensor("motor_amps", 40.0),
    Sensor("motor_temp", 65.0, gain=0.4, noise=0.01),
    Sensor("bearing_temp", 55.0, gain=0.3, noise=0.01),
    Sensor("vibration", 3.0, gain=0.6, noise=0.05),
    Sensor("speed", 1480.0, gain=0.1, noise=0.005),
)
_OTHER_PRODUCT: Final = (1.25, 0.9, 1.2, 1.3, 1.1, 1.08, 1.2, 1.05)
"""The levels after the change of regime, as factors."""


@dataclass(frozen=True, slots=True, eq=False)
class Shifted:
    """A history, and what came after it."""

    train: pd.DataFrame
    test: pd.DataFrame
    faulty: Flags
    """The rows of the test part that are abnormal."""
    freq_seconds: float


@dataclass(frozen=True, slots=True)
class Found:
    """Alarms held against the truth; adds up over plants."""

    false: int = 0
    normal: int = 0
    hit: int = 0
    events: int = 0

    def __add__(self, other: Found) -> Found:
        return Found(
            self.false + other.false,
            self.normal + other.normal,
            self.hit + other.hit,
            self.events + other.events,
        )

    def __str__(self) -> str:
        share = 100 * self.false / max(self.normal, 1)
        return f"{share:.2f} %, {self.hit} of {self.events}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one kind of change, over all its plants."""

    name: str
    plants: int
    before: Found
    """Rows called anomalous in the first third."""
    rows: Found
    """Rows called anomalous in the last third."""
    reported: Found
    """Rows in events that the engine reports, in the last third; it reports none while a changed regime is known."""
    retrained: Found
    """Rows called anomalous in the last third after a retraining on all that there was before it, nothing labelled."""
    labelled: Found
    """The same with the faults until then labelled."""
    anew: Found
    """The same after a training on the second third alone."""
    drift_before: str
    """How many plants have which drift status at the end of the first third."""
    drift_after: str
    """The same at the end of the second third."""

    def line(self) -> str:
        """Return the row of the table."""
        said = f"{self.drift_before} | {self.drift_after}"
        figures = " | ".join(
            map(str, (self.before, self.rows, self.reported, self.retrained, self.labelled, self.anew))
        )
        return f"| {self.name} | {said} | {figures} |"


def outcomes(shared: Shared) -> list[Outcome]:
    """Measure plants of the generator, public data with a change made to it, and public data that changed by itself."""
    segments: Callable[[Flags], list[tuple[int, int]]] = shared.harness.segments
    natural = list(_public(shared, *NATURAL))
    return [
        outcome("generator: nothing changes", generated(changes=False), segments),
        outcome("generator: another product, six plants", generated(changes=True), segments),
        *(
            outcome(f"ASD: {what}", [changed(plant, kind) for plant in _public(shared, "asd")], segments)
            for kind, what in KINDS.items()
        ),
        outcome("SMD machine-1-6, as recorded", natural, segments),
    ]


def outcome(name: str, plants: list[Shifted], segments: Callable[[Flags], list[tuple[int, int]]]) -> Outcome:
    """Measure plants that changed in the same way."""
    measured = [_measure(plant, segments) for plant in plants]
    found = [sum((one[0][column] for one in measured), Found()) for column in range(6)]
    said = [_counted([one[1][moment] for one in measured]) for moment in range(2)]
    return Outcome(name, len(plants), *found, *said)


def _counted(statuses: list[str]) -> str:
    """Return how often each status occurs, in words."""
    return ", ".join(f"{count} {_words(status)}" for status, count in sorted(Counter(statuses).items()))


def _words(status: str) -> str:
    return status.lower().replace("_", " ")


def _measure(
    plant: Shifted, segments: Callable[[Flags], list[tuple[int, int]]]
) -> tuple[list[Found], tuple[str, str]]:
    third = len(plant.test) // 3
    first, last = slice(0, third), slice(2 * third, None)
    then = plant.test.iloc[third : 2 * third]
    model = protocol_detector.fit_with_alarms(plant.train, None, plant.freq_seconds)
    reporting = protocol_detector.EventModel(model.model)
    history = pd.concat([plant.train, plant.test.iloc[: 2 * third]])
    known = np.zeros(len(history), np.bool_)
    known[len(plant.train) :] = plant.faulty[: 2 * third]
    labels = pd.Series(known.astype(int), index=history.index)
    retrained = protocol_detector.fit_with_alarms(history, None, plant.freq_seconds)
    labelled = protocol_detector.fit_with_alarms(history, labels, plant.freq_seconds)
    anew = protocol_detector.fit_with_alarms(then, None, plant.freq_seconds)
    alarms = model.predict(plant.test)
    # A status needs a week of rows; the end of the history goes ahead, as it would with a model in use.
    lead = round(7 * 86_400 / plant.freq_seconds)
    course = pd.concat([plant.train.iloc[-lead:], plant.test])

    def found(flags: Flags, rows: slice) -> Found:
        return compared(flags[rows], plant.faulty[rows], segments)

    figures = [
        found(alarms, first),
        found(alarms, last),
        found(reporting.predict(course)[lead:], last),
        found(retrained.predict(plant.test), last),
        found(labelled.predict(plant.test), last),
        found(anew.predict(plant.test), last),
    ]
    said = [reporting.evaluate(course.iloc[: lead + stop]).drift.status.value for stop in (third, 2 * third)]
    return figures, (said[0], said[1])


def compared(alarms: Flags, faulty: Flags, segments: Callable[[Flags], list[tuple[int, int]]]) -> Found:
    """Hold alarms against the truth; a fault counts as found when one of its rows is alarmed."""
    events = segments(faulty)
    hit = sum(bool(alarms[start : end + 1].any()) for start, end in events)
    return Found(int(np.count_nonzero(alarms & ~faulty)), int(np.count_nonzero(~faulty)), hit, len(events))


def _public(shared: Shared, name: str, entity: str | None = None) -> Iterator[Shifted]:
    for meta, found, train, _, test, labels, _ in shared.harness.entities(str(shared.data), name):
        if entity in (None, found):
            yield Shifted(train, test, labels > 0, meta["freq_seconds"])


def changed(plant: Shifted, kind: str) -> Shifted:
    """Return a plant that is changed from the second third of its test part on; see `KINDS`."""
    mean, deviation = plant.train.mean().to_numpy(), plant.train.std(ddof=0).to_numpy()
    values = plant.test.to_numpy(copy=True)
    later = values[len(values) // 3 :]
    if kind == "level":
        later[:, ::2] += _DEVIATIONS * deviation[::2]
    elif kind == "scale":
        later[:] = mean + _STRETCH * (later - mean)
    elif kind == "ramp":
        later[:, ::2] += np.linspace(0, _AT_THE_END, len(later))[:, None] * deviation[::2]
    elif kind == "mode":
        later += _ALONG * deviation * _principal(plant.train, mean, deviation)
    test = pd.DataFrame(values, index=plant.test.index, columns=plant.test.columns)
    return Shifted(plant.train, test, plant.faulty, plant.freq_seconds)


def _principal(
    train: pd.DataFrame, mean: NDArray[np.float64], deviation: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return where the plant moves per deviation of its first principal component, in deviations of each sensor."""
    moving = deviation > 0
    standard = (train.to_numpy()[:, moving] - mean[moving]) / deviation[moving]
    variances, directions = np.linalg.eigh(standard.T @ standard / len(standard))
    move = np.zeros(len(mean))
    move[moving] = directions[:, -1] * np.sqrt(variances[-1])
    return move * np.sign(move[np.argmax(np.abs(move))])


def generated(*, changes: bool) -> list[Shifted]:
    """Return six plants of the generator: 28 days of history, then 24, with faults in each third."""
    return [_generated(seed, changes=changes) for seed in range(SEED, SEED + 6)]


def _generated(seed: int, *, changes: bool) -> Shifted:
    live = _BEGIN + timedelta(days=28)
    change, end = live + timedelta(days=8), live + timedelta(days=24)
    kinds = ("step", "drift", "decoupled", "stuck", "noise", "decoupled")
    faults = tuple(
        PlantFault(
            kind,
            _SENSORS[(seed + 3 * place) % len(_SENSORS)].name,
            start,
            start + timedelta(hours=8),
            size=0.2,
        )
        for place, kind in enumerate(kinds)
        for start in [live + timedelta(days=4 * place + 1)]
    )
    every = timedelta(minutes=5)
    usual = Plant(sensors=_SENSORS, every=every, faults=faults, seed=seed)
    other = Plant(sensors=_moved() if changes else _SENSORS, every=every, faults=faults, seed=seed)
    test = pd.concat([_frame(usual, live, change), _frame(other, change, end)])
    faulty = np.zeros(len(test), np.bool_)
    for start, stop in usual.labels:
        faulty |= (test.index >= start.replace(tzinfo=None)) & (test.index <= stop.replace(tzinfo=None))
    return Shifted(_frame(usual, _BEGIN, live), test, faulty, every.total_seconds())


def _moved() -> tuple[Sensor, ...]:
    return tuple(
        Sensor(one.name, one.level * factor, gain=one.gain, noise=one.noise)
        for one, factor in zip(_SENSORS, _OTHER_PRODUCT, strict=True)
    )


def _frame(plant: Plant, start: datetime, end: datetime) -> pd.DataFrame:
    readings = plant.readings(start, end)
    times = pd.DatetimeIndex([moment.replace(tzinfo=None) for moment in readings.times])
    return pd.DataFrame(readings.values, index=times, columns=list(readings.sensors))
