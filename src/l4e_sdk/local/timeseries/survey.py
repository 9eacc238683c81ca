"""A first look at all files of an ingestion: where they belong, what their headers say, which schema follows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.layout.csv_header import Header, UnreadableFileError, differences, listed
from l4e_sdk._rules.layout.keys import KeyPatternError, Layout, assign
from l4e_sdk._rules.layout.limits import (
    COLUMN_NAME,
    COLUMN_NAME_RULE,
    MAX_COLUMNS,
    MAX_COMPONENTS,
    MAX_DATASET,
    MAX_FILE,
    MAX_FILES,
)
from l4e_sdk.local.timeseries.object_bytes import STREAMS, header_of
from l4e_sdk.local.timeseries.schema import Component, DataSchema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from l4e_sdk.local.timeseries.object_bytes import Content


class IngestionError(ValueError):
    """An ingestion that fails as a whole (service/ingestion#failures); `reason` is meant for `FailedReason`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason: Final = reason


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One object of the input."""

    bucket: str
    key: str
    content: Content
    size: int
    """Bytes."""

    @property
    def uri(self) -> str:
        """The name that people use."""
        return f"s3://{self.bucket}/{self.key}"


@dataclass(frozen=True, slots=True)
class Discarded:
    """A file that was left out, and why."""

    file: SourceFile
    reason: str

    def __str__(self) -> str:
        return f"{self.file.uri}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Survey:
    """The result of the first reading of the files."""

    schema: DataSchema
    files: dict[str, tuple[tuple[SourceFile, Header], ...]]
    """Files to be read, by component, in the order in which they are read."""
    discarded: tuple[Discarded, ...]


@dataclass(slots=True)
class _Headers:
    usable: dict[str, list[tuple[SourceFile, Header]]] = field(default_factory=dict)
    discarded: list[Discarded] = field(default_factory=list)

    def discard(self, component: str, file: SourceFile, header: Header, reason: str) -> None:
        self.usable[component].remove((file, header))
        self.discarded.append(Discarded(file, reason))


def survey(
    files: Sequence[SourceFile], *, prefix: str, key_pattern: str | None, schema: DataSchema | None
) -> Survey:
    """Look at names and headers of all files.

    Args:
        files: all objects below the prefix.
        prefix: what their keys begin with.
        key_pattern: where the name of the component is in a key; see `layout`.
        schema: the schema that files must have; detected when not given.

    Raises:
        IngestionError: the job fails as a whole.
    """
    by_key = {file.key: file for file in files}
    layout = _layout(by_key, prefix, key_pattern, schema)
    _check_quotas(layout, by_key)
    headers = _read_headers(layout, by_key)
    headers.discarded += [Discarded(by_key[key], "its name fits no component") for key in layout.strays]
    _check_characters(headers)
    if schema is None:
        schema = _detect(headers)
    else:
        _discard_others(headers, schema)
    return Survey(
        schema, {name: tuple(found) for name, found in headers.usable.items()}, tuple(headers.discarded)
    )


def none_usable(discarded: Sequence[Discarded]) -> IngestionError:
    """Return the error for a job of which no file is left."""
    return IngestionError(f"none of the {len(discarded)} files can be used: {listed(discarded)}")


def _layout(keys: Iterable[str], prefix: str, key_pattern: str | None, schema: DataSchema | None) -> Layout:
    components = None if schema is None else frozenset(schema.names)
    try:
        layout = assign(keys, prefix=prefix, key_pattern=key_pattern, components=components)
    except KeyPatternError as error:
        raise IngestionError(str(error)) from error
    if not layout.files and not layout.strays:
        raise IngestionError(f"there is no file below the prefix {prefix!r}; upload CSV files there")
    if not layout.files:
        wanted = "" if schema is None else f" and has the components {listed(schema.names)}"
        raise IngestionError(
            f"no file below the prefix {prefix!r} fits the key pattern "
            f"{key_pattern or 'of folders named like components'}{wanted}; found {listed(layout.strays)}"
        )
    return layout


def _check_quotas(layout: Layout, by_key: dict[str, SourceFile]) -> None:
    if len(layout.files) > MAX_COMPONENTS:
        raise IngestionError(
            f"the files belong to {len(layout.files)} components; at most {MAX_COMPONENTS} are allowed"
        )
    for component, keys in layout.files.items():
        if len(keys) > MAX_FILES:
            raise IngestionError(
                f"component {component!r} has {len(keys)} files; at most {MAX_FILES} are allowed, so join some"
            )
    used = [by_key[key] for keys in layout.files.values() for key in keys]
    if large := [file.uri for file in used if file.size > MAX_FILE]:
        raise IngestionError(f"a file may have 5 GB; split {listed(large)}")
    total = sum(file.size for file in used)
    if total > MAX_DATASET:
        raise IngestionError(f"the files have {total / 2**30:.1f} GB together; a dataset may have 50 GB")


def _read_headers(layout: Layout, by_key: dict[str, SourceFile]) -> _Headers:
    headers = _Headers(usable={component: [] for component in layout.files})
    named = [(component, by_key[key]) for component, keys in layout.files.items() for key in keys]
    with ThreadPoolExecutor(STREAMS, "l4e-headers") as pool:
        found = pool.map(_header_or_reason, (file for _, file in named))
        for (component, file), header in zip(named, found, strict=True):
            if isinstance(header, str):
                headers.discarded.append(Discarded(file, header))
            else:
                headers.usable[component].append((file, header))
    return headers


def _header_or_reason(file: SourceFile) -> Header | str:
    """Return the header of a file, or why the file is left out."""
    try:
        return header_of(file.content)
    except UnreadableFileError as error:
        return str(error)
    except FileNotFoundError:
        return "it was removed meanwhile"


def _check_characters(headers: _Headers) -> None:
    """Fail the job for a forbidden character; discard files that never claimed to be CSV."""
    faults = []
    for component, found in headers.usable.items():
        for file, header in list(found):
            names = [name for name in header.columns if not COLUMN_NAME.fullmatch(name)]
            if names and file.key.lower().endswith(".csv"):
                faults.append(f"{listed([repr(name[:60]) for name in names])} in {file.uri}")
            elif names:
                headers.discard(component, file, header, "its first line is not the header of a CSV file")
    if faults:
        raise IngestionError(f"column names may have {COLUMN_NAME_RULE} ; rename {listed(faults)}")


def _detect(headers: _Headers) -> DataSchema:
    """Join the columns of all files of a component, sorted as the service does."""
    components = []
    for name, found in headers.usable.items():
        if not found:
            continue
        timestamp = found[0][1].timestamp
        for file, header in list(found):
            if timestamp in header.sensors:
                headers.discard(
                    name, file, header, f"its sensor {timestamp} is the timestamp of {found[0][0].uri}"
                )
        sensors = {sensor for _, header in found for sensor in header.sensors}
        components.append(Component(name, timestamp, tuple(sorted(sensors))))
    schema = DataSchema(tuple(components))
    if not components:
        raise none_usable(headers.discarded)
    if schema.columns > MAX_COLUMNS:
        raise IngestionError(
            f"the files have {schema.columns} sensor columns over all components; at most {MAX_COLUMNS} are allowed"
        )
    return schema


def _discard_others(headers: _Headers, schema: DataSchema) -> None:
    """Discard the files that differ from the schema in columns (service/ingestion#differing-columns)."""
    for component in schema.components:
        for file, header in list(headers.usable.get(component.name, ())):
            if reason := differences(header.columns, component.header):
                headers.discard(component.name, file, header, reason)
