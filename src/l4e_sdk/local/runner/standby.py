"""Waits to run the jobs of a folder, until the process that does has closed it or died."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

RETRY_SECONDS = 0.25
"""Interval, in seconds, between attempts to take over. After the death of the running process, jobs wait this long. It
must be shorter than the start of a process; otherwise a replacement would be down longer than the process it
replaces."""


class Standby:
    """Tries to take over from time to time, in a thread of its own.

    Args:
        take_over: tries once; False while another process runs the jobs.
    """

    def __init__(self, take_over: Callable[[], bool]) -> None:
        self._take_over = take_over
        self._stop = threading.Event()
        self._done = False
        self._thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it waits, has nothing to wait for or has succeeded; otherwise its thread has died."""
        return self._thread is None or self._done or self._thread.is_alive()

    def start(self) -> None:
        """Begin to wait."""
        self._thread = threading.Thread(target=self._wait, name="l4e-standby", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Wait no more; when it returns, nothing is taken over any more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _wait(self) -> None:
        while not self._done and not self._stop.wait(RETRY_SECONDS):
            try:
                self._done = self._take_over()
            except Exception:
                # The store may be locked or the disk full for a while.
                logger.exception("the jobs of another process could not be taken over; trying again")
