"""A small plant for tests: hourly rows of four sensors that belong together, and faults that part them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.objects import FolderObjects

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from l4e_sdk.local import LocalEngine

BEGIN = datetime(2024, 2, 1, tzinfo=UTC)
_NOISE_BEGINS = datetime(2024, 1, 1, tzinfo=UTC)
BUCKET = "plant"
SENSORS = ("oil_temp", "pressure", "ram_speed", "motor_amps")
COMPONENT = "press-07"


def rows(
    start: datetime, hours: int, faults: Sequence[tuple[datetime, datetime]] = ()
) -> list[tuple[datetime, list[float]]]:
    """Return one row an hour: a daily load that all sensors follow, and noise that is the same in every run.

    During a fault the oil gets hot without any load that would explain it.
    """
    since = (start - _NOISE_BEGINS) // timedelta(hours=1)
    noise = np.random.default_rng(7).normal(0, 0.02, (9000, len(SENSORS)))[since : since + hours]
    made = []
    for hour in range(hours):
        moment = start + timedelta(hours=hour)
        load = 1 + 0.3 * np.sin(2 * np.pi * moment.hour / 24)
        values = load * np.array([60.0, 12.0, 1.8, 40.0]) * (1 + noise[hour])
        if any(first <= moment <= last for first, last in faults):
            values[0] *= 1.4
        made.append((moment, [float(value) for value in values]))
    return made


def csv(data: Sequence[tuple[datetime, list[float]]]) -> bytes:
    """Return rows as the service reads them."""
    lines = [",".join(("Timestamp", *SENSORS))]
    lines += [
        f"{moment:%Y-%m-%dT%H:%M:%S}," + ",".join(f"{value:.4f}" for value in values)
        for moment, values in data
    ]
    return ("\n".join(lines) + "\n").encode()


def upload_history(
    engine: LocalEngine, days: int = 28, faults: Sequence[tuple[datetime, datetime]] = ()
) -> None:
    """Put history into the bucket, below ``train/``."""
    engine.objects.put(BUCKET, f"train/{COMPONENT}/all.csv", csv(rows(BEGIN, days * 24, faults)))


def upload_history_to(root: Path, days: int = 28) -> None:
    """Put history into the buckets below a folder, without an engine."""
    FolderObjects(root).put(BUCKET, f"train/{COMPONENT}/all.csv", csv(rows(BEGIN, days * 24)))


def upload_labels(engine: LocalEngine, ranges: Sequence[tuple[datetime, datetime]]) -> None:
    """Put a label file into the bucket, below ``labels/``."""
    lines = "".join(f"{start:%Y-%m-%dT%H:%M:%S.%f},{end:%Y-%m-%dT%H:%M:%S.%f}\n" for start, end in ranges)
    engine.objects.put(BUCKET, "labels/known.csv", lines.encode())


def upload_window(engine: LocalEngine, end: datetime, hours: int = 1, *, faulty: bool = False) -> None:
    """Put the live rows up to a time into the bucket, below ``live/``, named by the hour they begin in."""
    start = end - timedelta(hours=hours - 1)
    faults = [(start, end)] if faulty else []
    name = f"live/{COMPONENT}_{end - timedelta(hours=1):%Y%m%d%H%M%S}.csv"
    engine.objects.put(BUCKET, name, csv(rows(start, hours, faults)))
