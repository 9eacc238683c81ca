"""The retraining schedulers of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._resources._collection import Collection, name_of
from l4e_sdk._resources._ensure import ensure
from l4e_sdk._resources._recorded_requests import record
from l4e_sdk._resources._updatable import RETRAINING_SCHEDULER
from l4e_sdk._resources.retraining_scheduler import RetrainingScheduler

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from l4e_sdk import shapes
    from l4e_sdk._resources.model import Model


class RetrainingSchedulers(Collection):
    """The retraining schedulers that a client reaches; a model has one at most, which goes by the model's name."""

    def get(self, model: str | Model) -> RetrainingScheduler:
        """Return the scheduler of a model with its description.

        Raises:
            ResourceNotFoundException: there is no such model, or it has no scheduler.
        """
        return RetrainingScheduler(self._client, name_of(model)).refresh()

    def list(
        self,
        *,
        model_name_begins_with: str | None = None,
        status: shapes.RetrainingSchedulerStatusLike | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[RetrainingScheduler]:
        """List the retraining schedulers.

        Args:
            model_name_begins_with: only those of models whose name begins so.
            status: only those in this state.
            page_size: most items in a page, 1 to 500.
            start_token: where to go on.
        """

        def fetch(token: str | None, size: int | None) -> shapes.ListRetrainingSchedulersResponse:
            return self._client.list_retraining_schedulers(
                model_name_begins_with=model_name_begins_with,
                status=status,
                next_token=token,
                max_results=size,
            )

        def items(page: shapes.ListRetrainingSchedulersResponse) -> Iterator[RetrainingScheduler]:
            return (
                RetrainingScheduler(self._client, each.model_name, each)
                for each in page.retraining_scheduler_summaries
            )

        return Pager(fetch, items, page_size=page_size, start_token=start_token, of="retraining schedulers")

    def create(
        self,
        model: str | Model,
        *,
        retraining_frequency: shapes.RetrainingFrequencyLike,
        lookback_window: shapes.LookbackWindowLike,
        retraining_start_date: date | None = None,
        promote_mode: shapes.PromoteModeLike | None = None,
        client_token: str | None = None,
    ) -> RetrainingScheduler:
        """Create and start a scheduler that retrains a model at intervals.

        Args:
            model: the model, or its name; it must be trained.
            retraining_frequency: how often the model is retrained, 30 days to 1 year: ``"P1M"``, ``"P3M15D"``.
            lookback_window: how much of the latest data a retraining uses: 180, 360, 540 or 720 days.
            retraining_start_date: the day (UTC) from which retraining is counted; today unless given.
            promote_mode: who decides whether a retrained version becomes active; the service (MANAGED) unless given.
            client_token: makes the request idempotent.

        Raises:
            ConflictException: the model has a scheduler already, or is not trained.
        """
        name = name_of(model)
        answer = self._client.create_retraining_scheduler(
            model_name=name,
            retraining_frequency=retraining_frequency,
            lookback_window=lookback_window,
            retraining_start_date=retraining_start_date,
            promote_mode=promote_mode,
            client_token=client_token,
        )
        return RetrainingScheduler(self._client, name, answer)

    def ensure(
        self,
        model: str | Model,
        *,
        retraining_frequency: shapes.RetrainingFrequencyLike,
        lookback_window: shapes.LookbackWindowLike,
        retraining_start_date: date | None = None,
        promote_mode: shapes.PromoteModeLike | None = None,
        client_token: str | None = None,
    ) -> RetrainingScheduler:
        """Return a scheduler that is as the arguments say; create and start it if it is missing, otherwise change it.

        What is not given may be anything. A scheduler that exists goes on as it does: one that was stopped stays so,
        and one that runs is stopped for a change, and started again, only if the endpoint wants it. One that is just
        starting or stopping is waited for. ``scheduler.ensured`` says what was done; if everything was as wanted,
        nothing was written.

        Args:
            model: the model, or its name; it must be trained.
            retraining_frequency: as for ``create``, as are those below.
            lookback_window: 180, 360, 540 or 720 days.
            retraining_start_date: may be in the past only if it is the one that the scheduler has.
            promote_mode: who decides whether a retrained version becomes active.
            client_token: makes the request that creates it idempotent; made from what it says unless given.

        Raises:
            ConflictException: the model is not trained.
        """
        name = name_of(model)
        wanted = record(
            self._client,
            lambda client: RetrainingSchedulers(client).create(
                name,
                retraining_frequency=retraining_frequency,
                lookback_window=lookback_window,
                retraining_start_date=retraining_start_date,
                promote_mode=promote_mode,
            ),
        )
        return ensure(
            RetrainingScheduler(self._client, name), wanted, RETRAINING_SCHEDULER, token=client_token
        )
