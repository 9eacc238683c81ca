"""Sensor data on its way into a bucket, in the layout that ingestion reads: ``prefix/component/file.csv`` (spec 3.1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk.errors import InvalidValueError
from l4e_sdk.resources.frame import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.objects import ObjectStore
    from l4e_sdk.resources.frame import Frame

KEY_PATTERN: Final = "{prefix}/{component_name}/*"
"""How the service finds the component in a key of this layout."""

_COMPONENT: Final = re.compile(r"[0-9a-zA-Z._-]{1,200}")  # shape ComponentName


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One file that has arrived, for those who watch."""

    key: str
    """Its key in the bucket."""
    size: int
    """Bytes."""
    done: int
    """How many files have arrived, this one included."""
    total: int
    """How many files there are."""


OnFile: TypeAlias = Callable[[UploadedFile], object]
"""Called after each file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What was uploaded, and where to."""

    bucket: str
    prefix: str
    """Empty, or with a slash at its end."""
    keys: tuple[str, ...]

    @property
    def s3_uri(self) -> str:
        """Address of the folder of all components, to be ingested."""
        return f"s3://{self.bucket}/{self.prefix}"


def upload(
    store: ObjectStore,
    data: Path | str | Frame,
    *,
    bucket: str,
    prefix: str,
    component: str | None,
    on_file: OnFile | None,
) -> Upload:
    """Upload a folder or a frame; arguments and errors are those of ``Dataset.upload``."""
    prefix = prefix if prefix.endswith("/") or not prefix else f"{prefix}/"
    if isinstance(data, (Path, str)):
        files = dict(_found(Path(data), component))
        return _sent(store, Upload(bucket, prefix, tuple(prefix + name for name in files)), files, on_file)
    name = f"{_checked(component)}/{component}.csv"
    with TemporaryDirectory() as folder:
        file = Path(folder, "frame.csv")
        write_csv(data, file)
        return _sent(store, Upload(bucket, prefix, (prefix + name,)), {name: file}, on_file)


def _sent(store: ObjectStore, target: Upload, files: dict[str, Path], on_file: OnFile | None) -> Upload:
    for done, (key, file) in enumerate(zip(target.keys, files.values(), strict=True), start=1):
        store.put(target.bucket, key, file)
        if on_file is not None:
            on_file(UploadedFile(key, file.stat().st_size, done, len(files)))
    return target


def _found(folder: Path, component: str | None) -> Iterator[tuple[str, Path]]:
    """Yield the CSV files of a folder with their names below the prefix, in order."""
    if not folder.is_dir():
        raise InvalidValueError(f"data is {str(folder)!r}, which is no folder; pass a folder of CSV files.")
    parents = [folder] if component is not None else sorted(each for each in folder.iterdir() if each.is_dir())
    found = [(parent, file) for parent in parents for file in _csv_files(parent)]
    if not found:
        raise InvalidValueError(
            f"{str(folder)!r} has no CSV files to upload; put them into one sub-folder for each component, "
            "or name the component of the folder's own files with component=."
        )
    for parent, file in found:
        yield f"{_checked(component or parent.name)}/{file.relative_to(parent).as_posix()}", file


def _csv_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() == ".csv" and file.is_file())


def _checked(component: str | None) -> str:
    if component is None:
        raise InvalidValueError(
            "component is missing; a frame has the data of one component, so name it with component=."
        )
    if _COMPONENT.fullmatch(component) is None:
        raise InvalidValueError(
            f"component is {component!r}; a component's name, which is also its folder's, has 1 to 200 letters, "
            "digits, '.', '_' and '-'."
        )
    return component
