"""Replay of historical data as live data, window by window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.layout.csv_header import UnreadableFileError
from l4e_sdk._rules.layout.runs import run_of
from l4e_sdk._rules.layout.timestamps import STAMP
from l4e_sdk._rules.layout.windows import Window, next_window
from l4e_sdk.data.history import History
from l4e_sdk.data.upload import staged
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from l4e_sdk._calls.objects import ObjectStore
    from l4e_sdk._clock import Clock
    from l4e_sdk.data.history import Row
    from l4e_sdk.data.inference_files import InferenceFiles
    from l4e_sdk.data.upload import SensorData

_INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ReplayedWindow:
    """One window of a replay."""

    window: Window
    """The window that the scheduler evaluated."""
    source: Window
    """The same window in the history."""
    keys: tuple[str, ...]
    """The files that were written; a component without rows has no file."""
    rows: int
    """The number of rows in the files."""


@dataclass(frozen=True, slots=True)
class Stage:
    """The environment of a replay.

    Args:
        store: the object store with the bucket.
        clock: the clock of the engine or of the system.
        files: the location and naming of the scheduler's input.
        frequency: the length of a window.
        delay: the time between the end of a window and its run.
    """

    store: ObjectStore
    clock: Clock
    files: InferenceFiles
    frequency: timedelta
    delay: timedelta


def replay(
    stage: Stage,
    data: SensorData,
    *,
    component: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    shift: timedelta | None = None,
) -> Iterator[ReplayedWindow]:
    """Replay historical data. Arguments and errors are the same as for ``InferenceScheduler.replay``."""
    with staged(data, component) as files:
        histories = _histories(files)
        source = _first_window(histories, stage.frequency, start)
        if shift is None:
            shift = _shift(source, stage)
        while end is None or source.start < end:
            window = Window(source.start + shift, source.end + shift)
            taken = {name: history.take(source.end) for name, history in histories.items()}
            keys = tuple(
                _put(stage, stage.files.key(name, window.end), histories[name].header, rows, shift)
                for name, rows in taken.items()
                if rows
            )
            stage.clock.sleep((run_of(window, stage.delay).at - stage.clock.now()).total_seconds())
            yield ReplayedWindow(window, source, keys, sum(map(len, taken.values())))
            if all(history.next is None for history in histories.values()):
                return
            source = next_window(stage.frequency, source.end)


def _histories(files: Mapping[str, Path]) -> dict[str, History]:
    components = {key.partition("/")[0] for key in files}
    try:
        return {
            name: History(path for key, path in files.items() if key.startswith(f"{name}/"))
            for name in sorted(components)
        }
    except (UnreadableFileError, OSError) as error:
        raise InvalidValueError(f"data cannot be replayed: {error}.") from error


def _first_window(histories: Mapping[str, History], frequency: timedelta, start: datetime | None) -> Window:
    """Return the first window with rows from a time on; earlier rows are skipped."""
    if start is not None:
        for history in histories.values():
            history.skip(next_window(frequency, start).start)
    first = min((history.next for history in histories.values() if history.next is not None), default=None)
    if first is None:
        raise InvalidValueError(f"data has no rows{'' if start is None else f' after {start}'} to replay.")
    return next_window(frequency, first - _INSTANT)


def _shift(source: Window, stage: Stage) -> timedelta:
    """Return the time to add to the history so that its first window is the next one; zero for a future history."""
    now = stage.clock.now()
    return timedelta(0) if source.start >= now else next_window(stage.frequency, now).end - source.end


def _put(stage: Stage, key: str, header: str, rows: list[Row], shift: timedelta) -> str:
    lines = [header, *((row.moment + shift).strftime(STAMP) + row.rest for row in rows), ""]
    stage.store.put(stage.files.bucket, key, "\n".join(lines).encode())
    return key
