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
    """The retraining schedulers in a client's account. A model has at most one, which has the model's name."""

    def get(self, model: str | Model) -> RetrainingScheduler:
        """Return the scheduler of a model with its description.

        Raises:
            ResourceNotFoundException: the model does not exist, or has no scheduler.
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
        """List the retraining schedulers, page by page.

        Args:
            model_name_begins_with: prefix of the models' names.
            status: only schedulers with this status.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
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
            retraining_frequency: interval between retrainings, 30 days to 1 year: ``"P1M"``, ``"P3M15D"``.
            lookback_window: length of the latest data to train on: 180, 360, 540 or 720 days.
            retraining_start_date: the day (UTC) from which intervals count. Default: today.
            promote_mode: MANAGED activates a better version, MANUAL leaves that to you. Default: MANAGED.
            client_token: idempotency token.

        Raises:
            ConflictException: the model already has a scheduler, or is not trained.
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
        """Return the scheduler with the given settings; create and start it if it is missing, otherwise change it.

        Arguments that you omit are not compared. A stopped scheduler stays stopped. A running scheduler is stopped for
        a change and started again only if the endpoint requires that. If the scheduler is starting or stopping, the
        method waits first. ``scheduler.ensured`` describes what was done. If nothing differs, the method changes
        nothing.

        Args:
            model: the model, or its name; it must be trained.
            retraining_frequency: as for ``create``.
            lookback_window: as for ``create``.
            retraining_start_date: as for ``create``.
            promote_mode: as for ``create``.
            client_token: idempotency token of the create request. Default: derived from the settings.

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
