"""Every Python block of the README and the documentation runs, one page after the other, as a reader would run it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests import plant
from tools.doc_blocks import pages, program

if TYPE_CHECKING:
    from pathlib import Path

FAULTS = [
    (datetime(2024, 3, 18, 6, tzinfo=UTC), datetime(2024, 3, 18, 20, tzinfo=UTC)),
    (datetime(2024, 4, 10, 8, tzinfo=UTC), datetime(2024, 4, 10, 23, tzinfo=UTC)),
]


def write_history(place: Path) -> None:
    """Write months of a press that overheats twice, as the guide's first example does."""
    history = plant.csv(plant.rows(datetime(2024, 1, 1, tzinfo=UTC), 112 * 24, FAULTS))
    place.mkdir(parents=True)
    (place / "history.csv").write_bytes(history)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_the_examples_of_a_page_run(page: Path, tmp_path: Path) -> None:
    examples = program(page.read_text())
    if '.write("sensor-data")' not in examples:  # as the guide does; the other pages go on with its data
        write_history(tmp_path / "sensor-data" / plant.COMPONENT)
    script = tmp_path / "example.py"
    script.write_text(examples)
    command = [sys.executable, "-W", "error", "-X", "dev", str(script)]
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=110, env=dict(os.environ), check=False
    )
    assert ended.returncode == 0, ended.stderr
