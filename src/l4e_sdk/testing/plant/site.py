"""A site: components whose sensors are all driven by one load, one speed and one weather."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, TypeAlias

import numpy as np

from l4e_sdk._rules.layout.labels import merged
from l4e_sdk._rules.layout.limits import COLUMN_NAME, COLUMN_NAME_RULE, COMPONENT_NAME
from l4e_sdk.errors import InvalidValueError
from l4e_sdk.testing.plant.block import Block
from l4e_sdk.testing.plant.discrete import ConstantSensor, Counter, RunSensor, StateSensor
from l4e_sdk.testing.plant.disturbed import disturbed
from l4e_sdk.testing.plant.drivers import DAY, Drivers
from l4e_sdk.testing.plant.event import SiteEvent
from l4e_sdk.testing.plant.fault import check_range
from l4e_sdk.testing.plant.gauge import Gauge
from l4e_sdk.testing.plant.gauges import Gauges
from l4e_sdk.testing.plant.injected import EfficiencyLoss, SiteFault
from l4e_sdk.testing.plant.profile import Profile
from l4e_sdk.testing.plant.readings import label_csv
from l4e_sdk.testing.plant.running_time import counted
from l4e_sdk.testing.plant.wrong import wrong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from l4e_sdk.testing.plant.change import RegimeChange, UnitChange
    from l4e_sdk.testing.plant.outage import Outage

    Values: TypeAlias = NDArray[np.float32]
    Range: TypeAlias = tuple[datetime, datetime]

AnySensor: TypeAlias = Gauge | Counter | StateSensor | RunSensor | ConstantSensor

_LONGEST_LAG: Final = timedelta(hours=2)
_STEADY: Final = Profile()
_PUMP_TRAIN: Final = (
    Gauge(name="pump\\flow", level=120.0),
    Gauge(name="pump\\pressure", level=8.0, load=0.5, bend=0.2, speed=0.5, upstream="pump\\flow"),
    Gauge(name="motor\\current", level=40.0, load=0.8, bend=0.1, speed=0.2),
    Gauge(
        name="motor\\winding_temp", level=70.0, load=0.4, speed=0.0, ambient=0.1, lag=timedelta(minutes=40)
    ),
    Gauge(
        name="cooler\\outlet_temp",
        level=35.0,
        load=0.3,
        speed=0.0,
        ambient=0.3,
        lag=timedelta(minutes=20),
        upstream="pump\\flow",
        coupling=-0.4,
    ),
    RunSensor("motor\\running"),
)


@dataclass(frozen=True, kw_only=True)
class Site:
    r"""A machine of several components, with the difficulties of real data and with known faults.

    The readings at a time depend only on the site and the time, not on the start of a range or the order in which
    faults were added. Never use a site for claims about a model's quality, because the simulation is simple.

    Args:
        sensors: the sensors. Default: a pump, its motor and a cooler.
        every: the interval between rows, in whole seconds; a day must be a multiple of it.
        profile: the course of the load.
        faults: the faults.
        changes: permanent changes that are not faults.
        units: changes of sensors' units.
        outages: damage to data in transit, which appears in `feed` and `write`.
        off: the off periods, with their first and last times.
        restart: the time constant with which the load returns.
        seed: another seed gives another site of the same kind.

    Raises:
        InvalidValueError: a name, a time or the interval is not allowed.

    Examples:
        >>> start = datetime.fromisoformat("2024-02-01T00:00:00Z")
        >>> loss = EfficiencyLoss("pump\\flow", start, start + timedelta(hours=6), size=0.02)
        >>> site = Site(seed=3).with_fault(loss)
        >>> site.events[0].downstream
        ('pump\\pressure', 'cooler\\outlet_temp')
    """

    sensors: tuple[AnySensor, ...] = _PUMP_TRAIN
    every: timedelta = timedelta(minutes=1)
    profile: Profile = _STEADY
    faults: tuple[SiteFault, ...] = ()
    changes: tuple[RegimeChange, ...] = ()
    units: tuple[UnitChange, ...] = ()
    outages: tuple[Outage, ...] = ()
    off: tuple[Range, ...] = ()
    restart: timedelta = timedelta(minutes=30)
    seed: int = 7

    def __post_init__(self) -> None:
        _check_sensors(self.sensors)
        step = self.every.total_seconds()
        if step < 1 or step % 1 or DAY % step:
            raise InvalidValueError(
                f"every is {self.every}; it is whole seconds, and a day is a multiple of it."
            )
        if self.seed < 0:
            raise InvalidValueError(f"seed is {self.seed}; pass a number from zero on.")
        if self.restart <= timedelta(0):
            raise InvalidValueError(f"restart is {self.restart}; pass a time above zero.")
        for start, end in self.off:
            check_range("an off period", start, end)
        for moment in [*(each.start for each in self.changes), *(each.start for each in self.units)]:
            check_range("a change", moment, moment)
        for name in [*(fault.sensor for fault in self.faults), *(unit.sensor for unit in self.units)]:
            if name not in self.names:
                raise InvalidValueError(f"{name!r} is no sensor of the site; it has {', '.join(self.names)}.")
        for fault in self.faults:
            if isinstance(fault, EfficiencyLoss) and fault.sensor not in self._gauges.names:
                raise InvalidValueError(f"{fault.sensor!r} is no Gauge; only a Gauge can lose efficiency.")

    @classmethod
    def of(
        cls, sensors: int, *, components: int = 1, every: timedelta = timedelta(minutes=1), seed: int = 7
    ) -> Self:
        """Make a site of many gauges that the seed draws, for questions of scale."""
        draw = np.random.default_rng([seed, 0])
        share = draw.uniform(-0.2, 1.0, (sensors, 4)).tolist()
        made = tuple(
            Gauge(
                name=f"unit-{1 + number * components // sensors}\\s{number + 1}",
                level=float(draw.uniform(1, 100)),
                load=load,
                bend=bend / 4,
                speed=speed,
                ambient=ambient / 4,
                lag=timedelta(minutes=(0, 5, 30)[number % 3]),
            )
            for number, (load, bend, speed, ambient) in enumerate(share)
        )
        return cls(sensors=made, every=every, seed=seed)

    def with_fault(self, *faults: SiteFault) -> Self:
        """Return the site with more faults."""
        return replace(self, faults=(*self.faults, *faults))

    def with_change(self, *changes: RegimeChange) -> Self:
        """Return the site with more lasting changes of its operating point."""
        return replace(self, changes=(*self.changes, *changes))

    def with_unit_change(self, *units: UnitChange) -> Self:
        """Return the site with more sensors that change their unit."""
        return replace(self, units=(*self.units, *units))

    def with_outage(self, *outages: Outage) -> Self:
        """Return the site with more damage to its data."""
        return replace(self, outages=(*self.outages, *outages))

    def with_off(self, start: datetime, end: datetime) -> Self:
        """Return the site with one more time when the machine stands."""
        return replace(self, off=(*self.off, (start, end)))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the sensors."""
        return tuple(sensor.name for sensor in self.sensors)

    @property
    def components(self) -> tuple[str, ...]:
        """The components, in the order of their first sensors."""
        return tuple(dict.fromkeys(_component(name) for name in self.names))

    @property
    def events(self) -> tuple[SiteEvent, ...]:
        """The faults with the sensors that they are due to, by time."""
        return tuple(
            SiteEvent(fault.kind, fault.start, fault.end, (fault.sensor,), self._downstream(fault))
            for fault in sorted(self.faults, key=lambda each: (each.start, each.end, each.order, each.sensor))
        )

    @property
    def labels(self) -> tuple[Range, ...]:
        """The times of the faults. Changes of regime and of units, outages and off periods are not faults."""
        return merged((fault.start, fault.end) for fault in self.faults)

    def blocks(self, start: datetime, end: datetime) -> Iterator[Block]:
        """Yield the rows from a start up to, but not including, an end, at most a day at a time.

        Raises:
            InvalidValueError: a time has no zone, or the end is before the start.
        """
        check_range("the range of readings", start, end)
        first, last = start.timestamp(), end.timestamp()
        for day in range(int(first // DAY), int(-(-last // DAY))):
            block = self._day(day)
            seconds = block.times.astype(np.int64)
            rows = slice(*np.searchsorted(seconds, [first, last]).tolist())
            if len(block.times[rows]):
                yield Block(block.sensors, block.times[rows], block.values[rows])

    def readings(self, start: datetime, end: datetime) -> Block:
        """Return all rows of a range at once; see `blocks`."""
        blocks = list(self.blocks(start, end))
        if not blocks:
            return Block(
                self.names, np.empty(0, "datetime64[s]"), np.empty((0, len(self.names)), dtype=np.float32)
            )
        times = np.concatenate([block.times for block in blocks])
        return Block(self.names, times, np.concatenate([block.values for block in blocks]))

    def feed(self, component: str, start: datetime, end: datetime) -> Iterator[Block]:
        """Yield what arrives of a component: as `blocks`, after the outages.

        Raises:
            InvalidValueError: there is no such component.
        """
        if component not in self.components:
            raise InvalidValueError(f"{component!r} is no component; there are {', '.join(self.components)}.")
        for block in self.blocks(start, end):
            yield self._arrived(component, block)

    def write(self, folder: Path | str, start: datetime, end: datetime) -> Path:
        """Write the rows as the service reads them: a folder for each component, in it a CSV file for each month.

        Returns:
            The folder.
        """
        root = Path(folder)
        for component in self.components:
            (root / component).mkdir(parents=True, exist_ok=True)
        begun: set[Path] = set()
        for block in self.blocks(start, end):
            for component in self.components:
                part = self._arrived(component, block)
                if len(part):
                    file = root / component / f"{str(block.times[0])[:7]}.csv"
                    if file not in begun:
                        begun.add(file)
                        file.write_text(_header(part), encoding="utf-8")
                    _append(file, part)
        return root

    def write_labels(self, file: Path | str) -> Path:
        """Write the label file of the faults."""
        place = Path(file)
        place.write_text(label_csv(self.labels), encoding="utf-8")
        return place

    def _arrived(self, component: str, block: Block) -> Block:
        columns = [number for number, name in enumerate(self.names) if _component(name) == component]
        part = Block(tuple(self.names[each] for each in columns), block.times, block.values[:, columns])
        number = self.components.index(component)
        wanted = [each for each in self.outages if each.component in {None, component}]
        return disturbed(part, wanted, int(self.every.total_seconds()), [self.seed, 4, number])

    @cached_property
    def _gauges(self) -> Gauges:
        return Gauges(tuple(sensor for sensor in self.sensors if isinstance(sensor, Gauge)))

    def _downstream(self, fault: SiteFault) -> tuple[str, ...]:
        return tuple(self._gauges.reached(fault.sensor))[1:] if fault.reaches_downstream else ()

    def _drivers(self, day: int) -> Drivers:
        step, restart = int(self.every.total_seconds()), self.restart.total_seconds()
        return Drivers.of(
            day,
            every=step,
            seed=self.seed,
            profile=self.profile,
            off=self.off,
            restart=restart,
            regimes=self.changes,
        )

    def _day(self, day: int) -> Block:
        drivers = self._drivers(day)
        values = self._healthy(day, drivers)
        times = drivers.times[len(drivers.times) // 2 :]
        for fault in sorted(
            self.faults, key=lambda each: (each.order, each.start, each.end, each.sensor, each.size)
        ):
            rows = (times >= fault.start.timestamp()) & (times <= fault.end.timestamp())
            if rows.any():
                self._harm(values, fault, rows, drivers)
        for unit in sorted(self.units, key=lambda each: (each.start, each.sensor, each.factor, each.offset)):
            after, column = times >= unit.start.timestamp(), self.names.index(unit.sensor)
            values[after, column] = values[after, column] * unit.factor + unit.offset
        return Block(self.names, times.astype("datetime64[s]"), values)

    def _harm(self, values: Values, fault: SiteFault, rows: NDArray[np.bool_], drivers: Drivers) -> None:
        if isinstance(fault, EfficiencyLoss):
            for name, factor in self._gauges.losses(fault, drivers):
                values[rows, self.names.index(name)] *= factor[rows]
            return
        column = self.names.index(fault.sensor)
        values[rows, column] = wrong(
            fault,
            values[rows, column],
            drivers.times[len(rows) :][rows],
            reach=self.sensors[column].reach,
            first=lambda: self._first(fault, column),
            mirrored=lambda: self._mirrored(fault.sensor, drivers, values[:, column])[rows],
            seed=[self.seed, 3, column, drivers.times[-1] // DAY],
        )

    def _first(self, fault: SiteFault, column: int) -> float:
        """Return the reading of a sensor in the first row of a fault."""
        step = int(self.every.total_seconds())
        moment = -int(-fault.start.timestamp() // step) * step
        values = self._healthy(moment // DAY, self._drivers(moment // DAY))
        return float(values[moment % DAY // step, column])

    def _mirrored(self, name: str, drivers: Drivers, values: Values) -> Values:
        """Return a gauge's reading for the opposite load; other sensors show their values mirrored at the mean."""
        if name in self._gauges.names:
            return self._gauges.mirrored(name, drivers, values)
        read: Values = 2 * values.mean() - values
        return read

    def _healthy(self, day: int, drivers: Drivers) -> Values:
        half = len(drivers.times) // 2
        values = np.empty((half, len(self.sensors)), dtype=np.float32)
        columns = [number for number, sensor in enumerate(self.sensors) if isinstance(sensor, Gauge)]
        if columns:
            noise = np.random.default_rng([self.seed, 2, day + DAY])
            gauges = self._gauges.values(drivers, noise)
            if len(columns) == len(self.sensors):
                return gauges
            values[:, columns] = gauges
        for column, sensor in enumerate(self.sensors):
            if not isinstance(sensor, Gauge):
                values[:, column] = self._discrete(sensor, drivers)[half:]
        return values

    def _discrete(
        self, sensor: Counter | StateSensor | RunSensor | ConstantSensor, drivers: Drivers
    ) -> NDArray[np.float64]:
        if isinstance(sensor, Counter):
            return counted(sensor, drivers.times, self.off)
        if isinstance(sensor, StateSensor):
            return np.array(sensor.states)[np.digitize(drivers.load, sensor.above)]
        if isinstance(sensor, RunSensor):
            return drivers.running.astype(np.float64)
        return np.full(len(drivers.times), sensor.value)


def _component(name: str) -> str:
    return name.partition("\\")[0]


def _header(block: Block) -> str:
    return ",".join(["Timestamp", *(name.partition("\\")[2] for name in block.sensors)]) + "\n"


def _append(file: Path, block: Block) -> None:
    with file.open("a", encoding="utf-8") as out:
        for time, row in zip(block.times.astype(str).tolist(), block.values.tolist(), strict=True):
            out.write(f"{time}," + ",".join([f"{value:.7g}" for value in row]) + "\n")


def _check_sensors(sensors: Iterable[AnySensor]) -> None:
    names = [sensor.name for sensor in sensors]
    if not names or len(set(names)) < len(names):
        raise InvalidValueError("a site has at least one sensor, each with its own name.")
    for name in names:
        component, _, column = name.partition("\\")
        if COMPONENT_NAME.fullmatch(component) is None or COLUMN_NAME.fullmatch(column) is None:
            raise InvalidValueError(
                f"a sensor is called {name!r}; it is component\\sensor, and the sensor has {COLUMN_NAME_RULE}."
            )
    for sensor in sensors:
        if isinstance(sensor, Gauge):
            _check_gauge(sensor, names)
        if isinstance(sensor, Counter):
            for moment in (sensor.since, *sensor.resets):
                check_range("a counter", moment, moment)
        if isinstance(sensor, StateSensor) and len(sensor.states) != len(sensor.above) + 1:
            raise InvalidValueError(f"{sensor.name!r} has {len(sensor.states)} states; above has one less.")


def _check_gauge(gauge: Gauge, names: list[str]) -> None:
    if not timedelta(0) <= gauge.lag <= _LONGEST_LAG:
        raise InvalidValueError(f"{gauge.name!r} has a lag of {gauge.lag}; it is from 0 to {_LONGEST_LAG}.")
    if gauge.moves_from is not None:
        check_range("a gauge", gauge.moves_from, gauge.moves_from)
    if gauge.upstream and gauge.upstream not in names:
        raise InvalidValueError(
            f"{gauge.name!r} is downstream of {gauge.upstream!r}, which the site has not."
        )
