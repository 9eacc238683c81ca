"""The rows that inference and pointwise diagnostics write, as JSON lines.

Source: service/inference#results, service/model-versions#diagnostics.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from numpy.typing import NDArray

_DECIMALS: Final = 5
_STEP: Final = 10.0**-_DECIMALS
_BOUNDARY: Final = 0.5
_ROWS_AT_ONCE: Final = 2000
_REASONS: Final = ("NO_ANOMALY_DETECTED", "ANOMALY_DETECTED")
_OFF: Final = "MACHINE_OFF"


def result_key(prefix: str, start: datetime) -> str:
    """Return the key of the result file of the window that begins at start."""
    return f"{prefix}{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}/results.jsonl"


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """Rows to be written.

    Scores lie above 0.5 exactly where the prediction is 1; one that rounding would carry over that boundary stays one
    step of 0.00001 on its side. Rows in which the machine was off have neither score nor diagnostics.
    """

    timestamps: NDArray[np.datetime64]
    """Naive UTC."""
    prediction: NDArray[np.integer] | NDArray[np.bool_]
    """1 where a row is abnormal."""
    score: NDArray[np.floating]
    """From 0 to 1."""
    contributions: NDArray[np.floating]
    """(rows, sensors), each row adding up to about 1; NaN counts as 0."""
    sensors: Sequence[str]
    r"""``component\sensor``, in the order of the schema."""
    off: NDArray[np.bool_]
    """Whether the machine was off, for each row."""

    def blocks(self) -> Iterator[bytes]:
        """Return the JSON lines, some rows at a time, for files that are larger than memory."""
        template = ", ".join(_template(sensor) for sensor in self.sensors)
        for begin in range(0, len(self.timestamps), _ROWS_AT_ONCE):
            yield "".join(self._lines(slice(begin, begin + _ROWS_AT_ONCE), template)).encode()

    def _lines(self, rows: slice, template: str) -> Iterator[str]:
        off = self.off[rows]
        abnormal = self.prediction[rows].astype(bool) & ~off
        columns = (
            np.datetime_as_string(self.timestamps[rows], unit="us"),
            abnormal,
            _rounded_scores(self.score[rows], abnormal),
            _rounded(self.contributions[rows]),
            off,
        )
        for stamp, is_abnormal, score, shares, is_off in zip(
            *(column.tolist() for column in columns), strict=True
        ):
            head = f'{{"timestamp": "{stamp}", "prediction": {is_abnormal:d}, "prediction_reason": "'
            if is_off:
                yield f'{head}{_OFF}"}}\n'
            else:
                tail = template % tuple(shares)
                yield f'{head}{_REASONS[is_abnormal]}", "anomaly_score": {score!r}, "diagnostics": [{tail}]}}\n'


def result_lines(  # noqa: PLR0917 - the arrays of one row, in the order in which a line names them
    timestamps: NDArray[np.datetime64],
    prediction: NDArray[np.integer] | NDArray[np.bool_],
    score: NDArray[np.floating],
    contributions: NDArray[np.floating],
    sensors: Sequence[str],
    off: NDArray[np.bool_],
) -> bytes:
    """Return rows as JSON lines, with a newline after the last; see `Results`."""
    return b"".join(Results(timestamps, prediction, score, contributions, sensors, off).blocks())


def write_gzip(path: Path, lines: Iterable[bytes]) -> None:
    """Write lines as a gzip file, the same bytes for the same lines."""
    with path.open("wb") as file, gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
        for part in lines:
            packed.write(part)


def _template(sensor: str) -> str:
    name = json.dumps(sensor).replace("%", "%%")
    return f'{{"name": {name}, "value": %r}}'


def _rounded(values: NDArray[np.floating]) -> NDArray[np.float64]:
    # In double precision: rounding a float32 leaves 0.6100000143 behind.
    finite: NDArray[np.float64] = np.nan_to_num(values.astype(np.float64))
    return finite.round(_DECIMALS) + 0.0  # no -0.0


def _rounded_scores(score: NDArray[np.floating], anomalous: NDArray[np.bool_]) -> NDArray[np.float64]:
    rounded = np.clip(_rounded(score), 0.0, 1.0)
    rounded = np.where(anomalous, np.maximum(rounded, _BOUNDARY + _STEP), np.minimum(rounded, _BOUNDARY))
    return rounded.round(_DECIMALS)
