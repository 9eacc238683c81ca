"""Checks that the files that the database refers to exist, and that there are no others."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from l4e_sdk.local.detection.model import AnomalyModel
from l4e_sdk.local.doctor.finding import RESTORE, error, warning
from l4e_sdk.local.folder import paths
from l4e_sdk.local.folder.references import Content, references
from l4e_sdk.local.lifecycle.identity import model_of
from l4e_sdk.local.objects import is_partial
from l4e_sdk.local.store import ingestion, model_versions
from l4e_sdk.local.timeseries.accumulated import Accumulated
from l4e_sdk.local.timeseries.sensor_data import SensorData
from l4e_sdk.shapes import IngestionJobStatus, ModelVersionStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.local.doctor.examined import Examined, Place
    from l4e_sdk.local.doctor.finding import Finding
    from l4e_sdk.local.folder.references import Reference

_UNFINISHED: Final = (".partial", ".part")
"""Endings of files and folders that are still being written."""
_WORK: Final = timedelta(days=1)
"""A running engine may be writing a file for so long."""


def contents(examined: Examined) -> Iterator[Finding]:
    """Open everything that the database refers to."""
    for reference in references(examined.connection, examined.place.data):
        if not reference.folder.is_dir():
            if reference.is_needed:
                yield error(
                    reference.subject,
                    f"The folder with {reference.content.value} is missing: {reference.folder}.",
                    RESTORE,
                )
            continue
        try:
            _open(reference)
        except Exception as problem:  # noqa: BLE001  # whatever a damaged file makes a reader raise
            yield error(
                reference.subject,
                f"The folder with {reference.content.value} cannot be read: {reference.folder} ({problem}).",
                RESTORE,
            )


def orphans(examined: Examined) -> Iterator[Finding]:
    """Look for folders of data without a reference."""
    known = set(_known(examined))
    above = {parent for folder in known for parent in folder.parents}
    for kind in (paths.DATASETS, paths.MODELS):
        for top in _folders(examined.place.data / kind):
            unknown = [top] if top not in known | above else _strangers(top, known)
            for folder in unknown:
                yield warning(
                    folder,
                    f"Nothing points at this folder of {_size(folder)} bytes, and no engine reads it.",
                    "Find out where it comes from, and keep it until then: a backup may know it.",
                )


def temporaries(place: Place) -> Iterator[Finding]:
    """Look for files that were being written when a process died."""
    newest = place.now - _WORK if place.is_served else None
    data = [
        path
        for path in _walk(place.data)
        if path.name.endswith(_UNFINISHED) or path.parent.name.endswith(_UNFINISHED)
    ]
    objects = [path for path in _walk(place.buckets) if is_partial(path)]
    restores = list(place.folder.parent.glob(f".{escape(place.folder.name)}.restoring-*"))
    left = [path for path in (*data, *objects, *restores) if newest is None or _changed(path) < newest]
    if left:
        yield warning(
            place.folder,
            f"Unfinished files were left behind by a process that died ({len(left)}, such as {left[0]}).",
            "Delete them, once no engine is open on the folder.",
        )


def _open(reference: Reference) -> None:
    match reference.content:
        case Content.READINGS:
            data = SensorData(reference.folder)
            for component in data.schema.names:
                data.scan(component).collect_schema()
        case Content.MODEL:
            AnomalyModel.load(reference.folder)
        case Content.ACCUMULATED:
            Accumulated(reference.folder).check()
        case Content.IMPORTED:
            pass  # a dataset's or a model's, and seen there


def _known(examined: Examined) -> Iterator[Path]:
    """Yield the folders that the database refers to, that a job writes, or that are scheduled for removal."""
    data = examined.place.data
    yield from (reference.folder for reference in references(examined.connection, data))
    working = ingestion.JOBS.c.status.in_(
        (IngestionJobStatus.IN_PROGRESS, IngestionJobStatus.IMPORT_IN_PROGRESS)
    )
    for row in examined.rows(ingestion.JOBS, working):
        yield paths.ingested_folder(data, row["dataset_arn"], row["job_id"])
    training = model_versions.TABLE.c.status.in_(
        (ModelVersionStatus.IN_PROGRESS, ModelVersionStatus.IMPORT_IN_PROGRESS)
    )
    for row in examined.rows(model_versions.TABLE, training):
        arn, number = model_of(row["arn"]), row["version"]
        yield paths.version_folder(data, arn, number)
        yield paths.model_folder(data, arn) / f"accumulated-{number}"
    for entry in examined.entries():
        if entry.kind == "discard":
            yield data / str(entry.payload.get("folder"))


def _strangers(top: Path, known: set[Path]) -> list[Path]:
    if top in known:
        return []
    return [
        folder for folder in _folders(top) if folder not in known and not folder.name.endswith(_UNFINISHED)
    ]


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _walk(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in sorted(names))


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in _walk(folder) if path.is_file())


def _changed(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)  # it is finished by now
