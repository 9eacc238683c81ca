"""Takes jobs from the queue when they fall due and sees each through to one end."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import BrokenExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from l4e_sdk.errors import L4EError
from l4e_sdk.local.jobs.work import Failure
from l4e_sdk.local.store import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from concurrent.futures import Executor

    from l4e_sdk.clock import Clock
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.jobs.work import Work
    from l4e_sdk.local.store import Job, Store

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
"""How often work is begun before it counts as failed; a job that kills its process would do so for ever."""

POLL_SECONDS = 0.5
"""How long a runner sleeps at most, so that it sees what another process put on the queue."""

REASON_LIMIT = 5000
"""Most characters of a FailedReason (BoundedLengthString)."""


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
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def run_next(self) -> bool:
        """Run the next job that is due; False when there is none."""
        job = self._store.queue.take(self._clock.now().timestamp())
        if job is None:
            return False
        self._run(job)
        return True

    def run_until_idle(self) -> None:
        """Run jobs until none is due and none is running in another thread."""
        while self.run_next() or not self._idle():
            pass

    def next_due(self) -> datetime | None:
        """Return when the next waiting job falls due; a virtual clock stops there."""
        due = self._store.queue.next_due()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    def run_due(self) -> None:
        """Run what a virtual clock has made due."""
        self.run_until_idle()

    def wake(self) -> None:
        """Tell the threads that there is something new on the queue."""
        self._wake.set()

    def start(self, threads: int) -> None:
        """Work in the background."""
        for number in range(threads):
            thread = threading.Thread(target=self._loop, name=f"l4e-runner-{number}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Let each thread finish the job it is on, then end it; what is not begun stays on the queue."""
        self._stop.set()
        self._wake.set()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _idle(self) -> bool:
        if self._store.queue.idle(self._clock.now().timestamp()):
            return True
        # Another thread is at work; it wakes everybody when it has finished.
        self._wake.wait(POLL_SECONDS)
        return False

    def _loop(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                worked = self.run_next()
            except Exception:
                # The store may be locked or the disk full for a while; the job is still on the queue.
                logger.exception("the queue could not be worked off; trying again")
                worked = False
            if not worked and not self._stop.is_set():
                self._wake.wait(self._pause())

    def _pause(self) -> float:
        due = self._store.queue.next_due()
        if due is None:
            return POLL_SECONDS
        return min(max(due - self._clock.now().timestamp(), 0.001), POLL_SECONDS)

    def _run(self, job: Job) -> None:
        context = self._context(Scope(str(job.payload["account"]), str(job.payload["region"])))
        work = self._works[job.kind]
        try:
            task = work.prepare(context, job.payload)
            outcome = None if task is None else self._executor.submit(work.compute, task).result()
            self._end(job, lambda: work.finish(context, job.payload, outcome))
        except BrokenExecutor as error:
            self._again(job, work, context, error)
        except Exception as error:  # noqa: BLE001  # whatever went wrong, the resource must end in a truthful state
            failure = _failure(job, error)
            self._end(job, lambda: work.fail(context, job.payload, failure))
        finally:
            self._wake.set()

    def _end(self, job: Job, write: Callable[[], None]) -> None:
        with self._store.atomic():
            if self._store.queue.done(job):
                write()
            else:
                logger.info("%s of %s was cancelled while it ran", job.kind, job.subject)

    def _again(self, job: Job, work: Work, context: Context, error: BaseException) -> None:
        if job.attempts < MOST_ATTEMPTS:
            logger.warning("a worker process died during %s of %s; trying again", job.kind, job.subject)
            self._store.queue.put_back(job)
            return
        reason = f"The worker process died {job.attempts} times during this work, most likely for lack of memory: {error}"
        self._end(
            job, lambda: work.fail(context, job.payload, Failure(reason[:REASON_LIMIT], by_customer=False))
        )


def _failure(job: Job, error: Exception) -> Failure:
    if isinstance(error, L4EError | ValueError) and type(error) is not ValueError:
        # Our own typed errors speak of data, labels, limits and objects: of what the user can mend.
        return Failure(str(error)[:REASON_LIMIT], by_customer=True)
    logger.error("%s of %s failed", job.kind, job.subject, exc_info=error)
    reason = f"The engine failed ({type(error).__name__}: {error}); its log has the details."
    return Failure(reason[:REASON_LIMIT], by_customer=False)
