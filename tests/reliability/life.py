"""One life of an engine: it opens the folder, proves what was acknowledged, and goes on with the script.

What it has done it writes down at once, line by line, in a file that outlives it: this is what it has acknowledged.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.doctor import examine
from l4e_sdk.local.store import Scope
from tests.conftest import START, boto_client
from tests.reliability import facts
from tests.reliability.script import SCRIPT
from tests.reliability.snapshot import data_files
from tests.reliability.state import Untrue, check_file, check_rest, check_states
from tests.reliability.steps import StandingClock, World

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from l4e_sdk.local.wire.messages import WireRequest, WireResponse
    from tests.reliability.steps import Step

PLANT = "plant"
"""The engine's folder, below that of a script."""
LOG = "acknowledged.jsonl"


class Door:
    """A client whose engine can be replaced: making one takes longer than many a life."""

    def __init__(self) -> None:
        self.engine: LocalEngine | None = None
        self.boto = boto_client(self)  # type: ignore[arg-type]  # all that a client needs of an engine is `answer`

    @property
    def scope(self) -> Scope:
        """The account and Region of all lives."""
        settings = EngineSettings()
        return Scope(settings.account, settings.region)

    def answer(self, request: WireRequest, scope: Scope | None = None) -> WireResponse:
        """Let the present engine answer."""
        assert self.engine is not None
        return self.engine.answer(request, scope)


class Log:
    """The acknowledged steps of all lives."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()
        content = path.read_bytes()
        # A line that a kill cut off was not acknowledged. What was is never written again: a kill could cut it off, too.
        whole = content[: content.rfind(b"\n") + 1]
        os.truncate(path, len(whole))
        self.answers: list[Any] = [json.loads(line) for line in whole.splitlines()]

    def acknowledge(self, answer: Any) -> None:
        """Write down that the next step is done."""
        self.answers.append(answer)
        with self._path.open("a") as file:
            file.write(json.dumps(answer) + "\n")


def live(folder: Path, door: Door, workers: int, control: list[Any] | None) -> None:
    """Go through what is left of the script.

    Args:
        folder: the script's folder.
        door: leads to the engine of this life.
        workers: worker processes.
        control: what an undisturbed run acknowledged; None makes this one the undisturbed run.

    Raises:
        Untrue: something that was acknowledged is not so.
    """
    log = Log(folder / LOG)
    clock = StandingClock(_moment(SCRIPT[: len(log.answers)]))
    if control is not None:
        _prove(folder, door, log, clock)
    settings = EngineSettings(workers=workers)
    with LocalEngine(folder / PLANT, clock=clock, settings=settings) as engine:
        door.engine = engine
        answers = {step.name: answer for step, answer in zip(SCRIPT, log.answers, strict=False)}
        world = World(engine, door.boto, clock, answers, again=True)
        while len(log.answers) < len(SCRIPT):
            step = SCRIPT[len(log.answers)]
            answer = step.run(world)
            if control is not None and step.name.startswith("idle"):
                _compare(step.name, control[len(log.answers)], answer)
            world.answers[step.name] = answer
            world.again = False
            log.acknowledge(answer)
        check_rest(folder, engine)
    left = data_files(folder / PLANT)
    if control is None:
        log.acknowledge(left)
    else:
        _compare("files of datasets and models", control[-1], left)


def _prove(folder: Path, door: Door, log: Log, clock: StandingClock) -> None:
    """Fail unless everything acknowledged is so, before any work goes on."""
    check_file(folder / PLANT)
    still = EngineSettings(workers=0, background=False)
    with LocalEngine(folder / PLANT, clock=clock, settings=still) as engine:
        door.engine = engine
        known: dict[Any, Any] = {}
        for step, _ in zip(SCRIPT, log.answers, strict=False):
            known.update(step.facts)
        for step in SCRIPT[len(log.answers) : len(log.answers) + 1]:
            # It was not acknowledged and may have been done.
            for fact in step.facts:
                known.pop(fact, None)
        facts.check(door.boto, known)
        check_states(engine, door.boto)
    # The step that was interrupted may have moved the clock; who examines the folder has a clock that never went back.
    diagnosis = examine(folder / PLANT, clock=StandingClock(_moment(SCRIPT[: len(log.answers) + 1])))
    if not diagnosis.healthy:
        raise Untrue(f"the doctor found: {'; '.join(str(finding) for finding in diagnosis.findings)}")


def _moment(steps: Sequence[Step]) -> datetime:
    """Return what the clock shows after these steps."""
    return max((step.moment for step in steps if step.moment), default=START)


def _compare(what: str, expected: Any, found: Any) -> None:
    expected, found = (json.loads(json.dumps(one, default=str)) for one in (expected, found))
    if expected == found:
        return
    parts = []
    for key in sorted({*expected, *found}):
        one, other = expected.get(key), found.get(key)
        if one != other:
            parts.append(f"{key}: undisturbed {_only(one, other)}; here {_only(other, one)}")
    raise Untrue(f"{what} differs (process {os.getpid()}): " + " | ".join(parts))


def _only(one: Any, other: Any) -> str:
    if isinstance(one, list) and isinstance(other, list):
        return json.dumps([item for item in one if item not in other])
    return json.dumps(one)
