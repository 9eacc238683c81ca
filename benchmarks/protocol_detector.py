"""The engine's model behind the evaluation harness's protocol, so that anyone can score it on other data.

The harness calls `fit(train_df, labels=None, freq_seconds=None)` and the returned object's `score` and
`contributions`; it smooths the scores and sets a threshold itself. `fit_with_alarms` gives an object that decides
by the model's own threshold instead, through `predict`.

A frame takes the way that ingested sensor data takes: the engine's grid with its gaps filled, the engine's choice of
rows to learn from, the engine's training. Only the CSV files, the queue and the evaluation are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from l4e_sdk.local.detection.evaluation import evaluate
from l4e_sdk.local.learning.training_rows import learn
from l4e_sdk.local.timeseries.matrix import load_matrix
from l4e_sdk.local.timeseries.precision import compacted
from l4e_sdk.local.timeseries.readings import TIME, Span, in_order, narrowed, nothing, span_of
from l4e_sdk.local.timeseries.schema import Component, DataSchema

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from l4e_sdk.local.detection import AnomalyModel
    from l4e_sdk.local.detection.assessment import Assessment
    from l4e_sdk.local.detection.evaluation import Evaluation
    from l4e_sdk.local.timeseries.matrix import Matrix

MOST_SENSORS = 300
"""Of one model of the service; what is measured here may have more."""

COMPONENT = "frame"
"""The name of the component that the columns of a frame become sensors of."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameReadings:
    """A data frame as a source of readings, as ingestion would have stored it."""

    frame: pl.DataFrame

    @classmethod
    def of(cls, frame: pd.DataFrame) -> FrameReadings:
        """Take over a frame with an index of instants, naive UTC, and one column per sensor."""
        times = pl.Series(TIME, frame.index.to_numpy().astype("datetime64[us]"))
        sensors = [
            pl.Series(str(name), frame[name].to_numpy(np.float64), nan_to_null=True) for name in frame.columns
        ]
        return cls(compacted(in_order(pl.DataFrame([times, *sensors]))))

    def span(self) -> Span | None:
        """Return the first and the last instant."""
        return span_of([self.frame[TIME]])

    def scan(
        self,
        component: str,
        sensors: Sequence[str] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> pl.LazyFrame:
        """Return the readings; see `Readings.scan`."""
        if component != COMPONENT:
            return nothing().lazy()
        return narrowed(self.frame.lazy(), sensors, start, end)


class ProtocolModel:
    """An `AnomalyModel` that takes data frames."""

    def __init__(self, model: AnomalyModel) -> None:
        self.model = model

    def score(self, frame: pd.DataFrame) -> NDArray[np.float64]:
        """Return one score per row, not smoothed."""
        matrix, rows = self._matrix(frame)
        return self.model.score(
            matrix.timestamps, matrix.values, matrix.off, precise=matrix.precise, measured=matrix.measured
        )[rows]

    def contributions(self, frame: pd.DataFrame) -> NDArray[np.float32]:
        """Return the share of each sensor in each row's score."""
        assessment, rows = self.assess(frame)
        return assessment.contributions[rows]

    def assess(self, frame: pd.DataFrame) -> tuple[Assessment, NDArray[np.int64]]:
        """Return the verdicts on the rows of the engine's grid, and where in it the rows of the frame are."""
        matrix, rows = self._matrix(frame)
        found = self.model.assess(
            matrix.timestamps, matrix.values, matrix.off, precise=matrix.precise, measured=matrix.measured
        )
        return found, rows

    def _matrix(self, frame: pd.DataFrame) -> tuple[Matrix, NDArray[np.int64]]:
        matrix = on_grid(frame, timedelta(seconds=self.model.rate_seconds))
        return matrix, np.searchsorted(matrix.timestamps, frame.index.to_numpy().astype("datetime64[us]"))


class AlarmingModel(ProtocolModel):
    """The same, with the model's own alarms."""

    def predict(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        """Return whether each row is anomalous."""
        assessment, rows = self.assess(frame)
        return assessment.anomalous[rows]


class EventModel(ProtocolModel):
    """The same, with the events that the engine reports."""

    def predict(self, frame: pd.DataFrame) -> NDArray[np.bool_]:
        """Return whether each row lies in an event."""
        matrix, rows = self._matrix(frame)
        inside = np.zeros(len(matrix.timestamps), np.bool_)
        for event in self.evaluate(frame).events:
            inside |= (matrix.timestamps >= event.start) & (matrix.timestamps <= event.end)
        return inside[rows]

    def evaluate(self, frame: pd.DataFrame) -> Evaluation:
        """Return what an evaluation without labels finds: the events, and whether the plant runs in another way."""
        matrix, _ = self._matrix(frame)
        return evaluate(
            matrix.timestamps,
            self.assess(frame)[0],
            (),
            matrix.sensors,
            rate_seconds=self.model.rate_seconds,
        )


def fit(
    frame: pd.DataFrame, labels: pd.Series | None = None, freq_seconds: float | None = None
) -> ProtocolModel:
    """Train as the engine does, labelled rows left out.

    Args:
        frame: An index of instants, naive UTC and ascending, and one column of numbers per sensor; NaN is missing.
        labels: Above 0 where a row is known to be abnormal.
        freq_seconds: The target sampling rate; the data's own one when not given.
    """
    return ProtocolModel(train(frame, labels, freq_seconds))


def fit_with_alarms(
    frame: pd.DataFrame, labels: pd.Series | None = None, freq_seconds: float | None = None
) -> AlarmingModel:
    """Train as the engine does, for alarms by the model's own threshold; see `fit`."""
    return AlarmingModel(train(frame, labels, freq_seconds))


def fit_with_events(
    frame: pd.DataFrame, labels: pd.Series | None = None, freq_seconds: float | None = None
) -> EventModel:
    """Train as the engine does, for the events that it reports; see `fit`."""
    return EventModel(train(frame, labels, freq_seconds))


def train(frame: pd.DataFrame, labels: pd.Series | None, freq_seconds: float | None) -> AnomalyModel:
    """Train a model on a frame."""
    matrix = on_grid(frame, timedelta(seconds=freq_seconds) if freq_seconds else None)
    everything = np.ones(len(matrix.timestamps), np.bool_)
    return learn(matrix, everything, () if labels is None else ranges(labels))[0]


def on_grid(frame: pd.DataFrame, rate: timedelta | None) -> Matrix:
    """Return the readings of a frame as the engine sees them; a frame may have more sensors than the service allows."""
    readings = FrameReadings.of(frame)
    names = tuple(map(str, frame.columns))
    some = [names[first : first + MOST_SENSORS] for first in range(0, len(names), MOST_SENSORS)]
    schemas = [DataSchema((Component(COMPONENT, "Timestamp", portion),)) for portion in some]
    parts = [load_matrix([readings], schema, rate=rate) for schema in schemas]
    return replace(
        parts[0],
        values=np.hstack([part.values for part in parts]),  # noqa: PD011  # of the engine, not of pandas
        sensors=tuple(name for part in parts for name in part.sensors),
        precise={name: exact for part in parts for name, exact in part.precise.items()},
    )


def ranges(labels: pd.Series) -> tuple[tuple[datetime, datetime], ...]:
    """Return the labelled rows as ranges from a first to a last instant, as label files have them."""
    marks = np.concatenate(([0], labels.to_numpy() > 0, [0])).astype(np.int8)
    moments = [
        moment.replace(tzinfo=UTC) for moment in labels.index.to_numpy().astype("datetime64[us]").tolist()
    ]
    begins, ends = np.flatnonzero(np.diff(marks) == 1), np.flatnonzero(np.diff(marks) == -1)
    return tuple((moments[begin], moments[end - 1]) for begin, end in zip(begins, ends, strict=True))
