"""An executor that lets something happen while work is computed, as if another thread had done it."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Future
from typing import TYPE_CHECKING, Any

from l4e_sdk.local.runner.executor import InlineExecutor

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk.local import LocalEngine


class Meddling(InlineExecutor):
    """Calls a function before the first task is computed."""

    def __init__(self, meddle: Callable[[], object]) -> None:
        self._meddle: Callable[[], object] | None = meddle

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        meddle, self._meddle = self._meddle, None
        if meddle is not None:
            meddle()
        return super().submit(fn, *args, **kwargs)


class Broken(InlineExecutor):
    """Loses its process a number of times before it computes."""

    def __init__(self, times: int) -> None:
        self.times = times

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.times:
            self.times -= 1
            future: Future[Any] = Future()
            future.set_exception(BrokenExecutor("a process was killed"))
            return future
        return super().submit(fn, *args, **kwargs)


def during_the_next_task(engine: LocalEngine, meddle: Callable[[], object]) -> None:
    """Let something happen while the engine computes its next task."""
    engine._runner._executor = Meddling(meddle)


def run_what_can_begin(engine: LocalEngine) -> None:
    """Run jobs as another thread would while one is busy: all that need not wait for it."""
    while engine._runner.run_next():
        pass
