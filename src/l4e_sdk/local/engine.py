"""The composition root: every part of the engine is made and joined here."""

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
"""How long an examination may hold the lock that it looks at."""


class LocalEngine:
    """The service on this machine: one folder, one database in it, the buckets below it.

    With the system's clock the engine works in the background. With a virtual clock it works when it is asked to:
    ``engine.clock.advance(...)`` runs everything that falls due on the way, ``run_until_idle()`` what is due now.

    Args:
        folder: where everything is kept; created when missing. Without one, a temporary folder that ``close`` removes.
        clock: what the engine takes for the time.
        settings: account, Region, quotas, workers.

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
        # A temporary folder goes with its engine: nothing in it has to outlive a power cut.
        self.store = open_store(self.folder, durable=bool(folder))
        # A script that ends without `close` leaves no temporary folder behind either.
        self._tidy = None if folder else weakref.finalize(self, _remove, self.folder, os.getpid())
        self.clock: Clock = clock or SystemClock()
        self.settings = settings or EngineSettings()
        self._throttle = Throttle(self.settings.call_rates, lambda: self.clock.now().timestamp())
        self.objects = self._make_objects()
        self._data = self.folder / DATA
        # One more than `workers`: the process that judges live windows while the others train.
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
        """Whether this engine works off the folder's queue; another process that opened the folder earlier may do."""
        return self._lock.is_locked

    @property
    def is_working(self) -> bool:
        """Whether all of the engine's threads live that should: those that run jobs, or the one that waits to do so."""
        return self._runner.is_alive and self._standby.is_alive

    def answer(self, request: WireRequest, scope: Scope | None = None, *, wait: bool = True) -> WireResponse:
        """Answer one request of the wire protocol.

        Args:
            request: what came in.
            scope: whose resources are meant; the engine's own account and Region if not given.
            wait: whether the answer may wait for the database. If not, only what one search each finds is answered;
                all else raises ``l4e_sdk.local.store.WouldWait``, before anything is changed.

        Raises:
            ConfigurationError: the engine is closed; what was asked for would be accepted and never done.
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
        """Return the gzip file that training left for the report of a version; None if it left none.

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
        """Run every job that is due now, and those that they make due; return when none is left.

        Raises:
            ConfigurationError: another engine runs the jobs of the folder, or it was called by work that is running.
        """
        if not self.is_running_jobs:
            raise ConfigurationError(
                f"Another engine runs the jobs of {self.folder}; wait for the resources instead, or close that one first."
            )
        self._runner.run_until_idle()

    def jobs(self) -> EngineJobs:
        """Return all work of the folder, running and waiting, for every account; it prints as a table.

        A scheduler's next run is work that waits for its time.
        """
        return listed(self.store.queue.jobs(), self.folder / DATA)

    def close(self, patience: timedelta | None = None) -> None:
        """Let running jobs finish, then release the folder; what waits stays on the queue for the next engine.

        Args:
            patience: how long running jobs may take to finish; those that take longer are stopped, and run again by
                the next engine. As long as they take, if not given.
        """
        if not self._open or os.getpid() != self._process:
            return  # a process that was forked off has a copy; the engine stays its parent's
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
        # Without a standby thread the engine tries once only.
        if self._take_over(skip_missed=True, patience=0 if has_standby else GLANCE_SECONDS):
            return
        logger.info("another process runs the jobs of %s", self.folder)
        if has_standby:
            self._standby.start()

    def _take_over(self, *, skip_missed: bool = False, patience: float = 0) -> bool:
        """Begin to run the jobs of the folder; False while another process does.

        A standby skips no window: the engine counts as running while one process takes over from another.
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
            # Without worker processes one thing is done at a time, whatever it is.
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
    """Remove a temporary folder, unless this is another process, forked off, that ends before its parent."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)
