"""Takes jobs from the queue when they fall due and sees each through to one end."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import BrokenExecutor
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from l4e_sdk.local.jobs.bell import Bell
from l4e_sdk.local.jobs.failures import failure_of, worker_died
from l4e_sdk.local.store import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from concurrent.futures import Executor

    from l4e_sdk.clock import Clock
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.jobs.work import Work
    from l4e_sdk.local.store import Job, Store

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""How often work is begun before the death of its worker counts as its fault; it would kill workers for ever."""

POLL_SECONDS = 0.5
"""How long a runner sleeps at most, so that it sees what another process put on the queue."""

RETRY_SECONDS = 30.0
"""How long a job waits whose end could not be written down: the disk is full, the store is locked."""


class Runner:
    """Works off the queue, in its own threads or when asked.

    Args:
        store: where the queue is.
        works: the kinds of work, by name.
        context: makes the context for the owner of a job.
        executor: where work is computed.
        clock: says what is due.
    """

    def __init__(
        self,
        store: Store,
        works: Mapping[str, Work],
        context: Callable[[Scope], Context],
        executor: Executor,
        clock: Clock,
    ) -> None:
        self._store = store
        self._works = works
        self._context = context
        self._executor = executor
        self._clock = clock
        self._bell = Bell()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def run_next(self, without: Collection[str] = ()) -> bool:
        """Run the next job that is due; False when there is none, but for kinds that are left to others."""
        job = self._store.queue.take(self._now(), without)
        if job is None:
            return False
        self._run(job)
        return True

    def run_until_idle(self) -> None:
        """Run jobs until none is due and none is running in another thread."""
        while True:
            heard = self._bell.rings
            if self.run_next():
                continue
            if self._store.queue.idle(self._now()):
                return
            # Another thread is at work; it rings when it has finished.
            self._bell.wait(heard, POLL_SECONDS)

    def next_due(self) -> datetime | None:
        """Return when the next job falls due; a virtual clock stops there."""
        due = self._store.queue.next_due()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    def run_due(self) -> None:
        """Run what a virtual clock has made due."""
        self.run_until_idle()

    def wake(self) -> None:
        """Tell the threads that there is something new on the queue."""
        self._bell.ring()

    def start(self, threads: int, *, long: Collection[str] = ()) -> None:
        """Work in the background.

        Args:
            threads: how many jobs run at a time.
            long: kinds that may take hours; one more thread does all others, so that those never wait for these.
        """
        for number, without in enumerate([*[()] * threads, long]):
            name = f"l4e-runner-{number}"
            thread = threading.Thread(target=self._loop, args=(without,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Let each thread finish the job it is on, then end it; what is not begun stays on the queue."""
        self._stop.set()
        self._bell.ring()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _loop(self, without: Collection[str]) -> None:
        while not self._stop.is_set():
            heard, pause = self._bell.rings, 0.0
            try:
                if not self.run_next(without):
                    pause = self._pause(without)
            except Exception:
                # The store may be locked or the disk full for a while; the job is still on the queue.
                logger.exception("the queue could not be worked off; trying again")
                pause = POLL_SECONDS
            if pause:
                self._bell.wait(heard, pause)

    def _pause(self, without: Collection[str]) -> float:
        due = self._store.queue.next_due(without)
        if due is None:
            return POLL_SECONDS
        return min(max(due - self._now(), 0.001), POLL_SECONDS)

    def _run(self, job: Job) -> None:
        try:
            self._see_through(job)
        except BaseException as error:
            # Neither the outcome nor the failure could be written down, or somebody interrupted this thread.
            later = RETRY_SECONDS if isinstance(error, Exception) else 0
            self._store.queue.put_back(job, self._now() + later)
            raise
        finally:
            self._bell.ring()

    def _see_through(self, job: Job) -> None:
        work = self._works[job.kind]
        context = self._context(Scope(str(job.payload["account"]), str(job.payload["region"])))
        try:
            task = work.prepare(context, job.payload)
            outcome = None if task is None else self._executor.submit(work.compute, task).result()
            self._end(job, partial(work.finish, context, job.payload, outcome))
        except BrokenExecutor as error:
            if job.attempts < MOST_ATTEMPTS:
                logger.warning("a worker process died during %s of %s; trying again", job.kind, job.subject)
                self._store.queue.put_back(job)
            else:
                self._end(job, partial(work.fail, context, job.payload, worker_died(job, error)))
        except Exception as error:  # noqa: BLE001  # whatever went wrong, the resource must end in a truthful state
            self._end(job, partial(work.fail, context, job.payload, failure_of(job, error)))

    def _end(self, job: Job, write: Callable[[], None]) -> None:
        with self._store.atomic():
            if self._store.queue.done(job):
                write()
            else:
                logger.info("%s of %s was cancelled while it ran", job.kind, job.subject)

    def _now(self) -> float:
        return self._clock.now().timestamp()
