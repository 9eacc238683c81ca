"""The objects of a check: an engine's folder and its database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import sqlalchemy as sa

from l4e_sdk.local.folder.opened import BUCKETS, DATA, STATE
from l4e_sdk.local.store import queue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

Json: TypeAlias = "str | int | float | bool | None"


@dataclass(frozen=True, slots=True)
class Place:
    """An engine's folder."""

    folder: Path
    now: datetime
    is_served: bool
    """Whether a running engine processes its queue."""

    @property
    def state(self) -> Path:
        """The database."""
        return self.folder / STATE

    @property
    def data(self) -> Path:
        """The folder of datasets and models."""
        return self.folder / DATA

    @property
    def buckets(self) -> Path:
        """The folder of the buckets."""
        return self.folder / BUCKETS


@dataclass(frozen=True, slots=True)
class Entry:
    """One job of the queue."""

    id: int
    kind: str
    subject: str
    payload: Mapping[str, Json]
    """Empty when it cannot be read."""
    due: float
    running: bool
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Examined:
    """An engine's folder, with one state of its database to read from."""

    place: Place
    connection: sa.Connection

    def rows(self, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> Iterator[sa.RowMapping]:
        """Yield the rows of a table that meet every condition."""
        found = self.connection.execution_options(yield_per=500).execute(sa.select(table).where(*conditions))
        yield from found.mappings()

    def entries(self) -> Iterator[Entry]:
        """Yield the jobs of the queue."""
        for row in self.rows(queue.TABLE):
            yield Entry(
                row["id"],
                row["kind"],
                row["subject"],
                _payload(row["payload"]),
                row["due"],
                row["running"],
                row["cancelled"],
            )


def _payload(text: str) -> Mapping[str, Json]:
    try:
        payload = json.loads(text)
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) else {}
