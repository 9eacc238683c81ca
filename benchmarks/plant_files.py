"""CSV files of a plant, for measuring ingestion: waves with noise, a row a minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

KEY_PATTERN = "{prefix}/{component_name}/*"
_BEGIN = datetime(2023, 1, 1)  # noqa: DTZ001 - files have no zones


def write_files(folder: Path, *, files: int, sensors: int, rows: int) -> list[Path]:
    """Write files of one component, each of so many rows that follow those of the file before; the same in every run."""
    place = folder / "press"
    place.mkdir(parents=True)
    random = np.random.default_rng(1)
    paths = [place / f"{number:04}.csv" for number in range(files)]
    for number, path in enumerate(paths):
        _readings(random, number * rows, sensors, rows).write_csv(path)
    return paths


def _readings(random: np.random.Generator, first: int, sensors: int, rows: int) -> pl.DataFrame:
    begin = _BEGIN + timedelta(minutes=first)
    times = pl.datetime_range(begin, begin + timedelta(minutes=rows - 1), "1m", eager=True)
    steps = np.arange(first, first + rows) / 500
    values = {
        f"sensor-{sensor}": np.round(50 + 10 * np.sin(steps + sensor) + random.normal(size=rows), 4)
        for sensor in range(sensors)
    }
    return pl.DataFrame({"Timestamp": times.dt.strftime("%Y-%m-%d %H:%M:%S"), **values})
