"""The rows that inference and pointwise diagnostics write, as JSON lines (spec 5.5 and 4.2)."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_DECIMALS: Final = 5
_STEP: Final = 10.0**-_DECIMALS
_BOUNDARY: Final = 0.5
_ROWS_AT_ONCE: Final = 2000
_REASONS: Final = ("NO_ANOMALY_DETECTED", "ANOMALY_DETECTED")
_OFF: Final = "MACHINE_OFF"
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row of a result file."""

    timestamp: datetime
    """Aware UTC."""
    prediction: int
    reason: str | None
    anomaly_score: float | None
    diagnostics: dict[str, float]


def result_key(prefix: str, start: datetime) -> str:
    """Return the key of the result file of the window that begins at start."""
    return f"{prefix}{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}/results.jsonl"


def result_lines(
    timestamps: NDArray[np.datetime64],
    prediction: NDArray[np.integer] | NDArray[np.bool_],
    score: NDArray[np.floating],
    contributions: NDArray[np.floating],
    sensors: Sequence[str],
    off: NDArray[np.bool_],
) -> bytes:
    r"""Return rows as JSON lines, with a newline after the last.

    Scores lie above 0.5 exactly where the prediction is 1; one that rounding would carry over that boundary stays one
    step of 0.00001 on its side. Rows in which the machine was off have neither score nor diagnostics.

    Args:
        timestamps: naive UTC, one per row.
        prediction: 1 where a row is abnormal.
        score: from 0 to 1.
        contributions: (rows, sensors), each row adding up to about 1; NaN counts as 0.
        sensors: ``component\sensor``, in the order of the schema.
        off: where the machine was off.
    """
    return b"".join(iter_result_lines(timestamps, prediction, score, contributions, sensors, off))


def iter_result_lines(
    timestamps: NDArray[np.datetime64],
    prediction: NDArray[np.integer] | NDArray[np.bool_],
    score: NDArray[np.floating],
    contributions: NDArray[np.floating],
    sensors: Sequence[str],
    off: NDArray[np.bool_],
) -> Iterator[bytes]:
    """Return the same as `result_lines`, some rows at a time, for files that are larger than memory."""
    anomalous = np.asarray(prediction).astype(bool) & ~off
    rounded = _rounded_scores(score, anomalous)
    diagnostics = ", ".join(_template(sensor) for sensor in sensors)
    for begin in range(0, len(timestamps), _ROWS_AT_ONCE):
        rows = slice(begin, begin + _ROWS_AT_ONCE)
        yield _lines(
            np.datetime_as_string(timestamps[rows], unit="us").tolist(),
            anomalous[rows].tolist(),
            rounded[rows].tolist(),
            _rounded(contributions[rows]).tolist(),
            off[rows].tolist(),
            diagnostics,
        )


def write_gzip(path: Path, lines: Iterable[bytes]) -> None:
    """Write lines as a gzip file, the same bytes for the same lines."""
    with path.open("wb") as file, gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed:
        for part in lines:
            packed.write(part)


def read_results(data: bytes) -> Iterator[ResultRow]:
    """Read the rows of a result file, packed by gzip or not.

    Raises:
        ValueError: a line is not a row of results.
    """
    text = gzip.decompress(data) if data.startswith(_GZIP) else data
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            yield _row(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number} is not a row of results: {line[:80]!r}") from error


def _template(sensor: str) -> str:
    name = json.dumps(sensor).replace("%", "%%")
    return f'{{"name": {name}, "value": %r}}'


def _rounded(values: NDArray[np.floating]) -> NDArray[np.float64]:
    # In double precision: rounding a float32 leaves 0.6100000143 behind.
    return np.round(np.nan_to_num(values.astype(np.float64)), _DECIMALS)


def _rounded_scores(score: NDArray[np.floating], anomalous: NDArray[np.bool_]) -> NDArray[np.float64]:
    rounded = np.clip(_rounded(score), 0.0, 1.0)
    rounded = np.where(anomalous, np.maximum(rounded, _BOUNDARY + _STEP), np.minimum(rounded, _BOUNDARY))
    return np.round(rounded, _DECIMALS)


def _lines(
    timestamps: list[str],
    anomalous: list[bool],
    scores: list[float],
    contributions: list[list[float]],
    off: list[bool],
    diagnostics: str,
) -> bytes:
    lines = []
    for stamp, abnormal, score, shares, is_off in zip(
        timestamps, anomalous, scores, contributions, off, strict=True
    ):
        head = f'{{"timestamp": "{stamp}", "prediction": {abnormal:d}, "prediction_reason": "'
        if is_off:
            lines.append(f'{head}{_OFF}"}}\n')
        else:
            tail = diagnostics % tuple(shares)
            lines.append(
                f'{head}{_REASONS[abnormal]}", "anomaly_score": {score!r}, "diagnostics": [{tail}]}}\n'
            )
    return "".join(lines).encode()


def _row(document: dict[str, Any]) -> ResultRow:
    return ResultRow(
        datetime.fromisoformat(document["timestamp"]).replace(tzinfo=UTC),
        int(document.get("prediction", 0)),
        document.get("prediction_reason"),
        document.get("anomaly_score"),
        {one["name"]: float(one["value"]) for one in document.get("diagnostics", ())},
    )
