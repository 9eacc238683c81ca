"""A period of a version's history that looks like an unlabelled fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.errors import RefusedError
from l4e_sdk.views import _given as views
from l4e_sdk.views.diagnostic import Diagnostic, largest, read_diagnostics

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from l4e_sdk import shapes
    from l4e_sdk._resources.label_group import LabelGroup
    from l4e_sdk._resources.model import Model
    from l4e_sdk.shapes import JsonLike


class SuspectPeriod:
    """A period of the history that looks like an unlabelled fault. The training did not use it for the threshold.

    Args:
        model: the model, whose label group gets the label.
        summary: the period as the endpoint sent it.
    """

    def __init__(self, model: Model, summary: shapes.SuspectPeriodSummary) -> None:
        self._model = model
        self._summary = summary

    @property
    def summary(self) -> shapes.SuspectPeriodSummary:
        """The period as the endpoint sent it."""
        return self._summary

    @property
    def start(self) -> datetime:
        """The start of the period, in UTC.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return views.given(self._summary.start_time, self._in_words(), "start")

    @property
    def end(self) -> datetime:
        """The end of the period, in UTC.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return views.given(self._summary.end_time, self._in_words(), "end")

    @property
    def duration(self) -> timedelta:
        """The length of the period.

        Raises:
            NotAvailableError: the endpoint did not send its start or its end.
        """
        return self.end - self.start

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The share of each sensor in the period.

        Raises:
            UnreadableDocumentError: the endpoint's text is not a list of names and values.
        """
        return read_diagnostics(self._summary.diagnostics, "a suspect period")

    def top(self, count: int = 3) -> tuple[Diagnostic, ...]:
        """Return the sensors with the largest shares, in descending order."""
        return largest(self.diagnostics, count)

    def label(
        self,
        rating: shapes.LabelRatingLike = "ANOMALY",
        *,
        fault_code: str | None = None,
        notes: str | None = None,
        equipment: str | None = None,
        client_token: str | None = None,
    ) -> str:
        """Label the period in the label group of the model, and return the label's id.

        The next training of the model reads the label. ``LabelGroup.add`` has the rules of labels.

        Args:
            rating: ANOMALY if the period was a fault, NO_ANOMALY if it was normal, NEUTRAL if it should not count.
            fault_code: the kind of fault; one of the group's fault codes.
            notes: free text.
            equipment: the equipment that the label is about.
            client_token: idempotency token.

        Raises:
            RefusedError: the model has no label group.
            ServiceQuotaExceededException: the group has reached its number of labels.
            ValidationException: the group does not have the fault code.
        """
        return self._group().add(
            self.start,
            self.end,
            rating,
            fault_code=fault_code,
            notes=notes,
            equipment=equipment,
            client_token=client_token,
        )

    def to_dict(self, *, wire: bool = False) -> dict[str, JsonLike]:
        """Return the endpoint's data as plain data.

        Args:
            wire: whether to use the service's spelling and only types of JSON.
        """
        return self._summary.to_dict(wire=wire)

    def _group(self) -> LabelGroup:
        configuration = self._model.labels_input_configuration
        group = configuration.label_group_name if configuration else None
        if group is None:
            raise RefusedError(
                f"{self._model!r} has no label group, so there is no place for the label. Create a group with "
                "client.label_groups.create(name), and pass it to model.update(labels_input_configuration=group)."
            )
        return self._model.client.label_groups.get(group)

    def _in_words(self) -> str:
        return f"a suspect period of version {self._summary.model_version} of model {self._model.name!r}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SuspectPeriod):
            return NotImplemented
        return (self._model, self._summary) == (other._model, other._summary)

    def __hash__(self) -> int:
        return hash((self._model, self._summary.start_time, self._summary.end_time))

    def __repr__(self) -> str:
        seen = self._summary
        return f"<{type(self).__name__} {seen.model_name!r} {seen.model_version} {seen.start_time} {seen.end_time}>"

    def _repr_html_(self) -> str:
        return self._summary._repr_html_()
