"""The folders that a database refers to. A backup must contain them, and they must exist."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from pydantic import ValidationError

from l4e_sdk.local.folder import paths
from l4e_sdk.local.lifecycle.identity import model_of
from l4e_sdk.local.store import accumulated, ingestion, model_versions, models, queue
from l4e_sdk.local.store.descriptions import StoredModel
from l4e_sdk.shapes import (
    IngestionJobStatus,
    ModelVersionStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Content(Enum):
    """The content of a folder."""

    READINGS = "the ingested data"
    MODEL = "the trained model"
    ACCUMULATED = "the accumulated inference data"
    IMPORTED = "the files of a running import"


@dataclass(frozen=True, slots=True)
class Reference:
    """One folder that the database refers to."""

    subject: str
    """The ARN of its resource."""
    folder: Path
    content: Content
    is_needed: bool = True
    """Whether it must be there; an import, for example, bears that its source is deleted."""


def references(connection: sa.Connection, data: Path) -> Iterator[Reference]:
    """Yield every folder that a database refers to.

    Folders that a running job is writing are not among them; the job writes them again when it runs again.

    Args:
        connection: a connection to the database.
        data: the data folder of the engine, which is not read.
    """
    yield from _readings(connection, data)
    yield from _models(connection, data)
    yield from _accumulated(connection, data)
    yield from _imported(connection, data)


def _readings(connection: sa.Connection, data: Path) -> Iterator[Reference]:
    columns = ingestion.JOBS.c
    query = sa.select(columns.dataset_arn, columns.job_id).where(columns.status == IngestionJobStatus.SUCCESS)
    newest = {
        row.dataset_arn: row.job_id
        for row in connection.execute(query.order_by(columns.created_at, columns.job_id))
    }
    for arn, job_id in newest.items():
        yield Reference(arn, paths.ingested_folder(data, arn, job_id), Content.READINGS)


def _models(connection: sa.Connection, data: Path) -> Iterator[Reference]:
    columns = model_versions.TABLE.c
    query = sa.select(columns.arn, columns.version).where(columns.status == ModelVersionStatus.SUCCESS)
    for row in connection.execute(query):
        yield Reference(row.arn, paths.version_folder(data, model_of(row.arn), row.version), Content.MODEL)


def _accumulated(connection: sa.Connection, data: Path) -> Iterator[Reference]:
    table = accumulated.TABLE.c
    moved: dict[str, str] = {
        row.model_arn: row.folder for row in connection.execute(sa.select(table.model_arn, table.folder))
    }
    columns = models.TABLE.c
    for row in connection.execute(sa.select(columns.arn, columns.document)):
        folder = paths.model_folder(data, row.arn) / moved.get(row.arn, accumulated.FIRST)
        yield Reference(row.arn, folder, Content.ACCUMULATED, is_needed=_has_accumulated(row.document))


def _has_accumulated(document: str) -> bool:
    try:
        model = StoredModel.from_json(document.encode())
    except ValidationError:
        return False
    return model.accumulated_inference_data_end_time is not None


def _imported(connection: sa.Connection, data: Path) -> Iterator[Reference]:
    columns = queue.TABLE.c
    query = sa.select(columns.subject, columns.payload).where(
        columns.kind.in_(("import_dataset", "import_model_version")), ~columns.cancelled
    )
    for row in connection.execute(query):
        payload = json.loads(row.payload)
        for member in ("source", "data"):
            if payload.get(member):
                yield Reference(row.subject, data / payload[member], Content.IMPORTED, is_needed=False)
