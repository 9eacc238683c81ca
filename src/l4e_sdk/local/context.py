"""The parts of the engine that handlers and jobs use, for one account and Region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk.local.folder import paths

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from l4e_sdk._clock import Clock
    from l4e_sdk.local.objects import Objects
    from l4e_sdk.local.settings import EngineSettings
    from l4e_sdk.local.store import Scope, Store


@dataclass(frozen=True, slots=True)
class Context:
    """The engine's parts, with the account and Region of a caller."""

    store: Store
    objects: Objects
    clock: Clock
    settings: EngineSettings
    folder: Path
    """The folder of ingested data, models and accumulated data."""
    scope: Scope

    def now(self) -> datetime:
        """Return the current time in UTC, in whole milliseconds as the service reports it."""
        moment = self.clock.now()
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def enqueue(
        self, kind: str, subject: str, *, due: datetime | None = None, **payload: str | float | None
    ) -> None:
        """Add a job to the queue, for now or later, as part of the current transaction."""
        owner = {"account": self.scope.account, "region": self.scope.region}
        self.store.queue.put(kind, subject, {**owner, **payload}, (due or self.clock.now()).timestamp())

    def dataset_folder(self, dataset_arn: str) -> Path:
        """Return the folder of a dataset."""
        return paths.dataset_folder(self.folder, dataset_arn)

    def ingested_folder(self, dataset_arn: str, job_id: str) -> Path:
        """Return the folder of one ingestion job's data. Each job of a dataset has its own."""
        return paths.ingested_folder(self.folder, dataset_arn, job_id)

    def model_folder(self, model_arn: str) -> Path:
        """Return the folder of a model."""
        return paths.model_folder(self.folder, model_arn)

    def version_folder(self, model_arn: str, version: int) -> Path:
        """Return the folder of a model version's trained state."""
        return paths.version_folder(self.folder, model_arn, version)

    def accumulated_folder(self, model_arn: str) -> Path:
        """Return the folder with the input of a model's successful inference runs, which is kept for retraining."""
        return self.model_folder(model_arn) / self.store.accumulated_folders.get(model_arn)

    def place(self, folder: Path) -> str:
        """Return a folder's path for the queue, which stays valid if the engine's folder is moved."""
        return folder.relative_to(self.folder).as_posix()

    def discard(
        self,
        folder: Path,
        *,
        subject: str | None = None,
        readers: str | None = None,
        after: timedelta = timedelta(0),
    ) -> None:
        """Remove a folder after the current transaction is committed.

        Args:
            folder: the folder to remove, with everything in it.
            subject: the resource whose job may write to the folder. The folder is removed after the job has ended.
            readers: resources whose jobs may read the folder. The folder is removed after these jobs have ended, too.
            after: additional time for other readers.
        """
        due, place = self.clock.now() + after, self.place(folder)
        self.enqueue(
            "discard", subject or readers or place, due=due, folder=place, readers=subject and readers
        )
