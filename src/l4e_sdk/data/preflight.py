"""Where an inference scheduler will look at its next run, and what is there."""

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
    """Its key."""
    rows: int
    """Rows in the window; the run ignores others."""
    problem: str
    """Why the run will fail by it; empty if it will not."""


@dataclass(frozen=True, slots=True)
class ComponentInput:
    """What there is for one component."""

    component: str
    """Its name."""
    expected: str
    """The key to give a file that has exactly the rows of the window."""
    searched: tuple[str, str]
    """The first and the last key that the run takes for this component."""
    found: tuple[FoundFile, ...]
    """What is there."""
    near_misses: tuple[str, ...]
    """Files that were perhaps meant, and why they will not be found."""

    @property
    def rows(self) -> int:
        """Rows in the window."""
        return sum(file.rows for file in self.found)

    @property
    def problem(self) -> str:
        """Why the run would fail now; empty if it would not."""
        if not self.found:
            return "no file"
        broken = [file.problem for file in self.found if file.problem]
        return "; ".join(broken) or ("" if self.rows else "no row in the window")


@dataclass(frozen=True, slots=True)
class Preflight:
    """What the next run of a scheduler will look for, and whether it is there."""

    status: str
    """State of the scheduler; one that is stopped does not run at all."""
    now: datetime
    """When this was found out."""
    run_at: datetime
    """When the run begins; for a scheduler that is stopped, if it were started now."""
    window: Window
    """The rows that it looks at."""
    bucket: str
    """Where it looks for them."""
    components: tuple[ComponentInput, ...]
    """One for each component of the model."""

    @property
    def ok(self) -> bool:
        """Whether the run would find all that it needs, as things are."""
        return not any(each.problem for each in self.components)

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys to put for the components that have no file."""
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
    """Look for the input of the next run.

    Args:
        store: what has the bucket.
        files: where the input is, and how it is named.
        schema: the components and sensors of the model.
        status: state of the scheduler.
        frequency: ``DataUploadFrequency``.
        delay: ``DataDelayOffsetInMinutes``.
        now: the time.

    Raises:
        ObjectError: the bucket cannot be read.
    """
    # A window whose end is past still comes, as long as its run is delayed; a stopped scheduler begins with a new one.
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
