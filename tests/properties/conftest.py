"""What rehearsals of schedulers begin with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine
from tests import plant
from tests.conftest import START, boto_client
from tests.contract.test_main_path import train

if TYPE_CHECKING:
    from pathlib import Path

HOURS = 60
"""So many hours have input, but for every third."""


def has_input(hour: int) -> bool:
    return hour % 3 != 1


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model and live input."""
    folder = tmp_path_factory.mktemp("prepared") / "plant"
    with LocalEngine(folder, clock=VirtualClock(START), settings=EngineSettings(workers=0)) as engine:
        train(boto_client(engine), engine)
        for hour in filter(has_input, range(HOURS)):
            plant.upload_window(engine, START + timedelta(hours=hour))
    return folder
