"""The composition root: every part of the engine is made and joined here."""

from __future__ import annotations

import logging
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Self

from filelock import FileLock, Timeout

from l4e_sdk.clock import SystemClock, VirtualClock
from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local import handlers
from l4e_sdk.local.context import Context
from l4e_sdk.local.jobs import LONG, WORKS
from l4e_sdk.local.jobs.executor import make_executor
from l4e_sdk.local.jobs.runner import Runner
from l4e_sdk.local.jobs.settling import skip_missed_windows
from l4e_sdk.local.objects import FolderObjects
from l4e_sdk.local.settings import EngineSettings
from l4e_sdk.local.store import Scope, Store
from l4e_sdk.local.wire.dispatch import Application

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from l4e_sdk.clock import Clock
    from l4e_sdk.local.wire.messages import WireRequest, WireResponse
    from l4e_sdk.shapes import Response, Shape

logger = logging.getLogger(__name__)


class LocalEngine:
    """The service on this machine: one folder, one database in it, the buckets below it.

    With the system's clock the engine works in the background. With a virtual clock it works when it is asked to:
    ``engine.clock.advance(...)`` runs everything that falls due on the way, ``run_until_idle()`` what is due now.

    Args:
        folder: where everything is kept; created when missing. Without one, a temporary folder that ``close`` removes.
        clock: what the engine takes for the time.
        settings: account, Region, quotas, workers.

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
        self.folder.mkdir(parents=True, exist_ok=True)
        # A script that ends without `close` leaves no temporary folder behind either.
        self._tidy = (
            None if folder else weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        )
        self.clock: Clock = clock or SystemClock()
        self.settings = settings or EngineSettings()
        self.objects = FolderObjects(self.folder / "s3")
        self.store = Store(f"sqlite:///{self.folder / 'state.db'}")
        # One more than `workers`: the process that judges live windows while the others train.
        self._executor = make_executor(self.settings.workers and self.settings.workers + 1)
        self._runner = Runner(self.store, WORKS, self._context, self._executor, self.clock)
        self._lock = FileLock(self.folder / "runner.lock", thread_local=False)
        self._open = True
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

    def answer(self, request: WireRequest, scope: Scope | None = None) -> WireResponse:
        """Answer one request of the wire protocol.

        Args:
            request: what came in.
            scope: whose resources are meant; the engine's own account and Region if not given.
        """
        return Application(self._invoker(scope or self.scope))(request)

    @property
    def scope(self) -> Scope:
        """The engine's own account and Region."""
        return Scope(self.settings.account, self.settings.region)

    def run_until_idle(self) -> None:
        """Run every job that is due now, and those that they make due; return when none is left.

        Raises:
            ConfigurationError: another engine runs the jobs of the folder.
        """
        if not self.is_running_jobs:
            raise ConfigurationError(
                f"Another engine runs the jobs of {self.folder}; wait for the resources instead, or close that one first."
            )
        self._runner.run_until_idle()

    def close(self) -> None:
        """Let running jobs finish, then release the folder; what waits stays on the queue for the next engine."""
        if not self._open:
            return
        self._open = False
        if isinstance(self.clock, VirtualClock):
            self.clock.detach(self._runner)
        self._runner.stop()
        self._executor.shutdown()
        self.store.close()
        self._lock.release()
        if self._tidy:
            self._tidy()

    def _start(self) -> None:
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            logger.info("another process runs the jobs of %s", self.folder)
            return
        left = self.store.queue.recover()
        if left:
            logger.warning("%d jobs were interrupted when the engine stopped; they are run again", left)
        skip_missed_windows(self.store, self.clock.now())
        if isinstance(self.clock, VirtualClock):
            self.clock.attach(self._runner)
        elif self.settings.background:
            self._runner.start(max(1, self.settings.workers), long=LONG)

    def _context(self, scope: Scope) -> Context:
        return Context(self.store, self.objects, self.clock, self.settings, self.folder / "data", scope)

    def _invoker(self, scope: Scope) -> Callable[[str, Shape], Response]:
        context = self._context(scope)

        def invoke(operation: str, request: Shape) -> Response:
            response = handlers.invoke(context, operation, request)
            if not handlers.is_read(operation):
                self._runner.wake()
            return response

        return invoke
