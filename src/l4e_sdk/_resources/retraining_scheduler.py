"""A retraining scheduler, which trains new versions of a model at intervals."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from l4e_sdk._resources._attributes import RetrainingSchedulerAttributes
from l4e_sdk._resources._scheduler import goal, stopped
from l4e_sdk._resources.ensured import Ensurable

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from l4e_sdk import shapes
    from l4e_sdk._calls.backoff import Backoff
    from l4e_sdk._calls.waiting import OnPoll
    from l4e_sdk._resources._scheduler import Goal


@dataclass(frozen=True, slots=True)
class RetrainingRun:
    """A run of a retraining scheduler."""

    version: int
    """The number of the version that the run made."""
    status: shapes.ModelVersionStatus
    """The status of the version."""
    started: datetime
    """The start time of the run."""
    reason: str | None
    """The reason for a failure; None if the run did not fail."""
    available_days: int | None
    """The days of data in the look-back window."""


class RetrainingScheduler(
    Ensurable["shapes.DescribeRetrainingSchedulerResponse"], RetrainingSchedulerAttributes
):
    """The retraining scheduler of a model with its last description. Its name is the model's name.

    Examples:
        >>> model = client.models.get("press")
        >>> scheduler = model.create_retraining_scheduler(retraining_frequency="P1M", lookback_window="P180D")
        >>> scheduler.wait().update(promote_mode="MANUAL", restart=True).wait()
        <RetrainingScheduler 'press' RUNNING>
        >>> scheduler.next_run > client.clock.now()
        True
        >>> scheduler.stop().wait().delete()
    """

    _KIND: ClassVar[str] = "retraining scheduler of model"
    _WAITERS: ClassVar[str] = "retraining_scheduler"

    @property
    def model_name(self) -> str:
        """The name of the model."""
        return self.name

    @property
    def next_run(self) -> datetime | None:
        """The day of the next retraining, as midnight in UTC; None if none is planned."""
        return self._model.next_scheduled_retraining_start_date

    @property
    def last_run(self) -> RetrainingRun | None:
        """The latest retraining, finished or in progress; None before the first."""
        model = self._model
        started = model.latest_scheduled_retraining_start_time
        if started is None:
            return None
        return RetrainingRun(
            version=self._given("last_run.version", model.latest_scheduled_retraining_model_version),
            status=self._given("last_run.status", model.latest_scheduled_retraining_status),
            started=started,
            reason=model.latest_scheduled_retraining_failed_reason,
            available_days=model.latest_scheduled_retraining_available_data_in_days,
        )

    def start(self) -> Self:
        """Start the scheduler. Its status is PENDING, and soon RUNNING.

        Raises:
            ConflictException: the scheduler is not STOPPED.
        """
        self._see(self.client.start_retraining_scheduler(model_name=self.name))
        return self

    def stop(self) -> Self:
        """Stop the scheduler. Its status is STOPPING, and soon STOPPED. A retraining in progress still finishes.

        Raises:
            ConflictException: the scheduler is not RUNNING.
        """
        self._see(self.client.stop_retraining_scheduler(model_name=self.name))
        return self

    def update(
        self,
        *,
        retraining_frequency: shapes.RetrainingFrequencyLike | None = None,
        lookback_window: shapes.LookbackWindowLike | None = None,
        retraining_start_date: date | None = None,
        promote_mode: shapes.PromoteModeLike | None = None,
        restart: bool = False,
    ) -> Self:
        """Change settings, from the next run on. Omitted settings stay.

        Args:
            retraining_frequency: interval between retrainings, 30 days to 1 year: ``"P1M"``, ``"P3M15D"``.
            lookback_window: length of the latest data to train on: 180, 360, 540 or 720 days.
            retraining_start_date: the day (UTC) from which intervals count.
            promote_mode: MANAGED activates a better version, MANUAL leaves that to you.
            restart: stop the scheduler for the change, and start it again if it was running. Some endpoints change only
                a scheduler that is STOPPED. The method does not wait for the start.

        Raises:
            ConflictException: the scheduler is starting or stopping, or the endpoint does not change a running one.
        """
        with stopped(self) if restart else nullcontext():
            self.client.update_retraining_scheduler(
                model_name=self.name,
                retraining_frequency=retraining_frequency,
                lookback_window=lookback_window,
                retraining_start_date=retraining_start_date,
                promote_mode=promote_mode,
            )
            self._see(None)
        return self

    def wait(
        self,
        *,
        until: Goal | None = None,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> Self:
        """Wait until the scheduler is RUNNING or STOPPED, and load its description.

        Args:
            until: the status to wait for. Default: STOPPED while the scheduler stops or is stopped, otherwise RUNNING.
            timeout: longest wait. Default: 10 minutes.
            poll: interval between polls.
            on_poll: called after each poll; if it returns ``False``, the wait is cancelled.

        Raises:
            UnexpectedStateError: the scheduler reaches the other end state.
            WaitTimeoutError: the timeout is over.
        """
        return self._wait(until, timeout, poll, on_poll)

    def delete(self) -> None:
        """Delete the scheduler. The versions that it made stay.

        Raises:
            ConflictException: the scheduler is not STOPPED.
        """
        self.client.delete_retraining_scheduler(model_name=self.name)

    def wait_deleted(
        self,
        *,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> None:
        """Wait until the scheduler is deleted. The arguments are the same as for ``wait``."""
        self._wait_deleted(timeout, poll, on_poll)

    def _rest(self) -> str:
        return goal(self.status)

    def _describe(self) -> shapes.DescribeRetrainingSchedulerResponse:
        return self.client.describe_retraining_scheduler(model_name=self.name)

    @property
    def _model(self) -> shapes.DescribeModelResponse:
        """The model's description, which holds the facts about retrainings. It is cached like the scheduler's own."""
        return self._once("model", lambda: self.client.describe_model(model_name=self.name))
