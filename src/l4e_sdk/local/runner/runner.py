"""Takes jobs from the queue when they fall due and sees each through to one end."""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from concurrent.futures import BrokenExecutor, wait
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from l4e_sdk._clock import SystemClock
from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local.runner.failures import failure_of, worker_died
from l4e_sdk.local.runner.progress import computed, noted, progress_file, read_progress
from l4e_sdk.local.runner.wakeup import Wakeup
from l4e_sdk.local.runner.work import OutdatedError, StuckWorkError
from l4e_sdk.local.store import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from concurrent.futures import Executor, Future
    from datetime import timedelta
    from pathlib import Path

    from l4e_sdk._clock import Clock
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.runner.work import Work
    from l4e_sdk.local.store import Job, Store

logger = logging.getLogger(__name__)

MOST_DEATHS = 3
"""Number of dead worker processes after which a job fails. Without a limit, it could kill workers forever."""

POLL_SECONDS = 0.5
"""Longest sleep of a runner, in seconds, after which it looks for jobs from other processes."""

WATCH_SECONDS = 0.5
"""Interval, in seconds, at which a runner reads the progress of its job."""

PARK_SECONDS = 5.0
"""Time limit, in seconds, to end a computation and to store that it must run again."""

RETRY_SECONDS = 30.0
"""Pause, in seconds, before a job whose end could not be stored: the disk is full, or the store is locked."""


