"""Judging one window, as it is computed in a worker process: rows, verdicts, result lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.detection.model import AnomalyModel
from l4e_sdk.local.lifecycle.events import Stretch
from l4e_sdk.local.timeseries.accumulated import Accumulated, append
from l4e_sdk.local.timeseries.matrix import Matrix, load_matrix
from l4e_sdk.local.timeseries.off_condition import OffCondition
from l4e_sdk.local.timeseries.results import result_lines
from l4e_sdk.local.timeseries.sensor_data import SensorData
from l4e_sdk.local.timeseries.window import InferenceInputError, read_window

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from l4e_sdk.local.detection.assessment import Assessment
    from l4e_sdk.local.lifecycle.schedule import Window
    from l4e_sdk.local.timeseries.schema import DataSchema


@dataclass(frozen=True, slots=True)
class JudgeTask:
    """Which rows to judge, and with which model."""

    model: Path
    files: dict[str, tuple[Path, ...]]
    schema: DataSchema
    rate: timedelta | None
    """The model's target sampling rate, when it has one."""
    off_condition: str | None
    window: Window
    accumulated: Path
    dataset: Path


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on the rows of a window."""

    lines: bytes
    """The result file (section 5.5)."""
    stretches: tuple[Stretch, ...]
    """Abnormal rows that follow one another."""
    sensors: tuple[str, ...]
    rate_seconds: float
    last_row: float
    """The time of the last row, in epoch seconds."""


def judge(task: JudgeTask) -> Judged:
    """Judge the rows of a window; its input is kept for retraining first, under the window's name.

    Raises:
        InferenceInputError: there is no row to judge, or the files break a rule.
    """
    model = _model(task.model)
    rows = read_window(task.files, task.schema, task.window.start, task.window.end, rate=task.rate)
    for component, frame in rows.items():
        append(task.accumulated, component, frame)
    matrix, first = _matrix(task, model)
    assessment = model.assess(matrix.timestamps, matrix.fresh_values(), matrix.off, history_rows=first)
    times = matrix.timestamps[first:]
    lines = result_lines(
        times,
        assessment.anomalous,
        assessment.anomaly_score,
        assessment.contributions,
        matrix.sensors,
        assessment.off,
    )
    seconds = times.astype("datetime64[us]").astype(np.int64) / 1e6
    return Judged(
        lines=lines,
        stretches=_stretches(seconds, assessment),
        sensors=matrix.sensors,
        rate_seconds=model.rate_seconds,
        last_row=float(seconds[-1]),
    )


@lru_cache(maxsize=32)
def _model(folder: Path) -> AnomalyModel:
    # The folder of a version is written once and never changed, so a worker may keep what it has read.
    return AnomalyModel.load(folder)


def _matrix(task: JudgeTask, model: AnomalyModel) -> tuple[Matrix, int]:
    """Return the rows of the window after as many earlier ones as the model looks back to."""
    rate = timedelta(seconds=model.rate_seconds)
    condition = OffCondition.parse(task.off_condition, task.schema) if task.off_condition else None
    matrix = load_matrix(
        [Accumulated(task.accumulated), SensorData(task.dataset)],
        task.schema,
        rate=rate,
        start=task.window.start - model.history_rows * rate,
        end=task.window.end,
        off_condition=condition,
    )
    begin = np.datetime64(task.window.start.replace(tzinfo=None), "us")
    first = int(np.searchsorted(matrix.timestamps, begin, side="right"))
    if first == len(matrix.timestamps):
        raise InferenceInputError(
            f"No row of the model's grid lies in the window ({task.window.start:%Y-%m-%dT%H:%M:%SZ}, "
            f"{task.window.end:%Y-%m-%dT%H:%M:%SZ}]; send data for it."
        )
    return matrix, first


def _stretches(seconds: NDArray[np.float64], assessment: Assessment) -> tuple[Stretch, ...]:
    flags = np.concatenate(([False], assessment.anomalous, [False])).astype(np.int8)
    begins, ends = np.flatnonzero(np.diff(flags) == 1), np.flatnonzero(np.diff(flags) == -1)
    return tuple(
        Stretch(
            start=float(seconds[begin]),
            end=float(seconds[end - 1]),
            rows=int(end - begin),
            sums=tuple(float(total) for total in assessment.contributions[begin:end].sum(axis=0)),
        )
        for begin, end in zip(begins, ends, strict=True)
    )
