"""How an inference scheduler fares: its newest run, since when it fails, and what its newest window said of the plant."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from l4e_sdk._resources._attributes import InferenceSchedulerAttributes
from l4e_sdk._rules.layout.drift_file import drift_key
from l4e_sdk.shapes import InferenceExecutionStatus
from l4e_sdk.views import InferenceDrift

if TYPE_CHECKING:
    from l4e_sdk import shapes

_SAME_MOMENT: Final = timedelta(milliseconds=1)  # the service sends times in milliseconds


class Health(InferenceSchedulerAttributes):
    """What is asked of a scheduler by those who watch it; each question is put to the endpoint anew."""

    @property
    def last_run(self) -> shapes.InferenceExecutionSummary | None:
        """The newest run, with its reason if it failed; None before the first."""
        return self._newest(None)

    @property
    def failing_since(self) -> datetime | None:
        """The end of the last window that was judged, if the newest run failed; else None.

        It is when the scheduler was created if no window was ever judged.
        """
        newest = self._newest(None)
        if newest is None or newest.status != InferenceExecutionStatus.FAILED:
            return None
        judged = self._newest(InferenceExecutionStatus.SUCCESS)
        return judged.data_end_time if judged else self.created_at

    def drift(self) -> InferenceDrift | None:
        """Read whether the plant has come to run in another way than the model learned, and which event is open.

        Returns:
            What is known after the newest run, or None: no run has judged a row yet, or the endpoint does not tell.
            The embedded engine does, by the object ``drift.json`` beside the results; the service never did.

        Raises:
            ObjectError: the bucket of the results cannot be read.
            UnreadableDocumentError: the object is something else.
        """
        place = self.data_output_configuration.s3_output_configuration
        key = drift_key(place.prefix or "")
        if not self.client.objects.exists(place.bucket, key):
            return None
        found = InferenceDrift.parse(self.client.objects.get(place.bucket, key))
        # Results outlive their scheduler, and another one may write to the same place.
        return found if found.inference_scheduler_arn == self.inference_scheduler_arn else None

    def _are_open(self, events: tuple[shapes.InferenceEventSummary, ...]) -> list[bool | None]:
        """Return of each event whether it is open; None where only a bucket out of reach could tell."""
        # The bucket of an embedded engine is at hand. Others may be anywhere: a list of events does not wait for them.
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
