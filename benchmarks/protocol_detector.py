"""The engine's model behind the evaluation harness's protocol.

The harness calls `fit(train_df, labels=None, freq_seconds=None)` and the returned object's `score` and
`contributions`; it smooths the scores and sets a threshold itself. `fit_with_alarms` gives an object that decides
by the model's own threshold instead, through `predict`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.detection import AnomalyModel

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


class ProtocolModel:
    """An `AnomalyModel` that takes data frames."""

    def __init__(self, model: AnomalyModel) -> None:
        self.model = model

    def score(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Return one score per row, not smoothed."""
        return self.model.score(*arrays(frame))

    def contributions(self, frame: pd.DataFrame) -> NDArray[np.float32]:
        """Return the share of each sensor in each row's score."""
        return self.model.assess(*arrays(frame)).contributions


class AlarmingModel(ProtocolModel):
    """The same, with the model's own alarms."""

    def predict(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        """Return whether each row is anomalous."""
        return self.model.assess(*arrays(frame)).anomalous


def fit(
    frame: pd.DataFrame, labels: pd.Series | None = None, freq_seconds: float | None = None
) -> ProtocolModel:
    """Train as the engine does, labelled rows left out."""
    return ProtocolModel(train(frame, labels, freq_seconds))


def fit_with_alarms(
    frame: pd.DataFrame, labels: pd.Series | None = None, freq_seconds: float | None = None
) -> AlarmingModel:
    """Train as the engine does, for alarms by the model's own threshold."""
    return AlarmingModel(train(frame, labels, freq_seconds))


def train(frame: pd.DataFrame, labels: pd.Series | None, freq_seconds: float | None) -> AnomalyModel:
    """Train a model on a frame."""
    times, values = arrays(frame)
    step = float(np.median(np.diff(times)) / np.timedelta64(1, "s"))
    usable = None if labels is None else (labels == 0).to_numpy()
    return AnomalyModel.fit(
        times, values, list(frame.columns), rate_seconds=freq_seconds or step, usable=usable
    )


def arrays(frame: pd.DataFrame) -> tuple[NDArray[np.datetime64], NDArray[np.float32]]:
    """Return the instants and the readings of a frame."""
    return frame.index.to_numpy().astype("datetime64[us]"), frame.to_numpy(np.float32)