class Runner:
    """A runner of the jobs in the queue, in its own threads or on request.

    Args:
        store: the store with the queue.
        works: the kinds of work, by name.
        context: returns the context for the owner of a job.
        executor: the executor that computes jobs.
        clock: the clock that decides which jobs are due.
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
        self._wakeup = Wakeup()
        self._here = threading.local()
        self._deaths: Counter[int] = Counter()
        self._left: deque[tuple[Job, float]] = deque()
        self._stop = threading.Event()
        self._hurry = threading.Event()
        self._time = SystemClock()
        self._threads: list[threading.Thread] = []

    def run_next(self, without: Collection[str] = ()) -> bool:
        """Run the next job that is due; False when there is none, but for kinds that are left to others."""
        self._put_back_left()
        job = self._store.queue.take(self._now(), without)
        if job is None:
            return False
        self._run(job)
        return True

    def run_until_idle(self) -> None:
        """Run jobs until no job is due and no other thread runs one.

        Raises:
            ConfigurationError: a running job made this call, which would never return.
        """
        if self._job is not None:
            raise ConfigurationError(
                f"The {self._job.kind} of {self._job.subject} is running and asked the engine to run until it is idle, "
                "or moved its virtual clock: it would wait for itself. Do that when the work has ended."
            )
        while True:
            heard = self._wakeup.rings
            # Where there are threads they do the work: one more would take a worker process from them.
            if not self._threads and self.run_next():
                continue
            if self._store.queue.idle(self._now()):
                return
            # Another thread is at work; it rings when it has finished.
            self._wakeup.wait(heard, POLL_SECONDS)

    def next_due(self) -> datetime | None:
        """Return when the next job falls due; a virtual clock stops there."""
        due = self._store.queue.next_due()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    def run_due(self) -> None:
        """Run the jobs that a virtual clock has made due."""
        self.run_until_idle()

    def wake(self) -> None:
        """Notify the threads about a new job in the queue."""
        self._wakeup.ring()

    def start(self, threads: int, *, long: Collection[str] = ()) -> None:
        """Work in the background.

        Args:
            threads: how many jobs run at a time.
            long: kinds that may take hours; if there are any, one more thread does all others, so that those never
                wait for these.
        """
        exclusions: list[Collection[str]] = [()] * threads
        if long:
            exclusions.append(long)
        for number, without in enumerate(exclusions):
            name = f"l4e-runner-{number}"
            thread = threading.Thread(target=self._loop, args=(without,), name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    @property
    def is_alive(self) -> bool:
        """Whether all threads that were started are at work or wait for some."""
        return all(thread.is_alive() for thread in self._threads)

    def stop(self, patience: float | None = None) -> None:
        """Let each thread finish its current job, then end it. Jobs that have not started stay in the queue.

        Args:
            patience: time limit in seconds. Afterwards the worker processes are ended, and their jobs return to the
                queue. A computation in this process cannot be ended; it continues in its thread.
        """
        self._stop.set()
        self._wakeup.ring()
        self._join(patience)
        self._hurry.set()
        self._join(None if patience is None else PARK_SECONDS)
        self._threads.clear()

    def _join(self, seconds: float | None) -> None:
        end = None if seconds is None else self._time.monotonic() + seconds
        for thread in self._threads:
            thread.join(None if end is None else max(0.0, end - self._time.monotonic()))

    def _loop(self, without: Collection[str]) -> None:
        while not self._stop.is_set():
            heard, pause = self._wakeup.rings, 0.0
            try:
                if not self.run_next(without):
                    pause = self._pause(without)
            except Exception:
                # The store may be locked or the disk full for a while; the job is still on the queue.
                logger.exception("the queue could not be worked off; trying again")
                pause = POLL_SECONDS
            if pause:
                self._wakeup.wait(heard, pause)

    def _pause(self, without: Collection[str]) -> float:
        due = self._store.queue.next_due(without)
        if due is None:
            return POLL_SECONDS
        return min(max(due - self._now(), 0.001), POLL_SECONDS)

    @property
    def _job(self) -> Job | None:
        """The job that this thread is on."""
        return getattr(self._here, "job", None)

    def _run(self, job: Job) -> None:
        outer, self._here.job = self._job, job
        try:
            self._see_through(job)
        except BaseException as error:
            # Neither the result nor the failure could be stored, or this thread was interrupted.
            later = RETRY_SECONDS if isinstance(error, Exception) else 0
            self._put_back(job, self._now() + later)
            raise
        finally:
            self._here.job = outer
            self._wakeup.ring()

    def _put_back(self, job: Job, due: float) -> None:
        try:
            self._store.queue.put_back(job, due)
        except Exception:
            # Not even that could be written: it would be running for ever, in the eyes of the queue.
            self._left.append((job, due))
            raise

    def _put_back_left(self) -> None:
        """Put back what could not be put back before."""
        while True:
            try:
                job, due = self._left.popleft()
            except IndexError:
                return
            self._put_back(job, due)

    def _deaths_of(self, job: Job) -> int:
        """Count the death of a worker process; how often an engine died says nothing about the work."""
        self._deaths[job.id] += 1
        return self._deaths[job.id]

    def _see_through(self, job: Job) -> None:
        work = self._works[job.kind]
        context = self._context(Scope(str(job.payload["account"]), str(job.payload["region"])))
        try:
            with noted(progress_file(context.folder, job.id), context.now()):
                task = work.prepare(context, job.payload)
                outcome = None if task is None else self._compute(job, context, partial(work.compute, task))
            self._end(job, partial(work.finish, context, job.payload, outcome))
        except OutdatedError as error:
            logger.info("%s of %s is done again: %s", job.kind, job.subject, error)
            self._store.queue.put_back(job)
        except _ParkedError:
            logger.info("%s of %s was stopped; it is run again when the engine starts", job.kind, job.subject)
            self._store.queue.put_back(job)
        except BrokenExecutor as error:
            # The signal that stops the engine may also stop its worker processes, such as Ctrl-C in a terminal.
            if self._deaths_of(job) < MOST_DEATHS or self._stop.is_set():
                logger.warning("a worker process died during %s of %s; trying again", job.kind, job.subject)
                self._store.queue.put_back(job)
            else:
                self._end(job, partial(work.fail, context, job.payload, worker_died(job, error)))
        except Exception as error:  # noqa: BLE001  # whatever went wrong, the resource must end in a truthful state
            self._end(job, partial(work.fail, context, job.payload, failure_of(job, error)))

    def _compute(self, job: Job, context: Context, compute: Callable[[], object]) -> object:
        file = progress_file(context.folder, job.id)
        future = self._executor.submit(computed, file, compute)
        try:
            self._watch(job, future, file, context.settings.longest_job)
        except BaseException:
            # Nobody waits for it any more, and the next attempt must not meet it.
            future.cancel()
            raise
        error = future.exception()
        if error is None or isinstance(error, Exception):
            return future.result()
        # The job tried to exit its process, or was interrupted. Neither is meant for this thread.
        raise BrokenExecutor(f"the work ended its process ({type(error).__name__})") from error

    def _watch(self, job: Job, future: Future[object], file: Path, longest: timedelta) -> None:
        """Wait for work that is computed elsewhere and log its stages, for as long as it may take."""
        stage = ""
        limit = self._time.monotonic() + longest.total_seconds()
        while not wait([future], WATCH_SECONDS).done:
            if self._hurry.is_set():
                raise _ParkedError
            known = read_progress(file)
            if known is not None and known.stage != stage:
                stage = known.stage
                logger.info("%s of %s: %s", job.kind, job.subject, stage)
            if self._time.monotonic() > limit:
                raise StuckWorkError(
                    f"The work was ended because it took longer than {longest} (longest_job of EngineSettings); use "
                    "fewer sensors, a lower sampling rate or a shorter range, or allow more time."
                )

    def _end(self, job: Job, write: Callable[[], None]) -> None:
        with self._store.atomic():
            if self._store.queue.done(job):
                write()
            else:
                logger.info("%s of %s was cancelled while it ran", job.kind, job.subject)
        self._deaths.pop(job.id, None)  # its number may be given to another job

    def _now(self) -> float:
        return self._clock.now().timestamp()


class _ParkedError(Exception):
    """The engine stops, and work has not ended in the time that it was given."""
