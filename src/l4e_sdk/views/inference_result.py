"""One judged row: a line of an inference result or of a version's pointwise diagnostics.

Source: service/inference#results, service/model-versions#diagnostics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.shapes._enum import OpenEnum
from l4e_sdk.shapes._shape import Items  # noqa: TC001 - pydantic reads annotations at run time
from l4e_sdk.views._document import Document, Stamp
from l4e_sdk.views.diagnostic import Diagnostic, largest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class PredictionReason(OpenEnum):
    """Why a row was judged as it was."""

    ANOMALY_DETECTED = "ANOMALY_DETECTED"
    """The behaviour is abnormal."""
    NO_ANOMALY_DETECTED = "NO_ANOMALY_DETECTED"
    """The behaviour is normal."""
    MACHINE_OFF = "MACHINE_OFF"
    """The off-condition held, so the row was not judged."""


class InferenceResult(Document):
    """The judgement on one row of the model's sampling grid."""

    timestamp: Stamp
    """Time of the row."""
    prediction: int | None = None
    """1 for abnormal, 0 for normal."""
    prediction_reason: PredictionReason | None = None
    """Why it was judged so."""
    anomaly_score: float | None = None
    """From 0 to 1; more than 0.5 is abnormal. None while the machine is off."""
    diagnostics: Items[Diagnostic] = ()
    """The share of each sensor; empty while the machine is off."""

    @property
    def is_anomalous(self) -> bool:
        """Whether the behaviour is abnormal."""
        return self.prediction == 1

    def top(self, count: int = 3) -> tuple[Diagnostic, ...]:
        """Return the sensors with the largest shares, largest first."""
        return largest(self.diagnostics, count)


def read_results(lines: Iterable[bytes], source: str) -> Iterator[InferenceResult]:
    """Yield the rows of a file of JSON lines.

    Args:
        lines: its lines; empty ones are passed over.
        source: the file's address, for messages.

    Raises:
        UnreadableDocumentError: a line is no such row.
    """
    for number, line in enumerate(lines, start=1):
        if line.isspace() or not line:
            continue
        try:
            yield InferenceResult.parse(line)
        except UnreadableDocumentError as error:
            raise UnreadableDocumentError(f"Line {number} of {source}: {error}") from error
