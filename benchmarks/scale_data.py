"""CSV files of a large plant for the scaling figures: a few common drives, a daily wave and noise, a row a minute."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

BUCKET = "plant"
COMPONENT = "press"
KEY_PATTERN = "{prefix}/{component_name}/*"
BEGIN = datetime(2023, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
_DRIVES = 8
_ROWS_PER_FILE = 43_800  # about a month
_DAY = 1440


def write_plant(folder: Path, rows: int, sensors: int) -> float:
    """Write the files of a component, one per month; return their bytes. The same in every run."""
    place = folder / "train" / COMPONENT
    place.mkdir(parents=True)
    random = np.random.default_rng(3)
    for begin in range(0, rows, _ROWS_PER_FILE):
        frame = _frame(
            BEGIN + begin * MINUTE, _values(random, begin, min(_ROWS_PER_FILE, rows - begin), sensors)
        )
        frame.write_csv(place / f"{begin:08}.csv", float_precision=3)
    return sum(path.stat().st_size for path in place.iterdir())


def live_csv(begin: datetime, sensors: int) -> bytes:
    """Return the five rows after an instant."""
    first = round((begin - BEGIN) / MINUTE)
    values = _values(np.random.default_rng(first), first + 1, 5, sensors)
    return _frame(begin + MINUTE, values).write_csv(float_precision=3).encode()


def _values(random: np.random.Generator, first: int, rows: int, sensors: int) -> NDArray[np.float32]:
    weights = np.random.default_rng(7).normal(size=(_DRIVES, sensors)).astype(np.float32)
    drives = random.standard_normal((rows, _DRIVES), np.float32)
    drives[:, 0] += 3 * np.sin(np.arange(first, first + rows) * (2 * np.pi / _DAY)).astype(np.float32)
    values: NDArray[np.float32] = 50 + drives @ weights + random.standard_normal((rows, sensors), np.float32)
    return values


def _frame(begin: datetime, values: NDArray[np.float32]) -> pl.DataFrame:
    naive = begin.replace(tzinfo=None)
    times = pl.datetime_range(naive, naive + (len(values) - 1) * MINUTE, "1m", eager=True)
    columns = {f"sensor-{number:03}": values[:, number] for number in range(values.shape[1])}
    return pl.DataFrame({"Timestamp": times.dt.strftime("%Y-%m-%d %H:%M:%S"), **columns})
