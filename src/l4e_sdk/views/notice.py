"""A finding of a training about the history of a machine or about the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from l4e_sdk.views._given import given

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk.shapes import JsonLike, NoticeKind, NoticeSummary


@dataclass(frozen=True, slots=True)
class Notice:
    """A finding of a training about data that it left out or replaced, or about faults that it may miss."""

    summary: NoticeSummary
    """The notice as the endpoint sent it."""

    @property
    def kind(self) -> NoticeKind:
        """The kind, for example ``"frozen"``.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return given(self.summary.kind, self._in_words(), "kind")

    @property
    def sensor(self) -> str | None:
        r"""The sensor as ``component\sensor``; None if the notice is about the whole version."""
        return self.summary.sensor

    @property
    def start(self) -> datetime:
        """The start of the period that the notice is about, in UTC.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return given(self.summary.start_time, self._in_words(), "start")

    @property
    def end(self) -> datetime:
        """The end of the period that the notice is about, in UTC.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return given(self.summary.end_time, self._in_words(), "end")

    @property
    def text(self) -> str:
        """The finding as a sentence.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return given(self.summary.text, self._in_words(), "text")

    def to_dict(self, *, wire: bool = False) -> dict[str, JsonLike]:
        """Return the endpoint's data as plain data.

        Args:
            wire: whether to use the service's spelling and only types of JSON.
        """
        return self.summary.to_dict(wire=wire)

    def _in_words(self) -> str:
        return f"a notice of version {self.summary.model_version} of model {self.summary.model_name!r}"

    def _repr_html_(self) -> str:
        return self.summary._repr_html_()
