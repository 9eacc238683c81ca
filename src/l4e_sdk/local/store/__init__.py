"""The engine's database: one shelf for each kind of resource, policies, tags, tokens and the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.store import datasets, inference, ingestion, labels, model_versions, models, retraining
from l4e_sdk.local.store.accumulated import AccumulatedFolders
from l4e_sdk.local.store.database import Database
from l4e_sdk.local.store.failures import StoreError, WouldWait
from l4e_sdk.local.store.migrations import migrate
from l4e_sdk.local.store.policies import Policies
from l4e_sdk.local.store.queue import Job, Queue
from l4e_sdk.local.store.shelf import Shelf
from l4e_sdk.local.store.tables import Scope
from l4e_sdk.local.store.tags import Tags
from l4e_sdk.local.store.tokens import Tokens, Use

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from l4e_sdk.local.store.descriptions import StoredInferenceScheduler, StoredIngestionJob
    from l4e_sdk.shapes import SensorStatisticsSummary

__all__ = [
    "Database",
    "Job",
    "Policies",
    "Queue",
    "Scope",
    "Shelf",
    "Store",
    "StoreError",
    "Tags",
    "Tokens",
    "Use",
    "WouldWait",
]


class Store:
    """The database of an engine, with all its shelves.

    Args:
        url: an SQLAlchemy URL; the tables are brought up to date at once.
        durable: whether what was written has to outlive a power cut.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        self._database = Database(url, durable=durable)
        try:
            migrate(self._database)
        except BaseException:
            self._database.close()
            raise
        self.datasets = datasets.shelf(self._database)
        self.ingestion_jobs = ingestion.jobs(self._database)
        self.models = models.shelf(self._database)
        self.model_versions = model_versions.shelf(self._database)
        self.inference_schedulers = inference.schedulers(self._database)
        self.inference_executions = inference.executions(self._database)
        self.inference_events = inference.events(self._database)
        self.unfinished_stretches = inference.Unfinished(self._database)
        self.retraining_schedulers = retraining.shelf(self._database)
        self.label_groups = labels.groups(self._database)
        self.labels = labels.labels(self._database)
        self.accumulated_folders = AccumulatedFolders(self._database)
        self.policies = Policies(self._database)
        self.tags = Tags(self._database)
        self.tokens = Tokens(self._database)
        self.queue = Queue(self._database)

    def sensor_statistics(self, job_id: str) -> Shelf[SensorStatisticsSummary]:
        """Return the statistics that one ingestion job found."""
        return ingestion.statistics(self._database, job_id)

    def jobs_of(
        self, scope: Scope, dataset_name: str, *, status: str | None = None, limit: int | None = None
    ) -> list[StoredIngestionJob]:
        """Return the ingestion jobs of a dataset, newest first."""
        shelf = self.ingestion_jobs
        conditions = *shelf.equal("dataset_name", dataset_name), *shelf.equal("status", status)
        return shelf.select(scope, *conditions, limit=limit)

    def next_version(self, scope: Scope, model_name: str) -> int:
        """Return the number that a model's next version gets: one more than the highest there is."""
        newest = self.model_versions.last(scope, model_versions.TABLE.c.model_name == model_name)
        return 1 if newest is None else newest.model_version + 1

    def all_inference_schedulers(self) -> list[tuple[Scope, StoredInferenceScheduler]]:
        """Return the inference schedulers of all accounts and Regions."""
        table = self.inference_schedulers.table.c
        query = sa.select(table.account, table.region).distinct()
        with self._database.reading() as connection:
            scopes = [Scope(*row) for row in connection.execute(query)]
        return [(scope, found) for scope in scopes for found in self.inference_schedulers.select(scope)]

    def replace_statistics(
        self, scope: Scope, job_id: str, summaries: Sequence[SensorStatisticsSummary]
    ) -> None:
        """Write the statistics of a job, in place of any that an interrupted run left."""
        ingestion.replace_statistics(self._database, scope, job_id, summaries)

    def atomic(self) -> AbstractContextManager[sa.Connection]:
        """Open a transaction, or join the current one: all of it is kept, or nothing."""
        return self._database.atomic()

    def hurried(self) -> AbstractContextManager[None]:
        """Let this thread wait for no lock inside the block. Calls that would wait raise ``WouldWait``."""
        return self._database.hurried()

    def probe(self, patience: float) -> None:
        """Look whether the database lets itself be read and written; nothing is written.

        Args:
            patience: seconds that a lock of others is waited for.

        Raises:
            StoreError: it does not; the message says why.
        """
        self._database.probe(patience)
        self.queue.next_due()

    def close(self) -> None:
        """Close the database."""
        self._database.close()
