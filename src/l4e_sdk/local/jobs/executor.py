"""Where work is computed: worker processes, or the caller's own thread."""

from __future__ import annotations

import threading
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

IDLE_SECONDS = 300
"""How long an idle worker process is kept; starting one takes about a second."""


class InlineExecutor(Executor):
    """Computes at once, in the thread that asks: for tests and for tiny machines."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Compute now and return the finished result."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # a future carries any error to the one who asks for the result
            future.set_exception(error)
        return future


class WorkerPool(Executor):
    """Worker processes, started when first needed and started anew when one of them dies.

    loky's workers, other than the standard library's, do not import the caller's script again, so a script needs no
    ``if __name__ == "__main__"`` guard to use the engine.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._lock = threading.Lock()
        self._pool: Executor | None = None

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Compute in a worker process."""
        try:
            return self._running().submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self.renew()
            return self._running().submit(fn, *args, **kwargs)

    def renew(self) -> None:
        """Forget the processes; the next task starts new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  # as in Executor
        """Stop the processes."""
        del cancel_futures  # loky has no such choice; the engine waits for its jobs before it gets here
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait)

    def _running(self) -> Executor:
        with self._lock:
            if self._pool is None:
                from loky.process_executor import ProcessPoolExecutor

                self._pool = ProcessPoolExecutor(max_workers=self._workers, timeout=IDLE_SECONDS)
            return self._pool


def make_executor(workers: int) -> Executor:
    """Return the executor for a number of worker processes; 0 computes in the engine's own thread."""
    return WorkerPool(workers) if workers else InlineExecutor()
