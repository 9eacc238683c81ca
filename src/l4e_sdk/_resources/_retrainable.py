"""The part of a model that concerns its retraining."""

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
    """The methods of a model that retrain it, and that manage its retraining scheduler."""

    @property
    def retraining_scheduler(self) -> RetrainingScheduler | None:
        """The retraining scheduler; None if the model's last description has none."""
        return None if self.retraining_scheduler_status is None else self._scheduler()

    @abstractmethod
    def _begun(self, number: int, seen: Shape) -> ModelVersion:
        """Return a version of this model whose training has just started."""

    def retrain(
        self,
        *,
        lookback_window: shapes.LookbackWindowLike | None = None,
        promote_mode: shapes.PromoteModeLike | None = None,
        client_token: str | None = None,
    ) -> ModelVersion:
        """Start to train a new version now, and return it. Its ``wait()`` waits for the end.

        The version is trained, compared with the active version, and promoted by the same rules as a scheduled
        retraining. The next scheduled retraining does not move. Only an endpoint with the extension service has this
        operation.

        Args:
            lookback_window: length of the latest data to train on: 180, 360, 540 or 720 days. Default: the window of
                the retraining scheduler, or 180 days without one.
            promote_mode: MANAGED lets the endpoint activate a better version, MANUAL leaves that to you. Default: the
                mode of the retraining scheduler, or MANAGED without one.
            client_token: idempotency token.

        Raises:
            ConflictException: the model's status is not SUCCESS, or a version is in training.
            ResourceNotFoundException: the model does not exist.
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
            retraining_frequency: interval between retrainings, 30 days to 1 year: ``"P1M"``, ``"P3M15D"``.
            lookback_window: length of the latest data to train on: 180, 360, 540 or 720 days.
            retraining_start_date: the day (UTC) from which intervals count. Default: today.
            promote_mode: MANAGED activates a better version, MANUAL leaves that to you. Default: MANAGED.
            client_token: idempotency token.

        Raises:
            ConflictException: the model already has a scheduler, or is not trained.
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
        """Return the retraining scheduler with the given settings; see ``RetrainingSchedulers.ensure``."""
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
        """Return the description of the retraining scheduler.

        Raises:
            ResourceNotFoundException: the model has no retraining scheduler.
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
        """Change settings of the retraining scheduler; see ``RetrainingScheduler.update``."""
        return self._changing(self._scheduler()).update(
            retraining_frequency=retraining_frequency,
            lookback_window=lookback_window,
            retraining_start_date=retraining_start_date,
            promote_mode=promote_mode,
            restart=restart,
        )

    def start_retraining_scheduler(self) -> RetrainingScheduler:
        """Start the retraining scheduler. Its status is PENDING, and soon RUNNING.

        Raises:
            ConflictException: the scheduler is not STOPPED.
            ResourceNotFoundException: the model has no retraining scheduler.
        """
        return self._changing(self._scheduler()).start()

    def stop_retraining_scheduler(self) -> RetrainingScheduler:
        """Stop the retraining scheduler. Its status is STOPPING, and soon STOPPED.

        Raises:
            ConflictException: the scheduler is not RUNNING.
            ResourceNotFoundException: the model has no retraining scheduler.
        """
        return self._changing(self._scheduler()).stop()

    def delete_retraining_scheduler(self) -> None:
        """Delete the retraining scheduler. The versions that it made stay.

        Raises:
            ConflictException: the scheduler is not STOPPED.
            ResourceNotFoundException: the model has no retraining scheduler.
        """
        self._changing(self._scheduler()).delete()

    def _scheduler(self) -> RetrainingScheduler:
        return RetrainingScheduler(self.client, self.name)

    def _changing(self, scheduler: RetrainingScheduler) -> RetrainingScheduler:
        """Return the scheduler before a change, and clear the cached description of the model."""
        self._see(None)
        return scheduler
