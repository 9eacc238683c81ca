"""The command line on engine folders: in this process, and as a program of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from l4e_sdk import LookoutEquipment, VirtualClock
from l4e_sdk.cli.app import app
from l4e_sdk.local import EngineSettings
from l4e_sdk.testing import Plant, PlantFault, seed_model

NOW = datetime(2024, 3, 1, tzinfo=UTC)
L4E = (sys.executable, "-W", "error", "-c", "from l4e_sdk.cli import main; main()")


@dataclass(frozen=True)
class Line:
    """Runs ``l4e`` on an engine's folder."""

    folder: Path

    def __call__(self, *args: str, answer: str | None = None) -> Result:
        """Run it in this process."""
        return CliRunner().invoke(app, ["--local", str(self.folder), *args], input=answer, prog_name="l4e")

    def says(self, *args: str) -> str:
        """Run it, and return what it writes to stdout once it has succeeded."""
        done = self(*args)
        assert done.exit_code == 0, done.output
        return done.stdout

    def json(self, *args: str) -> Any:
        """Run it with JSON as output, and return what was read from it."""
        import json

        return json.loads(self.says(*args, "--output", "json"))

    def client(self) -> LookoutEquipment:
        """Return a client of the folder whose clock stands, and which works only when told to."""
        return still_client(self.folder)


def still_client(folder: Path) -> LookoutEquipment:
    return LookoutEquipment.local(folder, clock=VirtualClock(NOW), settings=EngineSettings(workers=0))


def program(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``l4e`` as a program of its own."""
    return subprocess.run(
        [*L4E, *args],
        env=dict(os.environ) | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture(autouse=True)
def _no_folder_of_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("L4E_LOCAL", raising=False)


@pytest.fixture
def empty(tmp_path: Path) -> Line:
    """A folder without anything."""
    return Line(tmp_path / "plant")


@pytest.fixture(scope="session")
def _trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "plant"
    plant = Plant(faults=(PlantFault("step", "oil_temp", NOW - timedelta(days=3), NOW - timedelta(days=2)),))
    with still_client(folder) as client:
        seed_model(client, plant=plant)
    return folder


@pytest.fixture
def press(_trained: Path, tmp_path: Path) -> Line:
    """A folder of its own with the dataset 'press' and the model 'press', whose version 1 is active."""
    return Line(Path(shutil.copytree(_trained, tmp_path / "plant")))
