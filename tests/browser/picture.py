"""Draws the pictures of an evaluation report that the documentation shows: the page, and the scores over time.

    python -m tests.browser.picture docs/guides/report.png docs/scores.png

It trains a model of the press, whose faults are known, and takes pictures of its report in the system's Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from l4e_sdk import LookoutEquipment, TimeRange, VirtualClock
from l4e_sdk.local import EngineSettings
from l4e_sdk.testing import Plant, PlantFault, seed_dataset
from tests.browser import chromium

NOW = datetime(2024, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PLANT = Plant(
    every=timedelta(minutes=10),
    faults=(
        PlantFault("drift", "oil_temp", NOW - 9 * DAY, NOW - 8 * DAY),
        PlantFault("step", "pressure", NOW - 4 * DAY, NOW - 3.5 * DAY),
    ),
    off=((NOW - 30 * DAY, NOW - 29 * DAY), (NOW - 6 * DAY, NOW - 5.5 * DAY)),
)
WIDTH, HEIGHT = 1080, 2050


def main(picture: Path, scores: Path) -> None:
    """Write both pictures."""
    if reason := chromium.lacking():
        sys.exit(reason)
    with tempfile.TemporaryDirectory() as folder, chromium.launched() as browser:
        report = _report(Path(folder))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto(report.as_uri())
        page.screenshot(path=picture)
        page.locator("#timeline").screenshot(path=scores)


def _report(folder: Path) -> Path:
    """Train a model and write its report."""
    with LookoutEquipment.local(clock=VirtualClock(NOW), settings=EngineSettings(workers=0)) as client:
        dataset = seed_dataset(client, plant=PLANT, days=60)
        faults = client.label_groups.create("faults", fault_codes=["leak", "valve"])
        for code, fault in zip(("leak", "valve"), PLANT.faults, strict=True):
            faults.add(fault.start, fault.end, fault_code=code)
        model = client.models.create(
            "press",
            dataset=dataset,
            training=TimeRange(NOW - 60 * DAY, NOW - 20 * DAY),
            evaluation=TimeRange(NOW - 20 * DAY, NOW),
            labels_input_configuration=faults,
            off_condition=r"press-07\motor_amps < 5",
        ).wait()
        return model.version(1).report(folder / "report.html")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
