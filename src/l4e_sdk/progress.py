"""Ready-made watchers of waits, for ``on_poll=``: lines in a log, and rows in a terminal.

job.wait(on_poll=l4e.progress.log)

with l4e.progress.Bar() as bar:
    l4e.wait_all([job, model], on_poll=bar)
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

from l4e_sdk.errors import MissingExtraError

if TYPE_CHECKING:
    from types import TracebackType

    from rich.console import Console
    from rich.progress import Progress, TaskID

    from l4e_sdk._calls.waiting import WaitEvent

__all__ = ["Bar", "log"]

logger: Final = logging.getLogger(__name__)


def log(event: WaitEvent) -> None:
    """Write one line for each look at the resource, at the level INFO, to the logger ``l4e_sdk.progress``."""
    pause = "" if event.next_delay is None else f"; next look in {_seconds(event.next_delay)}"
    logger.info("%s is %s after %s%s", event.what, _state(event), _seconds(event.elapsed), pause)


class Bar:
    """Rows in a terminal or notebook, one for each resource: what it is, its state and how long it took so far.

    It may be used by several waits, and appears with the first look. Leaving the context ends the display; so does the
    end of all waits that it shows.

    Args:
        console: the console of Rich to draw on; that of the process unless given.

    Raises:
        MissingExtraError: Rich is not installed.
    """

    def __init__(self, *, console: Console | None = None) -> None:
        self._rows = _rows(console)
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, event: WaitEvent) -> None:
        """Show what a look at a resource found."""
        if event.what not in self._tasks:
            self._tasks[event.what] = self._rows.add_task(event.what, total=None, state="", elapsed="")
        self._rows.start()
        over = event.next_delay is None
        self._rows.update(
            self._tasks[event.what],
            state=_state(event),
            elapsed=_seconds(event.elapsed),
            total=1 if over else None,
            completed=1 if over else 0,
        )
        if self._rows.finished:
            self._rows.stop()

    def __enter__(self) -> Self:
        self._rows.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.stop()


def _rows(console: Console | None) -> Progress:
    try:
        from rich.progress import BarColumn, Progress, TextColumn
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "rich":
            raise
        raise MissingExtraError("rich", "progress.Bar") from error
    words = [TextColumn(f"{{task.{name}}}", markup=False) for name in ("description", "fields[state]")]
    return Progress(*words, BarColumn(20), TextColumn("{task.fields[elapsed]}"), console=console)


def _state(event: WaitEvent) -> str:
    if event.error is not None:
        return f"not to be seen ({type(event.error).__name__})"
    return event.status or "without a status"


def _seconds(length: timedelta) -> str:
    """Return a length without what is shorter than a second."""
    return str(timedelta(seconds=round(length.total_seconds())))
