"""The deployment script of the examples: run again, cut off at every step, and told otherwise."""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import LookoutEquipment, VirtualClock
from l4e_sdk.local import EngineSettings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

EXAMPLES = Path(__file__).parents[2] / "examples"
TODAY = datetime(2024, 2, 8, tzinfo=UTC)
ALL = [
    "CreateDataset",
    "StartDataIngestionJob",
    "CreateLabelGroup",
    "CreateLabel",
    "CreateLabel",
    "CreateModel",
    "CreateRetrainingScheduler",
    "CreateInferenceScheduler",
]


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("deploy", EXAMPLES / "deploy.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["deploy"] = module  # where its dataclass looks for itself
    spec.loader.exec_module(module)
    yield module
    del sys.modules["deploy"]


@pytest.fixture
def client() -> Iterator[LookoutEquipment]:
    """A client of an engine that works in this process."""
    with LookoutEquipment.local(clock=VirtualClock(TODAY), settings=EngineSettings(workers=0)) as local:
        yield local


class Writes:
    """The operations of a client that write; it can cut the line after the answer to one."""

    def __init__(self, client: LookoutEquipment) -> None:
        self.seen: list[str] = []
        self.cut = False
        client.boto3.meta.events.register("after-call.lookoutequipment.*", self._note)

    def _note(self, model: object, **_: object) -> None:
        name = str(getattr(model, "name", ""))
        if not name.startswith(("Describe", "List")):
            self.seen.append(name)
            if self.cut:
                raise KeyboardInterrupt


def test_a_second_run_writes_nothing(client: LookoutEquipment, script: ModuleType):
    writes, deployment = Writes(client), script.Deployment(client, EXAMPLES / "plant")
    deployment.run()
    first, writes.seen = writes.seen, []
    deployment.run()
    assert (first, writes.seen) == (ALL, [])


def test_a_run_that_is_cut_off_after_every_write_gets_there_all_the_same(
    client: LookoutEquipment, script: ModuleType
):
    writes, deployment = Writes(client), script.Deployment(client, EXAMPLES / "plant")
    writes.cut = True
    for _ in ALL:
        with pytest.raises(KeyboardInterrupt):
            deployment.run()
    deployment.run()
    assert writes.seen == ALL


@pytest.mark.slow
def test_the_command_says_what_changed(
    tmp_path: Path, script: ModuleType, capsys: pytest.CaptureFixture[str]
):
    command = ["--folder", str(tmp_path / "plant")]
    script.main(command)
    first = capsys.readouterr().out
    script.main(command)
    second = capsys.readouterr().out
    assert (first.count(": created"), second.count(": unchanged"), second.count(": created")) == (5, 5, 0)
