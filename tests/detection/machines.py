"""Machines of every kind that a plant has, with dirt in their histories and faults in what comes after.

Everything is drawn from the number of the machine: the same number gives the same readings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

START: Final = np.datetime64("2024-02-01T00:00:00", "us")
RATES: Final = (300, 600, 900, 1200, 1800, 3600)
SENSORS: Final = (1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 40, 80)
DAYS: Final = (28, 120)
LIVE_DAYS: Final = 60
DAY: Final = 86_400


@dataclass(frozen=True, slots=True, eq=False)
class Machine:
    """A machine's history and what comes after it, without a fault."""

    number: int
    rate: int
    """Seconds between rows."""
    days: int
    """Of history."""
    values: Floats
    """(rows, sensors): the history and 60 days."""
    scatter: Floats
    """What each sensor scatters by about what the load explains."""
    swing: Floats
    """What each sensor moves by, all in all."""

    @property
    def history(self) -> int:
        """The rows of the history."""
        return self.days * DAY // self.rate

    @property
    def times(self) -> NDArray[np.datetime64]:
        """One instant for each row."""
        return START + np.arange(len(self.values)) * np.timedelta64(self.rate, "s")

    def rows(self, days: float) -> int:
        """Return how many rows so many days are."""
        return max(1, round(days * DAY / self.rate))


def machine(number: int, *, sensors: int | None = None, live_days: int = LIVE_DAYS) -> Machine:
    """Make a machine."""
    rng = np.random.default_rng([2024, number])
    rate, days = int(rng.choice(RATES)), int(rng.integers(*DAYS))
    width = sensors or int(rng.choice(SENSORS))
    rows = (days + live_days) * DAY // rate
    day = np.arange(rows) * rate / DAY
    load = _load(rng, day, rate)
    weather = _wander(rng, rows, rate, hours=float(rng.uniform(24, 240)))
    columns, scatters = [], []
    for _ in range(width):
        column, scatter = _sensor(rng, load, weather, rate)
        columns.append(column)
        scatters.append(scatter)
    values = np.column_stack(columns)
    return Machine(number, rate, days, values, np.array(scatters), values.std(axis=0))


def _load(rng: np.random.Generator, day: Floats, rate: int) -> Floats:
    """Return the load: a daily course, a quieter weekend on some machines, and what nobody plans."""
    course = np.sin((day - rng.uniform(0, 1)) * 2 * np.pi) + rng.uniform(0, 0.4) * np.sin(day * 4 * np.pi)
    weekend = np.where(day % 7 >= 5, 1 - (rng.uniform(0.1, 0.3) if rng.random() < 0.3 else 0), 1)
    unrest = _wander(rng, len(day), rate, hours=float(rng.uniform(0.5, 6)))
    return (0.7 + rng.uniform(0, 0.2) * course + rng.uniform(0.01, 0.08) * unrest) * weekend


def _sensor(rng: np.random.Generator, load: Floats, weather: Floats, rate: int) -> tuple[Floats, float]:
    """Return a sensor's readings, and what it scatters by on its own."""
    level = 10 ** rng.uniform(-1, 3.5)
    gain, warmth = rng.uniform(-0.5, 1.2), rng.uniform(0, 0.08) * (rng.random() < 0.5)
    followed = _lagged(load, rate, hours=float(rng.uniform(0.1, 2))) if rng.random() < 0.4 else load
    noise = 10 ** rng.uniform(-2.5, -1.3)
    own = _wander(rng, len(load), rate, hours=float(rng.uniform(0.2, 8))) if rng.random() < 0.5 else 0 * load
    white = rng.normal(size=len(load)) if rng.random() < 0.8 else rng.standard_t(5, len(load))
    readings = level * (1 + gain * (followed - 0.7) + warmth * weather + noise * (white + own))
    if rng.random() < 0.15:
        step = level * noise * 2
        readings = np.round(readings / step) * step
    return readings, level * noise


def _wander(rng: np.random.Generator, rows: int, rate: int, *, hours: float) -> Floats:
    """Return numbers of deviation 1 that forget where they were after some hours."""
    keep = np.exp(-rate / 3600 / hours)
    steps = rng.normal(0, np.sqrt(1 - keep**2), rows)
    return _filtered(steps, keep, start=float(rng.normal()))


def _lagged(signal: Floats, rate: int, *, hours: float) -> Floats:
    keep = float(np.exp(-rate / 3600 / hours))
    return _filtered(signal * (1 - keep), keep, start=float(signal[0]))


def _filtered(steps: Floats, keep: float, *, start: float) -> Floats:
    """Return y with y(t) = keep y(t - 1) + steps(t)."""
    found = np.empty(len(steps))
    last = start
    for place, step in enumerate(steps.tolist()):
        last = keep * last + step
        found[place] = last
    return found


