"""Uploads of sensor data in the layout that ingestion reads: ``prefix/component/file.csv``.

Source: service/ingestion#layout.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk._rules.frame import write_csv
from l4e_sdk._rules.layout.folders import csv_files
from l4e_sdk._rules.layout.limits import COMPONENT_NAME
from l4e_sdk.errors import InvalidValueError
from l4e_sdk.values.s3_uri import S3Uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk._calls.objects import ObjectStore
    from l4e_sdk._rules.frame import Frame

    SensorData: TypeAlias = Path | str | Frame | Mapping[str, Frame]
    """A folder of CSV files, the frame of one component, or the frames of several by their names."""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """One uploaded file, as passed to ``on_file``."""

    key: str
    """The key in the bucket."""
    size: int
    """The size in bytes."""
    done: int
    """The number of uploaded files so far, including this one."""
    total: int
    """The number of all files."""
    skipped: bool = False
    """Whether the bucket already had the file with the same content."""


_PACKED: Final = frozenset({".gz", ".zip", ".bz2", ".xz", ".zst"})

OnFile: TypeAlias = Callable[[UploadedFile], object]
"""A callback that is called after each file."""


@dataclass(frozen=True, slots=True)
class Upload:
    """The result of an upload: the files and their location."""

    bucket: str
    prefix: str
    """The prefix: empty, or with a slash at its end."""
    keys: tuple[str, ...]

    @property
    def s3_uri(self) -> str:
        """The address of the folder with all components, for ``ingest``."""
        return f"s3://{self.bucket}/{self.prefix}"


def upload(
    store: ObjectStore,
    data: SensorData,
    *,
    bucket: str,
    prefix: str,
    component: str | None,
    workers: int = 4,
    resume: bool = True,
    on_file: OnFile | None = None,
) -> Upload:
    """Upload a folder or a frame. Arguments and errors are the same as for ``Dataset.upload``."""
    if workers < 1:
        raise InvalidValueError(f"workers is {workers}; at least one thread has to do the work.")
    S3Uri.of(bucket)  # check the name before gigabytes are sent
    prefix = prefix if prefix.endswith("/") or not prefix else f"{prefix}/"
    with staged(data, component) as files:
        target = Upload(bucket, prefix, tuple(prefix + key for key in files))
        jobs = dict(zip(target.keys, files.values(), strict=True))
        with ThreadPoolExecutor(workers, "l4e-upload") as pool:
            try:
                _watch(target, jobs, pool.map(_Sender(store, bucket, resume), jobs, jobs.values()), on_file)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)  # cancel the files that have not been started
                raise
    return target


@contextmanager
def staged(data: SensorData, component: str | None) -> Iterator[dict[str, Path]]:
    """Yield the CSV files of a folder or of frames, by their keys.

    Raises:
        InvalidValueError: there are no files, or a component's name is not allowed.
    """
    if isinstance(data, (Path, str)):
        yield _found(Path(data), component)
        return
    frames = data if isinstance(data, Mapping) else {_checked(component): data}
    with TemporaryDirectory() as folder:
        yield {
            f"{_checked(name)}/{name}.csv": _written(frame, Path(folder, f"{number}.csv"))
            for number, (name, frame) in enumerate(frames.items())
        }


def _written(frame: Frame, file: Path) -> Path:
    write_csv(frame, file)
    return file


@dataclass(frozen=True, slots=True)
class _Sender:
    store: ObjectStore
    bucket: str
    resume: bool

    def __call__(self, key: str, file: Path) -> bool:
        """Send a file, and return whether the bucket already had it."""
        if self.resume and self.store.holds(self.bucket, key, file):
            return True
        self.store.put(self.bucket, key, file)
        return False


def _watch(target: Upload, files: dict[str, Path], sent: Iterator[bool], on_file: OnFile | None) -> None:
    for done, (key, skipped) in enumerate(zip(target.keys, sent, strict=True), start=1):
        if on_file is not None:
            on_file(UploadedFile(key, files[key].stat().st_size, done, len(files), skipped))


def _found(folder: Path, component: str | None) -> dict[str, Path]:
    if not folder.is_dir():
        raise InvalidValueError(
            f"data is {str(folder)!r}, which is not a folder; pass a folder of CSV files."
        )
    found = list(csv_files(folder, component))
    if not found:
        raise InvalidValueError(
            f"{str(folder)!r} has no CSV files to upload; put them into one sub-folder for each component, "
            f"or name the component of the folder's own files with component=.{_if_packed(folder)}"
        )
    for file in found:
        _checked(file.component)
    return {file.key: file.path for file in found}


def _if_packed(folder: Path) -> str:
    packed = sorted(path.name for path in folder.rglob("*.csv.*") if path.suffix.lower() in _PACKED)
    return f" Files such as {packed[0]!r} are compressed; unpack them first." if packed else ""


def _checked(component: str | None) -> str:
    if component is None:
        raise InvalidValueError(
            "component is missing; a frame has the data of one component, so name it with component=."
        )
    if COMPONENT_NAME.fullmatch(component) is None:
        raise InvalidValueError(
            f"component is {component!r}; a component's name, which is also its folder's, has 1 to 200 letters, "
            "digits, '.', '_' and '-'."
        )
    return component
