"""Readings as the files that the service reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np

from l4e_sdk._rules.layout.labels import read_labels
from l4e_sdk.testing.plant import Plant, Readings, label_csv

START = datetime(2024, 1, 30, tzinfo=UTC)
READINGS = Readings(
    "pump",
    ("rpm", "heat"),
    (START, START + timedelta(minutes=5)),
    np.array([[1.0, 2.5], [1.00004, -2.0]]),
)


def test_rows_are_times_with_their_values():
    assert list(READINGS.rows()) == [
        (START, (1.0, 2.5)),
        (START + timedelta(minutes=5), (1.00004, -2.0)),
    ]


def test_csv_has_a_header_and_four_decimals():
    assert READINGS.csv() == (
        "Timestamp,rpm,heat\n2024-01-30T00:00:00,1.0000,2.5000\n2024-01-30T00:05:00,1.0000,-2.0000\n"
    )


def test_a_folder_has_a_file_for_each_month(tmp_path: Path):
    place = Plant().readings(START, START + timedelta(days=4)).write(tmp_path / "sensors")
    assert place == tmp_path / "sensors/press-07"
    lines = {file.name: len(file.read_text().splitlines()) for file in place.iterdir()}
    assert lines == {"2024-01.csv": 49, "2024-02.csv": 49}


def test_labels_are_read_as_they_were_meant():
    ist = timezone(timedelta(hours=5, minutes=30))
    ranges = [(START, START + timedelta(hours=3)), (START.astimezone(ist), START + timedelta(hours=1))]
    assert read_labels([label_csv(ranges)]) == ((START, START + timedelta(hours=3)),)