FAULTS: Final = ("step", "drift", "stuck", "noise", "coupling", "efficiency")


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """A fault of a machine: rows and how they are changed."""

    kind: str
    start: int
    stop: int
    sensors: tuple[int, ...]
    size: float
    """In deviations of what the load does not explain; of the whole movement for a broken coupling."""
    rows: dict[str, int] = field(default_factory=dict)


def fault(
    made: Machine, kind: str, start: int, *, hours: float, sensors: tuple[int, ...], size: float
) -> Fault:
    """Return a fault that begins at a row."""
    stop = start + max(3, round(hours * 3600 / made.rate))
    return Fault(kind, start, min(stop, len(made.values)), sensors, size)


def injected(made: Machine, values: Floats, one: Fault) -> Floats:
    """Return the readings with a fault."""
    result = values.copy()
    rows = slice(one.start, one.stop)
    ramp = np.linspace(0.2, 1, one.stop - one.start)
    rng = np.random.default_rng([made.number, one.start])
    for place, sensor in enumerate(one.sensors):
        unit = made.scatter[sensor] * one.size * (1 if place % 2 == 0 else -1)
        column = result[rows, sensor]
        if one.kind == "step":
            column += unit
        elif one.kind in {"drift", "efficiency"}:
            column += unit * ramp
        elif one.kind == "stuck":
            column[:] = column[0] + made.swing[sensor] * 0
        elif one.kind == "noise":
            column += rng.normal(0, abs(unit), len(column))
        else:
            column[:] = 2 * made.values[: made.history, sensor].mean() - column + unit / 2
    return result


DIRT: Final = (
    "wild_cell",
    "wild_cells",
    "placeholder",
    "unlabelled",
    "bad_stretch",
    "restarts",
    "cell_in_faulty",
)


def dirty(made: Machine, kind: str, values: Floats, faulty: tuple[int, ...], one: Fault) -> Floats:
    """Return the readings with dirt in the history (a placeholder goes on after it).

    Args:
        made: The machine.
        kind: One of `DIRT`.
        values: Its readings.
        faulty: The sensors of the fault to come.
        one: That fault; the same that nobody labelled is dirt.
    """
    rng = np.random.default_rng([7, made.number, DIRT.index(kind)])
    result, column = values.copy(), int(rng.integers(values.shape[1]))
    if kind == "unlabelled":
        return _with_unlabelled(made, result, one, rng)
    if kind == "bad_stretch":
        _spoil(made, result, rng)
    elif kind == "restarts":
        _restart(made, result, one, rng)
    elif kind == "placeholder":
        result[rng.random(len(values)) < 0.01, column] = -9999
    else:
        _run_wild(made, kind, result, rng, faulty[0] if kind == "cell_in_faulty" else column)
    return result


def _run_wild(made: Machine, kind: str, result: Floats, rng: np.random.Generator, column: int) -> None:
    history = made.history
    if kind == "wild_cell":
        result[int(rng.integers(history)), column] = 9999 * np.abs(result[:, column]).max()
    elif kind == "cell_in_faulty":
        result[int(rng.integers(history)), column] = -5000 * np.abs(result[:, column]).max()
    else:
        cells = rng.integers(history, size=(int(rng.integers(2, max(4, min(100, history // 50)))), 1))
        columns = rng.integers(result.shape[1], size=cells.shape)
        result[cells, columns] = 1e4 * np.abs(result).max() * rng.uniform(0.5, 2, cells.shape)


def _with_unlabelled(made: Machine, values: Floats, one: Fault, rng: np.random.Generator) -> Floats:
    for _ in range(int(rng.integers(1, 4))):
        length = one.stop - one.start
        at = int(rng.integers(made.history - length)) if made.history > length else 0
        values = injected(made, values, Fault(one.kind, at, at + length, one.sensors, one.size))
    return values


def _spoil(made: Machine, result: Floats, rng: np.random.Generator) -> None:
    length, width = made.rows(min(10.0, made.days * 10 / 42 * 0.9)), result.shape[1]
    at = int(rng.integers(made.history - length))
    columns = rng.choice(width, size=max(1, width // 3), replace=False)
    unrest = rng.normal(size=(length, len(columns))) * 6
    result[at : at + length, columns] += made.scatter[columns] * (4 + unrest)


def _restart(made: Machine, result: Floats, one: Fault, rng: np.random.Generator) -> None:
    for at in rng.integers(len(result), size=round(len(result) * made.rate / DAY / 3)).tolist():
        if one.start - made.rows(0.5) < at < one.stop + made.rows(0.5):
            continue
        result[at : at + max(2, made.rows(0.03))] *= 0.3
