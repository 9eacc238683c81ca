"""The files that the next run of an inference scheduler will read, and which of them exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.layout.csv_header import UnreadableFileError, listed, parse_header
from l4e_sdk._rules.layout.runs import Search, first_run, next_run
from l4e_sdk._rules.layout.timestamps import StampReader
from l4e_sdk.data.near_misses import near_misses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk._calls.objects import ObjectStore
    from l4e_sdk._rules.layout.windows import Window
    from l4e_sdk.data.inference_files import InferenceFiles
    from l4e_sdk.views import ComponentSchema, DataSchema

_RUNNING: Final = frozenset({"PENDING", "RUNNING"})


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that the run will open."""

    key: str
    """The key of the file."""
    rows: int
    """The number of rows in the window; the run ignores other rows."""
    problem: str
    """The reason why this file makes the run fail; empty if it does not."""


@dataclass(frozen=True, slots=True)
class ComponentInput:
    """The input for one component."""

    component: str
    """The name of the component."""
    expected: str
    """The key for a file with exactly the rows of the window."""
    searched: tuple[str, str]
    """The first and the last key that the run accepts for this component."""
    found: tuple[FoundFile, ...]
    """The files that exist."""
    near_misses: tuple[str, ...]
    """Existing files that the run will not read, with the reason."""

    @property
    def rows(self) -> int:
        """The number of rows in the window."""
        return sum(file.rows for file in self.found)

    @property
    def problem(self) -> str:
        """The reason why the run would fail now; empty if it would not."""
        if not self.found:
            return "no file"
        broken = [file.problem for file in self.found if file.problem]
        return "; ".join(broken) or ("" if self.rows else "no row in the window")


@dataclass(frozen=True, slots=True)
class Preflight:
    """The files that the next run of a scheduler will read, and which of them exist."""

    status: str
    """The status of the scheduler. A stopped scheduler has no next run."""
    now: datetime
    """The time of this check."""
    run_at: datetime
    """The start time of the run; for a stopped scheduler, as if it were started now."""
    window: Window
    """The range of time whose rows the run evaluates."""
    bucket: str
    """The bucket of the input."""
    components: tuple[ComponentInput, ...]
    """The input for each component of the model."""

    @property
    def ok(self) -> bool:
        """Whether all input for the run exists now."""
        return not any(each.problem for each in self.components)

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys to write, for the components without a file."""
        return tuple(each.expected for each in self.components if not each.found)

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"

    def _lines(self) -> Iterator[str]:
        yield f"next run {_shown(self.run_at)} for rows in {self.window}; it is {_shown(self.now)}"
        if self.status not in _RUNNING:
            yield f"the scheduler is {self.status}: start it, or it will not run"
        for each in self.components:
            yield f"{each.component}: {each.problem or f'{each.rows} rows in the window'}"
            if not each.found:
                yield f"  put s3://{self.bucket}/{each.expected}"
                yield f"  searched {' ~ '.join(each.searched)}"
            yield from (f"  found {file.key}, {file.rows} rows in the window" for file in each.found)
            yield from (f"  {miss}" for miss in each.near_misses)


def preflight(
    store: ObjectStore,
    files: InferenceFiles,
    schema: DataSchema,
    *,
    status: str,
    frequency: timedelta,
    delay: timedelta,
    now: datetime,
) -> Preflight:
    """Check the input of the next run.

    Args:
        store: the object store with the bucket.
        files: the location and naming of the input.
        schema: the components and sensors of the model.
        status: the status of the scheduler.
        frequency: ``DataUploadFrequency``.
        delay: ``DataDelayOffsetInMinutes``.
        now: the current time.

    Raises:
        ObjectError: the bucket cannot be read.
    """
    # A window in the past still gets its run until the delay is over. A stopped scheduler starts with a new window.
    run = (next_run if status in _RUNNING else first_run)(frequency, delay, now)
    looked_at = tuple(_look(store, files, each, run.window) for each in schema.components)
    return Preflight(status, now, run.at, run.window, files.bucket, looked_at)


def _look(
    store: ObjectStore, files: InferenceFiles, component: ComponentSchema, window: Window
) -> ComponentInput:
    name = component.component_name or ""
    search = Search(files.names, name, window)
    keys = search.among(sorted(store.list(files.bucket, search.prefix)))
    found = tuple(_open(store.get(files.bucket, key), key, component, window) for key in keys)
    misses = () if found else tuple(near_misses(store, files, name, window))
    return ComponentInput(name, files.key(name, window.end), (search.first, search.last), found, misses)


def _open(content: bytes, key: str, component: ComponentSchema, window: Window) -> FoundFile:
    line, end, rest = content.partition(b"\n")
    try:
        header = parse_header(line + end)
    except UnreadableFileError as error:
        return FoundFile(key, 0, f"{key} cannot be read: {error}")
    lacking = [sensor for sensor in component.sensors if sensor not in header.sensors]
    problem = f"{key} lacks the columns {listed(lacking)}" if lacking else ""
    return FoundFile(key, _rows_in(rest.decode(errors="replace"), window), problem)


def _rows_in(text: str, window: Window) -> int:
    stamps = StampReader()
    moments = (stamps.read(line.partition(",")[0].strip().strip('"')) for line in text.split("\n"))
    return sum(moment is not None and moment in window for moment in moments)


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
