"""SKAB as its own leaderboard scores it: rows follow one another, whatever the clock says between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from benchmarks import protocol_detector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from benchmarks.protocol_detector import ProtocolModel


class BackToBack:
    """A model that is given rows without their gaps."""

    def __init__(self, model: ProtocolModel) -> None:
        self.model = model

    def score(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Return one score per row, not smoothed."""
        return self.model.score(without_gaps(frame, self.model.model.rate_seconds))


def fit(frame: pd.DataFrame, labels: pd.Series | None = None, freq_seconds: float = 1) -> BackToBack:
    """Train as the engine does; see `protocol_detector.fit`."""
    closed = without_gaps(frame, freq_seconds)
    known = None if labels is None else labels.set_axis(closed.index)
    return BackToBack(protocol_detector.fit(closed, known, freq_seconds))


def without_gaps(frame: pd.DataFrame, freq_seconds: float) -> pd.DataFrame:
    """Return the same rows, equally spaced from the first on."""
    times = pd.date_range(frame.index[0], periods=len(frame), freq=pd.Timedelta(seconds=freq_seconds))
    return frame.set_axis(times)
