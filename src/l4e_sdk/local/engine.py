"""The composition root, which creates and connects all parts of the engine."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from l4e_sdk._clock import SystemClock, VirtualClock
from l4e_sdk._rules.layout.report_file import REPORT_FACTS
from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local import handlers
from l4e_sdk.local.context import Context
from l4e_sdk.local.folder.opened import BUCKETS, DATA, LOCK, SPOOL, open_store
from l4e_sdk.local.jobs import LONG, WORKS
from l4e_sdk.local.jobs.pruning import plan_all
from l4e_sdk.local.jobs.scheduler_transitions import skip_missed_windows
from l4e_sdk.local.objects import FolderObjects, S3Objects
from l4e_sdk.local.runner.executor import make_executor
from l4e_sdk.local.runner.listing import listed
from l4e_sdk.local.runner.progress import forget
from l4e_sdk.local.runner.runner import Runner
from l4e_sdk.local.runner.standby import Standby
from l4e_sdk.local.settings import EngineSettings
from l4e_sdk.local.store import Scope
from l4e_sdk.local.wire.dispatch import Application
from l4e_sdk.local.wire.throttle import Throttle

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta
    from types import TracebackType

    from l4e_sdk._clock import Clock
    from l4e_sdk.local.objects import Objects
    from l4e_sdk.local.runner.listing import EngineJobs
    from l4e_sdk.local.wire.messages import WireRequest, WireResponse
    from l4e_sdk.shapes import Response, Shape

logger = logging.getLogger(__name__)

GLANCE_SECONDS = 0.05
"""Longest time, in seconds, that a check may hold the lock that it examines."""


class LocalEngine:
    """The service on this machine: a folder with a database and the buckets.

    With the system's clock, the engine runs jobs in the background. With a virtual clock, jobs run only on request:
    ``engine.clock.advance(...)`` runs all jobs that fall due in that time, ``run_until_idle()`` all jobs that are due
    now.

    Args:
        folder: the engine's folder, created if missing. Default: a temporary folder, which ``close`` removes.
        clock: the engine's clock.
        settings: account, Region, quotas and workers.

    Raises:
        ConfigurationError: the folder cannot be used.
        StoreVersionError: a newer version of the package has written to it.

    Examples:
        >>> from l4e_sdk.local import LocalEngine
        >>> with LocalEngine() as engine:
        ...     engine.objects.put("plant", "labels/2024.csv", b"")
        ...     list(engine.objects.list("plant"))
        ['labels/2024.csv']
    """

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        clock: Clock | None = None,
        settings: EngineSettings | None = None,
    ) -> None:
        self.folder = Path(folder or tempfile.mkdtemp(prefix="l4e-")).absolute()
        # A temporary folder is deleted with its engine, so nothing in it must survive a power failure.
        self.store = open_store(self.folder, durable=bool(folder))
        # A script that ends without `close` leaves no temporary folder behind either.
        self._tidy = None if folder else weakref.finalize(self, _remove, self.folder, os.getpid())
        self.clock: Clock = clock or SystemClock()
        self.settings = settings or EngineSettings()
        self._throttle = Throttle(self.settings.call_rates, lambda: self.clock.now().timestamp())
        self.objects = self._make_objects()
        self._data = self.folder / DATA
        # One more than `workers`: one process evaluates live windows while the others train.
        self._executor = make_executor(self.settings.workers and self.settings.workers + 1)
        self._runner = Runner(self.store, WORKS, self._context, self._executor, self.clock)
        self._lock = FileLock(self.folder / LOCK, thread_local=False)
        self._standby = Standby(self._take_over)
        self._open = True
        self._process = os.getpid()
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"LocalEngine({str(self.folder)!r})"

    @property
    def is_running_jobs(self) -> bool:
        """Whether this engine runs the jobs of the folder.

        Another process that opened the folder earlier may run them.
        """
        return self._lock.is_locked

    @property
    def is_working(self) -> bool:
        """Whether the engine's threads are alive: the threads that run jobs, or the thread that waits to take over."""
        return self._runner.is_alive and self._standby.is_alive

    def answer(self, request: WireRequest, scope: Scope | None = None, *, wait: bool = True) -> WireResponse:
        """Answer one request of the wire protocol.

        Args:
            request: the request.
            scope: the account and Region of the caller. Default: the engine's own.
            wait: whether the call may wait for the database. If false, it answers only requests that need a single
                search; all others raise ``l4e_sdk.local.store.WouldWait`` before they change anything.

        Raises:
            ConfigurationError: the engine is closed, so it would accept jobs and never run them.
        """
        if not self._open:
            raise ConfigurationError(
                f"The engine of {self.folder} is closed; open another one on that folder."
            )
        answer = Application(self._invoker(scope or self.scope))
        if wait:
            return answer(request)
        with self.store.hurried():
            return answer(request)

    def report_facts(self, model_arn: str, version: int) -> bytes | None:
        """Return the gzip file that training stored for the report of a version; None if there is none.

        Args:
            model_arn: ARN of the model.
            version: number of the version.
        """
        file = self._context(self.scope).version_folder(model_arn, version) / REPORT_FACTS
        return file.read_bytes() if file.is_file() else None

    @property
    def scope(self) -> Scope:
        """The engine's own account and Region."""
        return Scope(self.settings.account, self.settings.region)

    def run_until_idle(self) -> None:
        """Run all due jobs, and the jobs that they make due, until no job is due.

        Raises:
            ConfigurationError: another engine runs the jobs of the folder, or a running job made this call.
        """
        if not self.is_running_jobs:
            raise ConfigurationError(
                f"Another engine runs the jobs of {self.folder}; wait for the resources instead, or close that one "
                f"first."
            )
        self._runner.run_until_idle()

    def jobs(self) -> EngineJobs:
        """Return all jobs of the folder, running and queued, for every account. It prints as a table.

        The next run of a scheduler is a queued job.
        """
        return listed(self.store.queue.jobs(), self.folder / DATA)

    def close(self, patience: timedelta | None = None) -> None:
        """Let running jobs finish, then release the folder. Queued jobs stay for the next engine.

        Args:
            patience: longest time for running jobs to finish. Jobs that take longer are stopped, and the next engine
                runs them again. Default: no limit.
        """
        if not self._open or os.getpid() != self._process:
            return  # a forked process has a copy; the engine belongs to its parent
        self._open = False
        self._standby.stop()
        if isinstance(self.clock, VirtualClock):
            self.clock.detach(self._runner)
        self._runner.stop(None if patience is None else patience.total_seconds())
        self._executor.shutdown()
        self.objects.close()
        self.store.close()
        self._lock.release()
        if self._tidy:
            self._tidy()

    def _make_objects(self) -> Objects:
        if self.settings.s3 is None:
            return FolderObjects(self.folder / BUCKETS)
        return S3Objects(self.settings.s3, self.folder / SPOOL)

    def _start(self) -> None:
        has_standby = self.settings.background and not isinstance(self.clock, VirtualClock)
        # Without a standby thread the engine tries only once.
        if self._take_over(skip_missed=True, patience=0 if has_standby else GLANCE_SECONDS):
            return
        logger.info("another process runs the jobs of %s", self.folder)
        if has_standby:
            self._standby.start()

    def _take_over(self, *, skip_missed: bool = False, patience: float = 0) -> bool:
        """Start to run the jobs of the folder. Return False while another process runs them.

        A standby skips no window, because the engine counts as running while another process takes over.
        """
        try:
            self._lock.acquire(timeout=patience, poll_interval=GLANCE_SECONDS / 5)
        except Timeout:
            return False
        try:
            forget(self.folder / DATA)
            shutil.rmtree(self.folder / SPOOL, ignore_errors=True)
            left = self.store.queue.recover()
            if left:
                logger.warning("%d jobs were interrupted when the engine stopped; they are run again", left)
            if skip_missed:
                skip_missed_windows(self.store, self.clock.now())
                plan_all(self._context, self.store)
            self._work()
            logger.info("this process runs the jobs of %s", self.folder)
        except BaseException:
            self._lock.release()
            raise
        return True

    def _work(self) -> None:
        if isinstance(self.clock, VirtualClock):
            self.clock.attach(self._runner)
        elif self.settings.background:
            # Without worker processes the engine runs one job at a time, of any kind.
            self._runner.start(max(1, self.settings.workers), long=LONG if self.settings.workers else ())

    def _context(self, scope: Scope) -> Context:
        return Context(self.store, self.objects, self.clock, self.settings, self._data, scope)

    def _invoker(self, scope: Scope) -> Callable[[str, Shape], Response]:
        context = self._context(scope)

        def invoke(operation: str, request: Shape) -> Response:
            self._throttle.take(context.scope, operation)
            response = handlers.invoke(context, operation, request)
            if not handlers.is_read(operation):
                self._runner.wake()
            return response

        return invoke


def _remove(folder: Path, process: int) -> None:
    """Remove a temporary folder, except in a forked process that ends before its parent."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)
