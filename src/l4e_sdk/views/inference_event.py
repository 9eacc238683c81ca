"""A stretch of abnormal behaviour that inference found (service/inference#events)."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cached_property

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.shapes._faults import in_words
from l4e_sdk.shapes.inference import InferenceEventSummary
from l4e_sdk.views.diagnostic import Diagnostic, largest


class InferenceEvent(InferenceEventSummary):
    """A stretch of abnormal behaviour, joined over the runs of a scheduler.

    ``diagnostics`` is the service's text; ``contributions`` is what it says.
    """

    @cached_property
    def contributions(self) -> tuple[Diagnostic, ...]:
        """The share of each sensor in the event.

        Raises:
            UnreadableDocumentError: the service's text is no list of names and values.
        """
        try:
            return tuple(Diagnostic.model_validate(each) for each in json.loads(self.diagnostics or "[]"))
        except (ValueError, TypeError) as error:
            raise UnreadableDocumentError(
                f"Diagnostics of an event cannot be read: {in_words(error)}."
            ) from error

    @property
    def duration(self) -> timedelta | None:
        """Length of the event."""
        seconds = self.event_duration_in_seconds
        return None if seconds is None else timedelta(seconds=seconds)

    def top(self, count: int = 3) -> tuple[Diagnostic, ...]:
        """Return the sensors with the largest shares, largest first."""
        return largest(self.contributions, count)
