"""The parts of a history, each judged by a detector that has not seen it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from l4e_sdk.local.detection.model_selection import Scored, choose, default_choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from l4e_sdk.local.detection.arrays import Mask, Times, Values, Vector
    from l4e_sdk.local.detection.lagged_t2 import LaggedStudy, LaggedT2
    from l4e_sdk.local.detection.model_selection import Choice, Goal
    from l4e_sdk.local.detection.sensors import Movement

_FIT_SHARE = 0.8
_PARTS = 5  # each is scored by a detector that learned from the other four
_MOST_CALIBRATING = 20_000  # rows of a part: more do not tell a tail better, and cost scoring time
_FEWEST_FOR_LABELS = 250  # below that a fifth is a handful of rows
_NO_LABELS = "No labelled event lies in the usable training rows: the defaults are kept."
_FEW_ROWS = f"Fewer than {_FEWEST_FOR_LABELS} usable training rows: the defaults are kept."


def cuts_of(rows: NDArray[np.intp]) -> list[int]:
    """Return where to cut a history: into equal parts, or before its newest fifth when there are few rows.

    Args:
        rows: The places of those to learn from, in order.
    """
    equal = len(rows) >= _FEWEST_FOR_LABELS
    shares = [part / _PARTS for part in range(1, _PARTS)] if equal else [_FIT_SHARE]
    return [int(rows[int(share * len(rows))]) for share in shares]


class History(NamedTuple):
    """The rows of a training."""

    times: Times
    values: Values
    usable: Mask
    normal: Mask
    """The usable rows that are neither labelled nor beside a label."""
    labelled: list[slice]
    rate_seconds: float


class CrossValidation:
    """Detectors that each have not seen one part of a history, to judge that part.

    Args:
        study: of the history, by its parts.
        movement: of the sensors in each part.
        cuts: the rows at which new parts begin.
    """

    def __init__(self, study: LaggedStudy, movement: Movement, cuts: Sequence[int]) -> None:
        self.study = study
        self.movement = movement
        self.cuts = cuts

    def scored(self, history: History, kept: LaggedT2) -> Scored:
        """Score each part by a detector that has not seen it: all of it with labels, its newest rows without any."""
        parts = len(self.cuts) > 1
        whole = parts and bool(history.labelled)
        first_part, most = 0 if parts else 1, None if whole else _MOST_CALIBRATING
        bounds = (0, *self.cuts, len(history.values))
        runs = [
            slice(start if most is None else max(start, stop - most), stop)
            for start, stop in pairwise(bounds[first_part:])
        ]
        scores = [self._scores(history, part, run) for part, run in enumerate(runs, start=first_part)]
        ends = np.cumsum([0, *map(len, scores)]).tolist()
        return Scored(
            np.concatenate([history.times[run] for run in runs]),
            np.concatenate(scores),
            np.concatenate([history.usable[run] for run in runs]),
            np.concatenate([history.normal[run] for run in runs]),
            [slice(start, stop) for start, stop in pairwise(ends)],
            history.labelled if whole else [],
            _scores(kept, history, runs[-1]),
            history.rate_seconds,
        )

    def choice(self, history: History, scored: Scored, goal: Goal) -> Choice:
        """Choose the settings: by the labels, where there are any and rows enough."""
        if scored.labels:
            return choose(scored, goal)
        return default_choice(scored, goal, _FEW_ROWS if history.labelled else _NO_LABELS)

    def _scores(self, history: History, part: int, run: slice) -> Vector:
        """Score a part by a detector that did not see it.

        Sensors that move only in this part are left out: the detector would be startled by what the one that is
        kept has learned, and the threshold would end far above anything.
        """
        moving = self.movement.only_in(part)
        known = ~moving if moving.any() and not moving.all() else None
        trial = self.study.detector(without=part, sensors=known)
        return _scores(trial, history, run, known)


def _scores(detector: LaggedT2, history: History, run: slice, sensors: Mask | None = None) -> Vector:
    lead = min(run.start, detector.lag_rows)
    rows = slice(run.start - lead, run.stop)
    values = history.values[rows] if sensors is None else history.values[rows, sensors]
    return detector.score(history.times[rows], values, history.usable[rows], history=lead)
