"""Evaluated rows, one by one or as a frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from l4e_sdk.errors import MissingExtraError
from l4e_sdk.views import InferenceResult

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    import polars as pl

    Columns = dict[str, list[object]]

_FIXED = ("timestamp", "prediction", "prediction_reason", "anomaly_score")


class Results(Iterator[InferenceResult]):
    """Evaluated rows, read lazily. Each row is returned once.

    A frame has the columns ``timestamp`` (UTC), ``prediction``, ``prediction_reason`` and ``anomaly_score``, and for
    each sensor a column with its share.
    """

    def __init__(self, rows: Iterable[InferenceResult]) -> None:
        self._rows = iter(rows)

    def __next__(self) -> InferenceResult:
        return next(self._rows)

    def to_pandas(self) -> pd.DataFrame:
        """Return the remaining rows as a pandas frame.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError("pandas", "to_pandas()") from error
        frame = pd.DataFrame(self._columns())
        return frame.assign(timestamp=pd.to_datetime(frame["timestamp"], utc=True))

    def to_polars(self) -> pl.DataFrame:
        """Return the remaining rows as a polars frame.

        Raises:
            MissingExtraError: polars is not installed.
        """
        try:
            import polars as pl
        except ImportError as error:
            raise MissingExtraError("local", "to_polars()") from error
        columns = self._columns()
        kinds = {
            "timestamp": pl.Datetime("us", "UTC"),
            "prediction": pl.Int64(),
            "prediction_reason": pl.String(),
        }
        return pl.DataFrame(columns, schema={name: kinds.get(name, pl.Float64()) for name in columns})

    def _columns(self) -> Columns:
        columns: Columns = {name: [] for name in _FIXED}
        for number, row in enumerate(self._rows):
            reason = row.prediction_reason
            fixed = (row.timestamp, row.prediction, reason and str(reason), row.anomaly_score)
            for name, value in zip(_FIXED, fixed, strict=True):
                columns[name].append(value)
            for share in row.diagnostics:
                # A sensor that was added later, or that this row lacks, has an empty cell.
                cells = columns.setdefault(share.name or "", [])
                cells += [None] * (number - len(cells))
                cells.append(share.value)
        height = len(columns["timestamp"])
        return {name: cells + [None] * (height - len(cells)) for name, cells in columns.items()}
