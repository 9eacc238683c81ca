"""The plant of the tests: a press with an hourly row, and faults that heat its oil without any load to explain it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.objects import FolderObjects
from l4e_sdk.testing.plant import Plant, PlantFault, Readings, label_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from l4e_sdk.local import LocalEngine

BEGIN = datetime(2024, 2, 1, tzinfo=UTC)
BUCKET = "plant"
COMPONENT = Plant().component
SENSORS = tuple(sensor.name for sensor in Plant().sensors)


def rows(
    start: datetime, hours: int, faults: Sequence[tuple[datetime, datetime]] = ()
) -> list[tuple[datetime, list[float]]]:
    """Return one row an hour, as lists that a test may change; they are the same in every run."""
    plant = Plant(faults=tuple(PlantFault("step", "oil_temp", first, last) for first, last in faults))
    readings = plant.readings(start, start + timedelta(hours=hours))
    return [(moment, list(values)) for moment, values in readings.rows()]


def csv(data: Sequence[tuple[datetime, list[float]]]) -> bytes:
    """Return rows as the service reads them."""
    times = tuple(moment for moment, _ in data)
    return Readings(COMPONENT, SENSORS, times, np.array([values for _, values in data])).csv().encode()


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
    engine.objects.put(BUCKET, "labels/known.csv", label_csv(ranges).encode())


def upload_window(engine: LocalEngine, end: datetime, hours: int = 1, *, faulty: bool = False) -> None:
    """Put the live rows up to a time into the bucket, below ``live/``, named by the hour they begin in."""
    start = end - timedelta(hours=hours - 1)
    faults = [(start, end)] if faulty else []
    name = f"live/{COMPONENT}_{end - timedelta(hours=1):%Y%m%d%H%M%S}.csv"
    engine.objects.put(BUCKET, name, csv(rows(start, hours, faults)))
