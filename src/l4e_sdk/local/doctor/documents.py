"""Checks that every description is readable, and that its columns match it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pydantic import ValidationError

from l4e_sdk.local.doctor.finding import RESTORE, error
from l4e_sdk.local.doctor.words import name_of
from l4e_sdk.local.lifecycle.identity import owner_of
from l4e_sdk.local.store import (
    Database,
    Shelf,
    datasets,
    inference,
    ingestion,
    labels,
    model_versions,
    models,
    policies,
    retraining,
)
from l4e_sdk.local.store.descriptions import StoredPolicy
from l4e_sdk.local.store.folded_shelf import SHARED
from l4e_sdk.local.store.tables import Scope
from l4e_sdk.shapes import InferenceExecutionSummary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.local.doctor.examined import Examined
    from l4e_sdk.local.doctor.finding import Finding
    from l4e_sdk.local.store.shelf import Value

_UNREADABLE = (ValidationError, LookupError, ValueError, TypeError, AttributeError)
"""Errors from parsing a description, and from reading columns from a description without the required members."""
_SAME_MOMENT = 0.001
"""Seconds; descriptions keep times in milliseconds."""


def documents(examined: Examined) -> Iterator[Finding]:
    """Read every description, and compare it with the columns that lists find it by."""
    # Shelves know how a row is read; their database is never opened.
    for shelf in _shelves(Database("sqlite://")):
        for row in examined.rows(shelf.table):
            yield from _judged(shelf, row)
    yield from _shared_parts(examined)
    for row in examined.rows(policies.TABLE):
        try:
            StoredPolicy.from_json(row["document"].encode())
        except ValidationError:
            yield _unreadable(f"the resource policy of {row['arn']}")


def _shared_parts(examined: Examined) -> Iterator[Finding]:
    """Read the shared parts of execution documents, and look for missing ones."""
    there = sa.exists().where(SHARED.c.id == inference.EXECUTIONS.c.shared)
    for row in examined.rows(inference.EXECUTIONS, ~there):
        yield _unreadable(name_of(inference.EXECUTIONS, row))
    for shared in examined.rows(SHARED):
        try:
            InferenceExecutionSummary.from_json(shared["document"].encode())
        except ValidationError:
            for row in examined.rows(inference.EXECUTIONS, inference.EXECUTIONS.c.shared == shared["id"]):
                yield _unreadable(name_of(inference.EXECUTIONS, row))


def _shelves(database: Database) -> tuple[Shelf[Any], ...]:
    return (
        datasets.shelf(database),
        ingestion.jobs(database),
        ingestion.statistics(database, ""),
        models.shelf(database),
        model_versions.shelf(database),
        inference.schedulers(database),
        inference.executions(database),
        inference.events(database),
        retraining.shelf(database),
        labels.groups(database),
        labels.labels(database),
    )


def _judged(shelf: Shelf[Any], row: sa.RowMapping) -> Iterator[Finding]:
    subject = name_of(shelf.table, row)
    try:
        told = shelf.columns_of(row["document"])
        owner = owner_of(row["arn"]) if "arn" in row else None
    except _UNREADABLE:
        yield _unreadable(subject)
        return
    if shelf.table is ingestion.STATISTICS:
        del told["job_id"]  # a description of a sensor does not say which job it is from
    wrong = [name for name, value in told.items() if not _same(row[name], value)]
    if owner is not None and owner != Scope(row["account"], row["region"]):
        wrong.append("account and Region")
    if wrong:
        yield error(
            subject,
            f"Its {', '.join(wrong)} and its description say different things, so lists show it wrong.",
            RESTORE,
        )


def _same(column: Value, told: Value) -> bool:
    if isinstance(column, float) and isinstance(told, float):
        return math.isclose(column, told, rel_tol=0, abs_tol=_SAME_MOMENT)
    return column == told


def _unreadable(subject: str) -> Finding:
    return error(subject, "Its description cannot be read.", RESTORE)
