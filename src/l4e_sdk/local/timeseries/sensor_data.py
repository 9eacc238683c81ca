"""The folder that an ingestion leaves behind: one parquet file per component and a manifest."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Final

import polars as pl

from l4e_sdk.local.timeseries.precision import write_compacted
from l4e_sdk.local.timeseries.readings import Span, file_stem, narrowed, nothing
from l4e_sdk.local.timeseries.schema import DataSchema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MANIFEST: Final = "manifest.json"


class VanishedDataError(LookupError):
    """Ingested data is missing; the message names the file and the remedy."""


class SensorData:
    """The ingested readings of a dataset.

    Raises:
        VanishedDataError: the folder or its manifest is gone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            text = (folder / _MANIFEST).read_text("utf-8")
        except FileNotFoundError as error:
            raise _vanished(folder / _MANIFEST) from error
        manifest = json.loads(text)
        self.schema: Final = DataSchema.parse(json.dumps(manifest["schema"]))
        self._span: Final[Span] = (
            datetime.fromisoformat(manifest["start"]),
            datetime.fromisoformat(manifest["end"]),
        )

    def span(self) -> Span:
        """Return the first and the last instant, aware UTC."""
        return self._span

    def scan(
        self,
        component: str,
        sensors: Sequence[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> pl.LazyFrame:
        """Return the readings of a component; see `Readings.scan`.

        Raises:
            VanishedDataError: the file of the component is gone.
        """
        first, last = self._span
        beyond = (start is not None and start > last) or (end is not None and end < first)
        if beyond or self.schema.component(component) is None:
            return nothing().lazy()
        file = _file(self._folder, component)
        if not file.exists():
            raise _vanished(file)
        return narrowed(pl.scan_parquet(file), sensors, start, end)


def write_component(folder: Path, component: str, frame: pl.DataFrame) -> None:
    """Write the readings of a component."""
    write_compacted(frame, _file(folder, component))


def write_manifest(folder: Path, schema: DataSchema, span: Span) -> None:
    """Write what makes a folder with the files of all components a `SensorData`."""
    start, end = span
    manifest = {
        "schema": json.loads(schema.to_json()),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "files": {name: _file(folder, name).name for name in schema.names},
    }
    (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")


def _vanished(file: Path) -> VanishedDataError:
    return VanishedDataError(
        f"The ingested data of the dataset is gone ({file} does not exist); ingest the dataset again, or restore the "
        "engine's folder from a backup."
    )


def _file(folder: Path, component: str) -> Path:
    return folder / f"{file_stem(component)}.parquet"
