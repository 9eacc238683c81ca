"""Detectors through the harness: the fixed protocol on all sets, and Tennessee Eastman as the literature measures it."""

from __future__ import annotations

import argparse
import contextlib
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarks import protocol_detector
from benchmarks.quality_shared import SETS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.quality_shared import Shared

ENGINE = "l4e-sdk"
ALARMS = "l4e-sdk, its alarms"
EVENTS = "l4e-sdk, its events"
BACK_TO_BACK = "l4e-sdk, back to back"
FLOORS = ("always", "random")
BASELINES = ("l2", "maha", "pca_t2q", "dpca_t2q", "iforest", "knn")
SURVEYED = ("dyn_t2_s", "kmeansad", "aakr", "mlp_ae", "conv_ae", "mvad")
"""Too slow, or in need of other packages, to be run again every time."""
THRESHOLDS = ("q0.995", "pot1e-4", "x1.5")
RISKS = ("pot1e-2", "pot1e-3", "pot1e-4", "pot1e-5", "pot1e-6")
"""Extreme-value levels for the range in which the risk can be set."""
INVISIBLE = ("fault03", "fault09", "fault15")
"""Faults of Tennessee Eastman that no published method sees."""

_SPECIFICATIONS = {
    ENGINE: "benchmarks.protocol_detector:fit",
    ALARMS: "benchmarks.protocol_detector:fit_with_alarms",
    EVENTS: "benchmarks.protocol_detector:fit_with_events",
}


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """What the harness found."""

    entities: pd.DataFrame
    """One row per data set, entity, detector and threshold: the harness's own columns."""
    summary: pd.DataFrame
    """One row per data set, detector and threshold: the harness's own table, as text with three decimals."""

    def figure(self, data_set: str, detector: str, threshold: str, column: str) -> float:
        """Return a figure of the summary; NaN where the harness gives none."""
        return float(self.row(data_set, detector, threshold)[column] or "nan")

    def row(self, data_set: str, detector: str, threshold: str) -> Mapping[str, str]:
        """Return a row of the summary."""
        found = self.summary
        found = found[
            (found["dataset"] == data_set) & (found["detector"] == detector) & (found["thr"] == threshold)
        ]
        return {str(name): str(value) for name, value in found.iloc[0].items()}


def run_all(shared: Shared, say: Callable[[str], None]) -> Runs:
    """Run the engine, the floors and the cheap baselines on all data sets."""
    detectors = {**_SPECIFICATIONS, **{name: f"baseline:{name}" for name in (*FLOORS, *BASELINES)}}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "runs.csv")
        for tag, specification in detectors.items():
            say(tag)
            _run(shared, specification, tag, out, SETS)
        _run(shared, "benchmarks.quality_skab:fit", BACK_TO_BACK, out, ("skab",))
        entities = pd.read_csv(out)
    return Runs(entities, _cells(shared.harness.table(entities)))


def _run(shared: Shared, specification: str, tag: str, out: Path, sets: Sequence[str]) -> None:
    arguments = argparse.Namespace(
        data=str(shared.data),
        datasets=",".join(sets),
        entities=None,
        detector=specification,
        tag=tag,
        out=str(out),
        smooth=5,
        thr=",".join(dict.fromkeys((*THRESHOLDS, *RISKS))),
        drop_labeled=False,
        no_contrib=False,
    )
    with contextlib.redirect_stdout(io.StringIO()):
        shared.harness.run(arguments)


def _cells(table: str) -> pd.DataFrame:
    """Read a table in Markdown as text."""
    lines = [[cell.strip() for cell in line[1:-1].split("|")] for line in table.splitlines()]
    return pd.DataFrame(lines[2:], columns=lines[0])


@dataclass(frozen=True, slots=True)
class Detection:
    """How often a detector flags the rows of each fault, its limit being exceeded by 1 % of fault-free rows."""

    raw: dict[str, float]
    smooth: dict[str, float]
    """The same for the mean of five rows."""

    @property
    def visible(self) -> tuple[float, float]:
        """The mean over the 18 faults that can be seen at all, raw and smooth."""
        names = [name for name in self.raw if name not in INVISIBLE]
        return float(np.mean([self.raw[name] for name in names])), float(
            np.mean([self.smooth[name] for name in names])
        )


def detection_rates(shared: Shared, names: Sequence[str]) -> dict[str, Detection]:
    """Measure Tennessee Eastman as the literature does, for the engine and for baselines of the harness.

    The model learns from all 500 normal rows, the limit is the 0.99 quantile of the fault-free test run, and the
    rate is the share of the faulty rows above it.
    """
    return {name: _rates(shared, _factory(shared, name)) for name in names}


def _factory(shared: Shared, name: str) -> Callable[[pd.DataFrame], object]:
    if name == ENGINE:
        return lambda frame: protocol_detector.fit(frame, None, 180)
    made: Callable[[pd.DataFrame], object] = shared.harness.BASE[name]
    return made


def _rates(shared: Shared, factory: Callable[[pd.DataFrame], object]) -> Detection:
    detector: object = None
    limits, raw, smooth = (np.nan, np.nan), {}, {}
    for _, entity, train, _, test, labels, _ in shared.harness.entities(str(shared.data), "tep"):
        detector = detector or factory(train)
        scores = np.asarray(detector.score(test), float)  # type: ignore[attr-defined]  # by the harness's protocol
        means = pd.Series(scores).rolling(5, min_periods=1).mean().to_numpy()
        if not labels.any():
            limits = (np.quantile(scores, 0.99), np.quantile(means, 0.99))
            continue
        raw[entity] = float(np.mean(scores[labels > 0] > limits[0]))
        smooth[entity] = float(np.mean(means[labels > 0] > limits[1]))
    return Detection(raw, smooth)
