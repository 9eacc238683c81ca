"""The gauges of a site, computed together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from l4e_sdk.testing.plant.drivers import lagged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from l4e_sdk.testing.plant.drivers import Drivers
    from l4e_sdk.testing.plant.gauge import Gauge
    from l4e_sdk.testing.plant.injected import EfficiencyLoss

    Values: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Gauges:
    """Gauges as one matrix product: the drivers, once for each lag, times their weights."""

    parts: tuple[Gauge, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the columns."""
        return tuple(gauge.name for gauge in self.parts)

    @cached_property
    def _lags(self) -> tuple[float, ...]:
        return tuple(sorted({gauge.lag.total_seconds() for gauge in self.parts}))

    @cached_property
    def _weights(self) -> Values:
        weights = np.zeros((5 * len(self._lags), len(self.parts)), dtype=np.float32)
        for column, gauge in enumerate(self.parts):
            row = 5 * self._lags.index(gauge.lag.total_seconds())
            shares = np.array([1, gauge.load, gauge.bend, gauge.speed, gauge.ambient])
            weights[row : row + 5, column] = gauge.level * shares
        return weights

    @cached_property
    def _scatter(self) -> Values:
        return np.array([gauge.level * gauge.noise for gauge in self.parts], dtype=np.float32)

    def values(self, drivers: Drivers, noise: np.random.Generator) -> Values:
        """Return the readings of the second day of the drivers."""
        values = noise.standard_normal((len(drivers.times) // 2, len(self.parts)), dtype=np.float32)
        values *= self._scatter
        values += self._features(drivers) @ self._weights
        times = drivers.times[len(drivers.times) // 2 :]
        for column, gauge in enumerate(self.parts):
            if gauge.moves_from is not None:
                values[times < gauge.moves_from.timestamp(), column] = gauge.level
        return values

    def mirrored(self, name: str, drivers: Drivers, values: Values) -> Values:
        """Return a gauge's readings mirrored at its reading for the day's mean load, with the same noise."""
        column = self.names.index(name)
        clean = self._features(drivers) @ self._weights[:, column]
        read: Values = values - 2 * (clean - clean.mean())
        return read

    def reached(self, name: str) -> dict[str, tuple[str, float]]:
        """Return a gauge and all that are downstream of it, each with its upstream gauge and its coupling."""
        reached = {name: ("", 1.0)}
        for found in (queue := [name]):
            for gauge in self.parts:
                if gauge.upstream == found and gauge.name not in reached:
                    reached[gauge.name] = (found, gauge.coupling)
                    queue.append(gauge.name)
        return reached

    def losses(self, fault: EfficiencyLoss, drivers: Drivers) -> Iterator[tuple[str, Values]]:
        """Yield the gauges that a loss of efficiency reaches, each with the factor on its readings."""
        start, end = fault.start.timestamp(), fault.end.timestamp()
        progress = np.clip((drivers.times - start) / max(end - start, 1), 0, 1)
        lags = {gauge.name: gauge.lag.total_seconds() for gauge in self.parts}
        deviations = {"": -fault.size * progress * drivers.load}
        for name, (upstream, coupling) in self.reached(fault.sensor).items():
            lag = lags[name] if upstream else 0
            deviations[name] = coupling * lagged(deviations[upstream], lag, drivers.every)
            yield name, (1 + deviations[name][len(progress) // 2 :]).astype(np.float32)

    def _features(self, drivers: Drivers) -> Values:
        return np.concatenate([drivers.features(lag) for lag in self._lags], axis=1).astype(np.float32)
