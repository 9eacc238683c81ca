"""The health of an inference scheduler: its newest run, the time since which it fails, and the drift of the plant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from l4e_sdk._resources._attributes import InferenceSchedulerAttributes
from l4e_sdk._rules.layout.drift_file import drift_key
from l4e_sdk.shapes import InferenceExecutionStatus
from l4e_sdk.views import InferenceDrift

if TYPE_CHECKING:
    from l4e_sdk import shapes

_SAME_MOMENT: Final = timedelta(milliseconds=1)  # the service sends timestamps with milliseconds


class Health(InferenceSchedulerAttributes):
    """Methods about the health of a scheduler. Each call asks the endpoint."""

    @property
    def last_run(self) -> shapes.InferenceExecutionSummary | None:
        """The newest run, with its reason if it failed; None before the first run."""
        return self._newest(None)

    @property
    def failing_since(self) -> datetime | None:
        """The end of the last evaluated window, if the newest run failed; otherwise None.

        If no window was evaluated yet, this is the creation time of the scheduler.
        """
        newest = self._newest(None)
        if newest is None or newest.status != InferenceExecutionStatus.FAILED:
            return None
        judged = self._newest(InferenceExecutionStatus.SUCCESS)
        return judged.data_end_time if judged else self.created_at

    def drift(self) -> InferenceDrift | None:
        """Return the drift of the plant from the learned behaviour, and the open event.

        Returns:
            The drift after the newest run. None if no run has evaluated a row yet, or if the endpoint does not report
            drift. The embedded engine reports it in the object ``drift.json`` next to the results; AWS never did.

        Raises:
            ObjectError: the bucket of the results cannot be read.
            UnreadableDocumentError: the object is not a drift document.
        """
        place = self.data_output_configuration.s3_output_configuration
        key = drift_key(place.prefix or "")
        if not self.client.objects.exists(place.bucket, key):
            return None
        found = InferenceDrift.parse(self.client.objects.get(place.bucket, key))
        # Results outlive their scheduler, and another scheduler may write to the same location.
        return found if found.inference_scheduler_arn == self.inference_scheduler_arn else None

    def _are_open(self, events: tuple[shapes.InferenceEventSummary, ...]) -> list[bool | None]:
        """Return for each event whether it is open; None if only an unreachable bucket could tell."""
        # Only an embedded engine's bucket is certain to be near. A list of events must not wait for another one.
        if not events or self.client.engine is None:
            return [None] * len(events)
        known = self.drift()
        since = known.open_event_start if known else None
        return [
            since is not None
            and event.event_start_time is not None
            and abs(event.event_start_time - since) <= _SAME_MOMENT
            for event in events
        ]

    def _newest(self, status: InferenceExecutionStatus | None) -> shapes.InferenceExecutionSummary | None:
        page = self.client.list_inference_executions(
            inference_scheduler_name=self.name, status=status, max_results=1
        )
        return next(iter(page.inference_execution_summaries), None)
