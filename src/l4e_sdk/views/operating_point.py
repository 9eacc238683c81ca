"""The threshold of a model version, and the number of alarms that it aims at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from l4e_sdk.views._given import given

if TYPE_CHECKING:
    from l4e_sdk.shapes import DescribeOperatingPointResponse, JsonLike


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """The operating point of a version: its ceiling on alarm events, and the threshold that follows from it."""

    description: DescribeOperatingPointResponse
    """The operating point as the endpoint sent it."""

    @property
    def alarms_per_month(self) -> float | None:
        """The ceiling on alarm events a month over the history; None if ``risk`` set the threshold."""
        return self.description.alarms_per_month

    @property
    def historical_alarms_per_month(self) -> float | None:
        """The alarm events a month that the threshold raises in the unlabelled history.

        The peaks that were set aside do not count. None if the endpoint does not report this.
        """
        return self.description.historical_alarms_per_month

    @property
    def level(self) -> float:
        """The threshold. A row above it is anomalous, and its anomaly score is above 0.5.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return given(self.description.level, self._in_words(), "level")

    @property
    def hold(self) -> float:
        """The value below which an open event ends.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return given(self.description.hold, self._in_words(), "hold")

    @property
    def peaks(self) -> int:
        """The number of disturbances in the history, from which the threshold was set.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return given(self.description.peaks, self._in_words(), "peaks")

    @property
    def peaks_set_aside(self) -> int:
        """The number of the largest disturbances that did not count, because they look like unlabelled faults.

        Raises:
            NotAvailableError: the endpoint did not send it.
        """
        return given(self.description.peaks_set_aside, self._in_words(), "peaks_set_aside")

    @property
    def risk(self) -> float | None:
        """The share of normal rows that may exceed the threshold; None if ``alarms_per_month`` set the threshold."""
        return self.description.risk

    def to_dict(self, *, wire: bool = False) -> dict[str, JsonLike]:
        """Return the endpoint's data as plain data.

        Args:
            wire: whether to use the service's spelling and only types of JSON.
        """
        return self.description.to_dict(wire=wire)

    def _in_words(self) -> str:
        seen = self.description
        return f"the operating point of version {seen.model_version} of model {seen.model_name!r}"

    def _repr_html_(self) -> str:
        return self.description._repr_html_()
