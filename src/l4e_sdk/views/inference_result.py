"""One evaluated row: a line of an inference result, or of a version's pointwise diagnostics.

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
    """The reason for the prediction of a row."""

    ANOMALY_DETECTED = "ANOMALY_DETECTED"
    """The behaviour is abnormal."""
    NO_ANOMALY_DETECTED = "NO_ANOMALY_DETECTED"
    """The behaviour is normal."""
    MACHINE_OFF = "MACHINE_OFF"
    """The off-condition was true, so the row was not evaluated."""


class InferenceResult(Document):
    """The result of one row of the model's sampling grid."""

    timestamp: Stamp
    """The timestamp of the row."""
    prediction: int | None = None
    """1 for abnormal, 0 for normal."""
    prediction_reason: PredictionReason | None = None
    """The reason for the prediction."""
    anomaly_score: float | None = None
    """The score, from 0 to 1; above 0.5 is abnormal. None while the machine is off."""
    diagnostics: Items[Diagnostic] = ()
    """The share of each sensor; empty while the machine is off."""

    @property
    def is_anomalous(self) -> bool:
        """Whether the behaviour is abnormal."""
        return self.prediction == 1

    def top(self, count: int = 3) -> tuple[Diagnostic, ...]:
        """Return the sensors with the largest shares, in descending order."""
        return largest(self.diagnostics, count)


def read_results(lines: Iterable[bytes], source: str) -> Iterator[InferenceResult]:
    """Yield the rows of a JSON lines file.

    Args:
        lines: the lines of the file; empty lines are skipped.
        source: the address of the file, for messages.

    Raises:
        UnreadableDocumentError: a line is not a row of results.
    """
    for number, line in enumerate(lines, start=1):
        if line.isspace() or not line:
            continue
        try:
            yield InferenceResult.parse(line)
        except UnreadableDocumentError as error:
            raise UnreadableDocumentError(f"Line {number} of {source}: {error}") from error
