"""Judging one window, as it is computed in a worker process: rows, verdicts, result lines."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk._rules.layout.csv_header import UnreadableFileError, read_header
from l4e_sdk.local.detection.events import find_events
from l4e_sdk.local.detection.model import AnomalyModel
from l4e_sdk.local.learning.seen import unseen
from l4e_sdk.local.lifecycle import events
from l4e_sdk.local.lifecycle.events import Stretch
from l4e_sdk.local.timeseries.accumulated import Accumulated, append
from l4e_sdk.local.timeseries.joining import Held, InMemory
from l4e_sdk.local.timeseries.matrix import Matrix, fresh_rows, load_matrix
from l4e_sdk.local.timeseries.off_condition import OffCondition
from l4e_sdk.local.timeseries.quoted import first_cell
from l4e_sdk.local.timeseries.results import result_lines
from l4e_sdk.local.timeseries.sensor_data import SensorData
from l4e_sdk.local.timeseries.window import (
    InferenceInputError,
    NoReadingError,
    check_size,
    read_window,
)
from l4e_sdk.shapes import S3Object

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl
    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Times
    from l4e_sdk.local.detection.assessment import Assessment
    from l4e_sdk.local.learning.seen import Unseen
    from l4e_sdk.local.lifecycle.schedule import Window
    from l4e_sdk.local.objects import ObjectInfo, Objects
    from l4e_sdk.local.tasks.drift_following import Followed, Following
    from l4e_sdk.local.tasks.publishing import Publication
    from l4e_sdk.local.timeseries.readings import Readings
    from l4e_sdk.local.timeseries.schema import DataSchema


@dataclass(frozen=True, slots=True)
class JudgeTask:
    """The rows to evaluate, and the model."""

    model: Path
    files: dict[str, tuple[ObjectInfo, ...]]
    """The input of each component, in the order of its keys."""
    beside: frozenset[str]
    """The keys among them that are named by a time outside the window."""
    schema: DataSchema
    rate: timedelta | None
    """The model's target sampling rate, when it has one."""
    off_condition: str | None
    window: Window
    accumulated: Path
    dataset: Path
    objects: Objects
    result: Publication
    drift: Following
    unfinished: Stretch | None
    """The abnormal rows that the window before ended with, if this one may continue them."""

    @property
    def condition(self) -> OffCondition | None:
        """The off-condition, if there is one.

        Raises:
            OffConditionError: it cannot be read, or names an unknown sensor.
        """
        return OffCondition.parse(self.off_condition, self.schema) if self.off_condition else None


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdicts on the rows of a window."""

    result: S3Object
    """The place of the result file (service/inference#results)."""
    anomalous: bool
    """Whether any row is abnormal."""
    stretches: tuple[Stretch, ...]
    """Abnormal rows that belong together, and the rows that hold them open, the unfinished ones of the window before
    among them; without those that a changed regime covers."""
    unfinished: Stretch | None
    """The last of them, if the next window may continue it."""
    sensors: tuple[str, ...]
    last_row: float
    """The time of the last row, in epoch seconds."""
    kept_in: Path
    """The accumulated data that the input was added to."""
    followed: Followed
    """The drift of the plant, as it is known after the window."""


def judge(task: JudgeTask) -> Judged:
    """Judge the rows of a window; its input is kept for retraining first, under the window's name.

    Raises:
        NoReadingError: there is nothing to judge; nothing is kept then.
        InferenceInputError: the files break a rule.
        ObjectError: a file cannot be read, or the results cannot be written.
    """
    model = _model(task.model)
    rows = _rows(task, model)
    for component, frame in rows.items():
        append(task.accumulated, component, frame)
    matrix, first = _matrix(task, model)
    if model.gapless and matrix.measured is not None and not (matrix.measured | matrix.off)[first]:
        # The window begins with filled rows. The last reading is further back, and its prediction holds for them.
        matrix, first = _matrix(task, model, further=fresh_rows(matrix.rate))
    assessment, live = model.judge(
        matrix.timestamps,
        matrix.values,
        matrix.off,
        history_rows=first,
        precise=matrix.precise,
        measured=matrix.measured,
        live=task.drift.live,
    )
    times = matrix.timestamps[first:]
    lines = result_lines(
        times,
        assessment.anomalous,
        assessment.anomaly_score,
        assessment.contributions,
        matrix.sensors,
        assessment.off,
    )
    task.result.publish(lines)
    seconds = times.astype("datetime64[us]").astype(np.int64) / 1e6
    stretches = _continued(task.unfinished, times, assessment, matrix)
    last_off = off[1] if (off := _off(seconds, assessment)) else None
    goes_on = stretches and events.may_go_on(
        stretches[-1], float(seconds[-1]), model.rate_seconds, last_off=last_off
    )
    unfinished = stretches[-1] if goes_on else None
    return Judged(
        result=S3Object(bucket=task.result.bucket, key=task.result.key),
        anomalous=bool(assessment.anomalous.any()),
        stretches=stretches,
        unfinished=unfinished,
        sensors=matrix.sensors,
        last_row=float(seconds[-1]),
        kept_in=task.accumulated,
        followed=task.drift.through(
            live, open_since=unfinished.start if unfinished and unfinished.is_event else None
        ),
    )


def _rows(task: JudgeTask, model: AnomalyModel) -> dict[str, pl.DataFrame]:
    """Read the rows of the window, of which one has a reading or all lie within the limit of filling."""
    start, end = task.window.start, task.window.end
    found = [one for files in task.files.values() for one in files]
    check_size(sum(one.size for one in found), start, end)
    with task.objects.files(found) as paths:
        each = iter(paths)
        beside = {path for one, path in zip(found, paths, strict=True) if one.key in task.beside}
        local = {component: tuple(islice(each, len(files))) for component, files in task.files.items()}
        rows = read_window(local, task.schema, start, end, rate=task.rate, beside=beside)
        looked_at = frozenset(model.sensors) - model.dropped.keys()
        nothing = unseen(rows, looked_at, task.condition)
        if nothing is None:
            return rows
        _check_filled(task, model, nothing, local)
        return nothing.rows


def _check_filled(
    task: JudgeTask, model: AnomalyModel, nothing: Unseen, local: dict[str, tuple[Path, ...]]
) -> None:
    """Refuse a window without a reading if the readings before it are too old to stand for one of its rows."""
    matrix, first = _matrix(task, model, InMemory(nothing.rows))
    kept = [name not in model.dropped for name in model.sensors]
    known = ~np.isnan(matrix.values[first:, kept]).all(axis=1)
    if nothing.says_off:
        known |= matrix.off[first:]
    if not known.all():
        raise NoReadingError(
            f"no cell of the window {task.window} is a reading ({nothing.instead or _quote(task, local)}), and the last "
            "reading before it is older than gaps are filled for; let the source send numbers again"
        )


def _quote(task: JudgeTask, local: dict[str, tuple[Path, ...]]) -> str:
    """Quote a cell of the window."""
    component = task.schema.components[0]
    for path in local[component.name]:
        with suppress(
            UnreadableFileError, ValueError
        ):  # a file beside the window, which need not be readable
            cell = first_cell(path, read_header(path), component.sensors[0], task.window)
            if cell:
                return f"{path.name}, {cell}"
    return "all are empty"


@lru_cache(maxsize=32)
def _model(folder: Path) -> AnomalyModel:
    # The folder of a version is written once and never changed, so a worker may keep what it has read.
    return AnomalyModel.load(folder)


def _matrix(task: JudgeTask, model: AnomalyModel, *rows: Readings, further: int = 0) -> tuple[Matrix, int]:
    """Return the rows of the window after as many earlier ones as the model looks back to.

    Args:
        task: the window; its rows are among the accumulated data, or given.
        model: says how far to look back.
        rows: those of the window, if they are not accumulated yet.
        further: how many more rows to look back.
    """
    rate = timedelta(seconds=model.rate_seconds)
    start, end = task.window.start - (model.history_rows + further) * rate, task.window.end
    held = Held([*rows, Accumulated(task.accumulated), SensorData(task.dataset)], task.schema, start, end)
    matrix = load_matrix(
        [held],
        task.schema,
        rate=rate,
        start=start,
        end=end,
        off_condition=task.condition,
        precise=model.counters,
    )
    begin = np.datetime64(task.window.start.replace(tzinfo=None), "us")
    first = int(np.searchsorted(matrix.timestamps, begin, side="right"))
    if first == len(matrix.timestamps):
        raise InferenceInputError(
            f"No row of the model's grid lies in the window ({task.window.start:%Y-%m-%dT%H:%M:%SZ}, "
            f"{task.window.end:%Y-%m-%dT%H:%M:%SZ}]; send data for it."
        )
    return matrix, first


def _continued(
    unfinished: Stretch | None, times: Times, assessment: Assessment, matrix: Matrix
) -> tuple[Stretch, ...]:
    """Return the stretches of the window, the unfinished one of the window before among them."""
    if unfinished and len(unfinished.sums) != len(matrix.sensors):  # left by a version with other sensors
        unfinished = None
    rate_seconds = matrix.rate.total_seconds()
    seconds = times.astype("datetime64[us]").astype(np.int64) / 1e6
    off = _off(seconds, assessment)
    found = events.continued(
        unfinished,
        _stretches(times, assessment, rate_seconds),
        rate_seconds,
        lead=_lead(seconds, assessment, rate_seconds),
        first_off=off[0] if off else None,
    )
    return tuple(found)


def _stretches(times: Times, assessment: Assessment, rate_seconds: float) -> tuple[Stretch, ...]:
    found = find_events(
        times,
        assessment.anomalous & ~assessment.covered,
        rate_seconds=rate_seconds,
        contributions=assessment.contributions,
        holding=assessment.holding & ~assessment.covered,
        off=assessment.off,
    )
    return tuple(
        Stretch(
            start=_seconds(event.start),
            end=_seconds(event.end),
            rows=event.rows,
            sums=tuple(float(share) * event.rows for share in event.contributions),
        )
        for event in found
    )


def _lead(seconds: NDArray[np.float64], assessment: Assessment, rate_seconds: float) -> Stretch | None:
    """Return the holding rows that the window begins with, up to its first other row."""
    holding = assessment.holding & ~assessment.covered
    holding[1:] &= np.diff(seconds) < 1.5 * rate_seconds
    count = len(holding) if holding.all() else int(np.argmin(holding))
    if not count:
        return None
    nothing = (0.0,) * assessment.contributions.shape[1]
    return Stretch(float(seconds[0]), float(seconds[count - 1]), 0, nothing)


def _off(seconds: NDArray[np.float64], assessment: Assessment) -> tuple[float, float] | None:
    stops = seconds[assessment.off]
    return (float(stops[0]), float(stops[-1])) if len(stops) else None


def _seconds(instant: np.datetime64) -> float:
    return int(instant.astype("datetime64[us]").astype(np.int64)) / 1e6
