"""A small plant whose sensors move together, and faults with a known cause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

START = np.datetime64("2024-01-01T00:00:00", "us")


@dataclass
class Plant:
    times: np.ndarray
    values: np.ndarray
    labels: np.ndarray

    def part(self, start: int, stop: int | None = None) -> Plant:
        rows = slice(start, stop)
        return Plant(self.times[rows], self.values[rows].copy(), self.labels[rows].copy())


def grid(rows: int, seconds: int = 300) -> np.ndarray:
    return START + np.arange(rows) * np.timedelta64(seconds, "s")


def plant(rows: int = 3000, sensors: int = 6, *, seed: int = 0, seconds: int = 300) -> Plant:
    """Two slow hidden loads and a daily course drive all sensors; each adds its own noise."""
    random = np.random.default_rng(seed)
    loads = np.zeros((rows, 2))
    for row in range(1, rows):
        loads[row] = 0.9 * loads[row - 1] + random.normal(size=2)
    day = np.sin(2 * np.pi * np.arange(rows) * seconds / 86_400)[:, None]
    drive = np.hstack([loads, day])
    values = drive @ random.normal(size=(3, sensors)) + 0.3 * random.normal(size=(rows, sensors))
    return Plant(grid(rows, seconds), (50 + 10 * values).astype(np.float32), np.zeros(rows, dtype=bool))


def faulty(healthy: Plant, *, length: int = 60) -> Plant:
    """A step, a stuck sensor, a drift and a broken coupling, one after the other, on four different sensors."""
    result = healthy.part(0)
    starts = np.linspace(0.1, 0.8, 4) * len(result.times)
    for sensor, start in enumerate(starts.astype(int)):
        rows = slice(start, start + length)
        result.values[rows, sensor] = FAULTS[sensor](result.values[rows, sensor])
        result.labels[rows] = True
    return result


FAULTS = (
    lambda signal: signal + 25,
    lambda signal: np.full_like(signal, signal[0]),
    lambda signal: signal + np.linspace(0, 40, len(signal)),
    lambda signal: 2 * signal.mean() - signal,
)
