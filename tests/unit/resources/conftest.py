"""Clients of engines that work in this process when their clock moves: a new one, and one that has trained a press."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import LookoutEquipment, VirtualClock
from l4e_sdk.local import EngineSettings
from tests.support import press

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = EngineSettings(workers=0)


@pytest.fixture
def client() -> Iterator[LookoutEquipment]:
    """A client with an engine that knows nothing yet."""
    with LookoutEquipment.local(clock=VirtualClock(press.NOW), settings=SETTINGS) as local:
        yield local


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the history of the press."""
    return press.history(tmp_path / "sensors")


@pytest.fixture
def trained(_plant: Path, tmp_path: Path) -> Iterator[LookoutEquipment]:
    """A client with an engine that has the press ingested, labelled and trained, with diagnostics."""
    state = shutil.copytree(_plant, tmp_path / "plant")
    with LookoutEquipment.local(state, clock=VirtualClock(press.NOW), settings=SETTINGS) as local:
        yield local


@pytest.fixture(scope="session")
def _plant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("press")
    yesterday = VirtualClock(press.NOW - timedelta(days=1))
    with LookoutEquipment.local(folder / "plant", clock=yesterday, settings=SETTINGS) as local:
        _train(local, press.history(folder / "sensors"))
    return folder / "plant"


def _train(client: LookoutEquipment, sensors: Path) -> None:
    dataset = client.datasets.create("press")
    dataset.ingest(dataset.upload(sensors, bucket="plant", prefix="train")).wait()
    labels = client.label_groups.create("faults")
    labels.add(*press.FAULT)
    client.models.create(
        "press",
        dataset=dataset,
        labels_input_configuration=labels,
        training_data_start_time=datetime(2024, 1, 1, tzinfo=UTC),
        training_data_end_time=datetime(2024, 1, 20, tzinfo=UTC),
        evaluation_data_start_time=datetime(2024, 1, 20, tzinfo=UTC),
        evaluation_data_end_time=datetime(2024, 2, 3, tzinfo=UTC),
        model_diagnostics_output_configuration="s3://plant/diagnostics/",
    ).wait()
