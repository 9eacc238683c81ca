"""The part of a model that is about its retraining."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from l4e_sdk._resources._attributes import ModelAttributes
from l4e_sdk._resources.retraining_scheduler import RetrainingScheduler

if TYPE_CHECKING:
    from datetime import date

    from l4e_sdk import shapes
    from l4e_sdk._resources.model_version import ModelVersion
    from l4e_sdk.shapes import Shape


class RetrainableModel(ModelAttributes):
    """A model with the methods that retrain it, and that make and steer its retraining scheduler."""

    @property
    def retraining_scheduler(self) -> RetrainingScheduler | None:
        """The retraining scheduler; None if the model was last seen without one."""
        return None if self.retraining_scheduler_status is None else self._scheduler()

    @abstractmethod
    def _begun(self, number: int, seen: Shape) -> ModelVersion:
        """Return a version of this model that has just begun."""

    def retrain(
        self,
        *,
        lookback_window: shapes.LookbackWindowLike | None = None,
        promote_mode: shapes.PromoteModeLike | None = None,
        client_token: str | None = None,
    ) -> ModelVersion:
        """Begin a new version now, and return it; ``wait()`` for its end.

        It is trained, compared with the active version and promoted as by the retraining scheduler, whose next run
        stays where it is. Only an endpoint with the extension service can do this.

        Args:
            lookback_window: how much of the latest data this run uses: 180, 360, 540 or 720 days. As the retraining
                scheduler unless given, and 180 days without one.
            promote_mode: who decides whether the version becomes active: the endpoint (MANAGED) or you (MANUAL). As
                the retraining scheduler unless given, and MANAGED without one.
            client_token: makes the request idempotent.

        Raises:
            ConflictException: the model is not SUCCESS, or a version of it is in training.
            ResourceNotFoundException: there is no such model.
            ExtensionMissingError: the endpoint does not have the extension service.
        """
        answer = self.client._extension.retrain_model(  # noqa: SLF001 - the facades' way to the extension
            model_name=self.name,
            lookback_window=lookback_window,
            promote_mode=promote_mode,
            client_token=client_token,
        )
        self._see(None)
        return self._begun(answer.model_version or 0, answer)

    def create_retraining_scheduler(
        self,
        *,
        retraining_frequency: shapes.RetrainingFrequencyLike,
        lookback_window: shapes.LookbackWindowLike,
        retraining_start_date: date | None = None,
        promote_mode: shapes.PromoteModeLike | None = None,
        client_token: str | None = None,
    ) -> RetrainingScheduler:
        """Create and start a scheduler that retrains the model at intervals.

        Args:
            retraining_frequency: how often the model is retrained, 30 days to 1 year: ``"P1M"``, ``"P3M15D"``.
            lookback_window: how much of the latest data a retraining uses: 180, 360, 540 or 720 days.
            retraining_start_date: the day (UTC) from which retraining is counted; today unless given.
            promote_mode: who decides whether a retrained version becomes active; the service (MANAGED) unless given.
            client_token: makes the request idempotent.

        Raises:
            ConflictException: the model has a scheduler already, or is not trained.
        """
        scheduler = self.client.retraining_schedulers.create(
            self.name,
            retraining_frequency=retraining_frequency,
            lookback_window=lookback_window,
            retraining_start_date=retraining_start_date,
            promote_mode=promote_mode,
            client_token=client_token,
        )
        self._see(None)
        return scheduler

    def ensure_retraining_scheduler(
        self,
        *,
        retraining_frequency: shapes.RetrainingFrequencyLike,
        lookback_window: shapes.LookbackWindowLike,
        retraining_start_date: date | None = None,
        promote_mode: shapes.PromoteModeLike | None = None,
        client_token: str | None = None,
    ) -> RetrainingScheduler:
        """Have a retraining scheduler that is as the arguments say; as ``RetrainingSchedulers.ensure``."""
        scheduler = self.client.retraining_schedulers.ensure(
            self.name,
            retraining_frequency=retraining_frequency,
            lookback_window=lookback_window,
            retraining_start_date=retraining_start_date,
            promote_mode=promote_mode,
            client_token=client_token,
        )
        if scheduler.ensured.changed:
            self._see(None)
        return scheduler

    def describe_retraining_scheduler(self) -> shapes.DescribeRetrainingSchedulerResponse:
        """Ask for the description of the retraining scheduler.

        Raises:
            ResourceNotFoundException: the model has none.
        """
        return self.client.describe_retraining_scheduler(model_name=self.name)

    def update_retraining_scheduler(
        self,
        *,
        retraining_frequency: shapes.RetrainingFrequencyLike | None = None,
        lookback_window: shapes.LookbackWindowLike | None = None,
        retraining_start_date: date | None = None,
        promote_mode: shapes.PromoteModeLike | None = None,
        restart: bool = False,
    ) -> RetrainingScheduler:
        """Change settings of the retraining scheduler; as ``RetrainingScheduler.update``."""
        return self._changing(self._scheduler()).update(
            retraining_frequency=retraining_frequency,
            lookback_window=lookback_window,
            retraining_start_date=retraining_start_date,
            promote_mode=promote_mode,
            restart=restart,
        )

    def start_retraining_scheduler(self) -> RetrainingScheduler:
        """Start the retraining scheduler; it is PENDING and soon RUNNING.

        Raises:
            ConflictException: it is not STOPPED.
            ResourceNotFoundException: the model has none.
        """
        return self._changing(self._scheduler()).start()

    def stop_retraining_scheduler(self) -> RetrainingScheduler:
        """Stop the retraining scheduler; it is STOPPING and soon STOPPED.

        Raises:
            ConflictException: it is not RUNNING.
            ResourceNotFoundException: the model has none.
        """
        return self._changing(self._scheduler()).stop()

    def delete_retraining_scheduler(self) -> None:
        """Delete the retraining scheduler; the versions that it made stay.

        Raises:
            ConflictException: it is not STOPPED.
            ResourceNotFoundException: the model has none.
        """
        self._changing(self._scheduler()).delete()

    def _scheduler(self) -> RetrainingScheduler:
        return RetrainingScheduler(self.client, self.name)

    def _changing(self, scheduler: RetrainingScheduler) -> RetrainingScheduler:
        """Return the scheduler, about to be changed; what was seen of the model tells of its state too."""
        self._see(None)
        return scheduler
