"""What handlers and jobs work with: the engine's parts, seen by one caller."""

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
    """The engine's parts, and whose resources are meant."""

    store: Store
    objects: Objects
    clock: Clock
    settings: EngineSettings
    folder: Path
    """Where ingested data, models and accumulated data are kept."""
    scope: Scope

    def now(self) -> datetime:
        """Return the time, in UTC and whole milliseconds as the service reports it."""
        moment = self.clock.now()
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def enqueue(
        self, kind: str, subject: str, *, due: datetime | None = None, **payload: str | float | None
    ) -> None:
        """Put work on the queue, now or for later, as part of the current transaction."""
        owner = {"account": self.scope.account, "region": self.scope.region}
        self.store.queue.put(kind, subject, {**owner, **payload}, (due or self.clock.now()).timestamp())

    def dataset_folder(self, dataset_arn: str) -> Path:
        """Return where everything of a dataset is."""
        return paths.dataset_folder(self.folder, dataset_arn)

    def ingested_folder(self, dataset_arn: str, job_id: str) -> Path:
        """Return where one ingestion job's data is; the dataset's next job has another place."""
        return paths.ingested_folder(self.folder, dataset_arn, job_id)

    def model_folder(self, model_arn: str) -> Path:
        """Return where everything of a model is."""
        return paths.model_folder(self.folder, model_arn)

    def version_folder(self, model_arn: str, version: int) -> Path:
        """Return where the trained state of a model version is."""
        return paths.version_folder(self.folder, model_arn, version)

    def accumulated_folder(self, model_arn: str) -> Path:
        """Return where the input of a model's successful inference runs is kept for retraining."""
        return self.model_folder(model_arn) / self.store.accumulated_folders.get(model_arn)

    def place(self, folder: Path) -> str:
        """Return what the queue calls a folder: a path that stays true when the engine's folder is moved."""
        return folder.relative_to(self.folder).as_posix()

    def discard(
        self,
        folder: Path,
        *,
        subject: str | None = None,
        readers: str | None = None,
        after: timedelta = timedelta(0),
    ) -> None:
        """Remove a folder once the current transaction is kept.

        Args:
            folder: what to remove, with everything in it.
            subject: whose work may be writing to it; the folder is removed when that has ended.
            readers: whose work may be reading it then; that is waited for, too.
            after: how much longer others may be reading it.
        """
        due, place = self.clock.now() + after, self.place(folder)
        self.enqueue(
            "discard", subject or readers or place, due=due, folder=place, readers=subject and readers
        )
