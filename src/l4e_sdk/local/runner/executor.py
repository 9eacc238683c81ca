"""The place where jobs are computed: worker processes, or the caller's own thread."""

from __future__ import annotations

import math
import os
import queue
import threading
import time
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from loky.process_executor import ProcessPoolExecutor

P = ParamSpec("P")
T = TypeVar("T")

IDLE_SECONDS = 300
"""Seconds for which an idle worker process stays alive. Starting one takes about a second."""

ORPHAN_SECONDS = 0.2
"""Seconds after which a worker process ends if its engine was killed. No engine starts faster."""


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
    """Worker processes with one task each. If a process dies, only its own task is lost.

    A process starts when it is first needed. Unlike the standard library's workers, loky's do not import the caller's
    script again. So a script needs no ``if __name__ == "__main__"`` guard to use the engine.
    """

    def __init__(self, workers: int) -> None:
        threads = threads_for(workers)
        self._workers = [_Worker(threads) for _ in range(workers)]
        # The one that worked last is used first: it is running, and has read the models.
        self._free: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for worker in self._workers:
            self._free.put(worker)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Compute in a worker process; waits for a free one."""
        worker = self._free.get()
        try:
            future = worker.submit(fn, *args, **kwargs)
        except BaseException:
            self._free.put(worker)
            raise
        computation: Computation[T] = Computation(worker.kill)
        future.add_done_callback(lambda _: self._free.put(worker))
        future.add_done_callback(partial(_pass_on, computation))
        return computation

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  # as in Executor
        """Stop the processes."""
        del cancel_futures  # nothing waits inside: a task is submitted when a process is free for it
        for worker in self._workers:
            worker.stop(wait=wait)


class Computation(Future[T]):
    """A computation in a worker process. Unlike most futures, it can be cancelled while it runs."""

    def __init__(self, kill: Callable[[], None]) -> None:
        super().__init__()
        self._kill = kill
        self.set_running_or_notify_cancel()

    def cancel(self) -> bool:
        """Kill the process; the future then ends with a BrokenExecutor. False if it had ended before."""
        if self.done():
            return False
        self._kill()
        return True


def _pass_on(computation: Computation[T], future: Future[T]) -> None:
    from loky.process_executor import ShutdownExecutorError

    error = future.exception()
    if isinstance(error, ShutdownExecutorError):
        computation.set_exception(BrokenExecutor("The worker process was stopped."))
    elif error is not None:
        computation.set_exception(error)
    else:
        computation.set_result(future.result())


class _Worker:
    """One process, started anew when it has died."""

    def __init__(self, threads: dict[str, str]) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._process: ProcessPoolExecutor | None = None

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        try:
            return self._running().submit(fn, *args, **kwargs)
        except BrokenExecutor:
            self.stop(wait=False)
            return self._running().submit(fn, *args, **kwargs)

    def stop(self, *, wait: bool) -> None:
        process = self._let_go()
        if process is not None:
            process.shutdown(wait=wait)

    def kill(self) -> None:
        process = self._let_go()
        if process is not None:
            process.shutdown(wait=False, kill_workers=True)

    def _let_go(self) -> ProcessPoolExecutor | None:
        with self._lock:
            process, self._process = self._process, None
        return process

    def _running(self) -> Executor:
        with self._lock:
            if self._process is None:
                from loky.process_executor import ProcessPoolExecutor

                self._process = ProcessPoolExecutor(
                    max_workers=1,
                    timeout=IDLE_SECONDS,
                    env=self._threads,
                    initializer=_end_with,
                    initargs=(os.getpid(),),
                )
            running: Executor = self._process
            return running


def _end_with(engine: int) -> None:
    """Let this process end when its engine dies: the next engine does the work again, in the same place."""

    def watch() -> None:
        # An orphan gets another parent; on Windows it keeps the old number and ends with its task.
        while os.getppid() == engine:
            time.sleep(ORPHAN_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="l4e-orphan", daemon=True).start()


def threads_for(workers: int) -> dict[str, str]:
    """Return environment variables that make a number of worker processes share the cores.

    By default, each library starts a thread per core in every process. With more threads than cores, the threads mostly
    wait for each other. At these sizes, linear algebra gains little from threads, and reading CSV files gains much. The
    user's own settings stay.
    """
    if workers < 2:
        return {}
    share = str(math.ceil((os.cpu_count() or 1) / workers))
    chosen = {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "POLARS_MAX_THREADS": share,
    }
    return {name: value for name, value in chosen.items() if name not in os.environ}


def make_executor(workers: int) -> Executor:
    """Return the executor for a number of worker processes; 0 computes in the engine's own thread."""
    return WorkerPool(workers) if workers else InlineExecutor()
