"""Ready-made callbacks for ``on_poll=``, which show the progress of waits as log lines or as terminal rows.

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
    """Log one line at level INFO for each poll, to the logger ``l4e_sdk.progress``."""
    pause = "" if event.next_delay is None else f"; next look in {_seconds(event.next_delay)}"
    logger.info("%s is %s after %s%s", event.what, _state(event), _seconds(event.elapsed), pause)


class Bar:
    """Progress rows in a terminal or notebook: for each resource its name, its status and the elapsed time.

    Several waits may share a bar. It appears with the first poll. It ends when you leave the context, or when all its
    waits have ended.

    Args:
        console: the Rich console to draw on. Default: the console of the process.

    Raises:
        MissingExtraError: Rich is not installed.
    """

    def __init__(self, *, console: Console | None = None) -> None:
        self._rows = _rows(console)
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, event: WaitEvent) -> None:
        """Show the result of a poll."""
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
    """Return a length, rounded down to seconds."""
    return str(timedelta(seconds=round(length.total_seconds())))
