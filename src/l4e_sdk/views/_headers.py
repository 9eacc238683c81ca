"""The headers of sensor data, from a folder or from a prefix of an object store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from l4e_sdk._rules.layout.csv_header import (
    LONGEST_HEADER,
    Header,
    UnreadableFileError,
    differences,
    parse_header,
    read_header,
)
from l4e_sdk._rules.layout.folders import csv_files
from l4e_sdk._rules.layout.keys import KeyPatternError, assign
from l4e_sdk._rules.layout.limits import COLUMN_NAME, COLUMN_NAME_RULE, COMPONENT_NAME
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from l4e_sdk._calls.objects import ObjectStore

_USUAL_HEADER: Final = 2**14


class Found(NamedTuple):
    """The header of one file."""

    component: str
    source: str
    """Name of the file, for messages."""
    columns: tuple[str, ...]


def in_folder(folder: Path | str, component: str | None) -> Iterator[Found]:
    """Yield the headers of a folder's CSV files.

    Raises:
        InvalidValueError: the folder does not exist, or the header of a file cannot be read.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise InvalidValueError(
            f"{str(folder)!r} is not a folder; pass one with a sub-folder for each component."
        )
    for file in csv_files(folder, component):
        try:
            yield Found(file.component, str(file.path), read_header(file.path).columns)
        except (UnreadableFileError, OSError) as error:
            raise InvalidValueError(f"{file.path} has no header that can be used: {error}.") from error


def in_store(store: ObjectStore, bucket: str, prefix: str, key_pattern: str) -> Iterator[Found]:
    """Yield the headers of the files below a prefix. Only the beginning of each file is read.

    Raises:
        InvalidValueError: the pattern is unknown, or the header of a file cannot be read.
        ObjectError: the bucket cannot be read.
    """
    prefix = prefix if prefix.endswith("/") or not prefix else f"{prefix}/"
    try:
        layout = assign(store.list(bucket, prefix), prefix=prefix, key_pattern=key_pattern, components=None)
    except KeyPatternError as error:
        raise InvalidValueError(f"{error}.") from error
    for component, keys in layout.files.items():
        for key in keys:
            try:
                yield Found(component, f"s3://{bucket}/{key}", _header(store, bucket, key).columns)
            except UnreadableFileError as error:
                raise InvalidValueError(
                    f"s3://{bucket}/{key} has no header that can be used: {error}."
                ) from error


def joined(found: Iterable[Found], place: str) -> dict[str, tuple[str, ...]]:
    """Return the columns of each component.

    Raises:
        InvalidValueError: there is no file, a name is not allowed, or two files of a component have different headers.
    """
    first: dict[str, Found] = {}
    for each in found:
        _check_names(each)
        known = first.setdefault(each.component, each)
        if reason := differences(each.columns, known.columns):
            raise InvalidValueError(
                f"{each.source} does not have the columns of {known.source}: {reason}. Give all files of component "
                f"{each.component!r} the same header, or ingest without a schema, which joins their columns."
            )
    if not first:
        raise InvalidValueError(f"{place} has no CSV files in a sub-folder for each component; add some.")
    return {component: known.columns for component, known in first.items()}


def _header(store: ObjectStore, bucket: str, key: str) -> Header:
    beginning = store.get(bucket, key, limit=_USUAL_HEADER)
    if b"\n" not in beginning and len(beginning) == _USUAL_HEADER:
        beginning = store.get(bucket, key, limit=LONGEST_HEADER)
    line, end, _ = beginning.partition(b"\n")
    return parse_header(line + end)


def _check_names(found: Found) -> None:
    if COMPONENT_NAME.fullmatch(found.component) is None:
        raise InvalidValueError(
            f"{found.source} belongs to component {found.component!r}; a component's name, which is also its "
            "folder's, has 1 to 200 letters, digits, '.', '_' and '-'."
        )
    if bad := _not_allowed(found.columns):
        raise InvalidValueError(
            f"{found.source} has the columns {', '.join(map(repr, bad[:10]))}; the name of a column has "
            f"{COLUMN_NAME_RULE}."
        )


def _not_allowed(columns: Sequence[str]) -> list[str]:
    return [name for name in columns if COLUMN_NAME.fullmatch(name) is None]
