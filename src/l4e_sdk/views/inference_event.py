"""An abnormal event that inference detected (service/inference#events)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from l4e_sdk.views._given import given
from l4e_sdk.views.diagnostic import Diagnostic, largest, read_diagnostics

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.shapes import InferenceEventSummary, JsonLike


@dataclass(frozen=True)
class InferenceEvent:
    """A period of abnormal behaviour, joined over the runs of a scheduler."""

    summary: InferenceEventSummary
    """The event as the service sent it."""
    is_open: bool | None = None
    """Whether the event is open, so that the next row may extend it. None if the endpoint does not report this."""

    @property
    def start(self) -> datetime:
        """The timestamp of the first abnormal row.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return given(self.summary.event_start_time, self._in_words(), "start")

    @property
    def end(self) -> datetime:
        """The timestamp of the last abnormal row.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return given(self.summary.event_end_time, self._in_words(), "end")

    @property
    def duration(self) -> timedelta:
        """The length of the event.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        seconds = given(self.summary.event_duration_in_seconds, self._in_words(), "duration")
        return timedelta(seconds=seconds)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The share of each sensor in the event.

        Raises:
            UnreadableDocumentError: the service's text is not a list of names and values.
        """
        return read_diagnostics(self.summary.diagnostics, "an event")

    def top(self, count: int = 3) -> tuple[Diagnostic, ...]:
        """Return the sensors with the largest shares, in descending order."""
        return largest(self.diagnostics, count)

    def to_dict(self, *, wire: bool = False) -> dict[str, JsonLike]:
        """Return the service's data as plain data.

        Args:
            wire: whether to use the service's spelling and only types of JSON.
        """
        return self.summary.to_dict(wire=wire)

    def _in_words(self) -> str:
        return f"an event of inference scheduler {self.summary.inference_scheduler_name!r}"

    def _repr_html_(self) -> str:
        return self.summary._repr_html_()
