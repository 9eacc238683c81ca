"""An engine whose time is moved, whose work is watched, and which can be killed and opened again."""

from __future__ import annotations

import shutil
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from l4e_sdk._clock import VirtualClock
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.learning.judging import JudgeTask
from l4e_sdk.local.runner.executor import InlineExecutor
from tests.conftest import START, boto_client

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Killed(BaseException):
    """Stands for kill -9: nothing in the engine may catch it for good."""


class Watched(InlineExecutor):
    """Notes the windows that are judged, and lets something happen before the next one."""

    def __init__(self) -> None:
        self.judged: list[tuple[datetime, datetime]] = []
        self.before: Callable[[], object] | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        before, self.before = self.before, None
        if before is not None:
            before()
        (task,) = (part for argument in args for part in getattr(argument, "args", ()))
        if isinstance(task, JudgeTask):
            self.judged.append((task.window.start, task.window.end))
        return super().submit(fn, *args, **kwargs)


class Rehearsal:
    """A copy of a prepared folder and an engine in it, which can be killed and opened again."""

    def __init__(self, prepared: Path, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(prepared, folder)
        self.folder = folder
        self.executor = Watched()
        self.clock = VirtualClock(START)
        self._open()

    def _open(self) -> None:
        self.engine = LocalEngine(self.folder, clock=self.clock, settings=EngineSettings(workers=0))
        self.engine._runner._executor = self.executor
        self.boto = boto_client(self.engine)
        self.advance(0)

    def advance(self, minutes: float) -> None:
        self.clock.advance(timedelta(minutes=minutes))

    def call(self, operation: str, **members: Any) -> None:
        getattr(self.boto, operation)(**members)
        self.advance(0)

    def close_and_open(self, minutes: float) -> None:
        self.engine.close()
        self.clock = VirtualClock(self.clock.now() + timedelta(minutes=minutes))
        self._open()

    def kill_and_open(self, on_the_way: float, minutes: float) -> None:
        def kill() -> None:
            raise Killed

        self.executor.before = kill
        with suppress(Killed):
            self.advance(on_the_way)
        self.executor.before = None
        self.close_and_open(minutes)
