"""Whether a plant has come to run in another way than the model learned."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Mask, Times, Vector

WINDOW = np.timedelta64(7, "D")
"""The time that is looked back on."""

STEP = np.timedelta64(1, "D")
"""How often the question is asked."""

CHANGED_SHARE = 0.2
"""A larger share of anomalous rows in that time is no single event."""

SETTLED_SHARE = 0.1
"""A smaller share, later, shows that the plant is back where it was."""

GROWTH = 1.25
"""A statistic that rises by this factor in a week of alarms, from the first quarter to the newest, is growing; in less
time, by as much less."""

RISE = 1.5
"""A row in a changed regime is news when its statistic is this many times the regime's usual one."""

_FEWEST_HOURS = CHANGED_SHARE * (WINDOW / np.timedelta64(1, "h"))  # with rows; fewer tell nothing new
_DAILY_GROWTH = GROWTH ** (STEP / (0.75 * WINDOW))  # the middles of those quarters are so far apart
_FEWEST_PAIRS = 0.2  # of the alarms: those that last for a day and a quarter
_HOUR = np.timedelta64(1, "h")
_HIGHEST = 0.99999  # of a score; above, growth cannot be told any more


class DriftStatus(StrEnum):
    """What the newest week shows."""

    UNKNOWN = "UNKNOWN"
    """There are too few rows."""
    STEADY = "STEADY"
    """Alarms are rare enough to be events."""
    GROWING = "GROWING"
    """Alarms are frequent, and their scores rise or are beyond measure: a fault that goes on."""
    REGIME_CHANGED = "REGIME_CHANGED"
    """Alarms are frequent and their scores stay as high as they are: the plant runs in another way now."""


@dataclass(frozen=True, slots=True)
class Regime:
    """How the plant was found to run, the last time that was asked."""

    status: DriftStatus = DriftStatus.UNKNOWN
    share: float = 0.0
    """The share of anomalous rows in the week before."""
    level: float | None = None
    """Up to this score rows say nothing new, because the regime changed; None while it did not."""

    def asked(self, hours: int, on: int, alarms: Vector, times: Times) -> Regime:
        """Return how the plant is found to run now, after it ran so.

        Args:
            hours: In how many hours of the last week there are rows in which the machine was on. With a fifth of
                the week or less, the first hours of a fault would be most of what is seen, so nothing new is found.
            on: How many such rows there are.
            alarms: The scores of the anomalous ones among them, in the order of time.
            times: The instants of these.
        """
        if hours < _FEWEST_HOURS:
            return self
        share = len(alarms) / max(on, 1)
        status = _status(share, self.status, alarms, times)
        if status is not DriftStatus.REGIME_CHANGED:
            return Regime(status, share)
        return Regime(status, share, _score(RISE * _ratio(float(np.median(alarms)))))

    def covers(self, scores: Vector) -> Mask:
        """Return which rows say nothing new in a changed regime; they neither open an event nor hold one open."""
        if self.level is None:
            return np.zeros(len(scores), dtype=np.bool_)
        covered: Mask = scores <= self.level
        return covered

    @property
    def reason(self) -> str:
        """The status in words."""
        if self.status is DriftStatus.UNKNOWN:
            return "There are too few rows of the last 7 days to detect a change of the operating regime."
        found = f"{self.share:.0%} of the rows of the last 7 days are anomalous"
        match self.status:
            case DriftStatus.REGIME_CHANGED:
                return (
                    f"The operating regime changed: {found}, at a level that lasts. Retrain on recent data."
                )
            case DriftStatus.GROWING:
                return (
                    f"{found}, and their scores rise or are beyond measure: treat it as a fault that goes on."
                )
            case _:
                return f"The operating regime is the one that was learned: {found}."


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """The regime at the end of the rows, and when another one than the learned was in force."""

    regime: Regime
    changed: Mask
    """True for rows of a changed regime that was known before them: alarms there say nothing new. Rows far above
    what is usual in that regime are not among them."""

    @property
    def status(self) -> DriftStatus:
        """What the newest week shows."""
        return self.regime.status

    @property
    def share(self) -> float:
        """The share of anomalous rows in the newest week."""
        return self.regime.share

    @property
    def reason(self) -> str:
        """The status in words."""
        return self.regime.reason


def _status(share: float, before: DriftStatus, alarms: Vector, times: Times) -> DriftStatus:
    known = before is DriftStatus.REGIME_CHANGED
    if share <= (SETTLED_SHARE if known else CHANGED_SHARE):
        return DriftStatus.STEADY
    return DriftStatus.GROWING if _grows(alarms, times, share) else DriftStatus.REGIME_CHANGED


def _grows(alarms: Vector, times: Times, share: float) -> bool:
    """Return whether the scores rise from day to day, or are too high to tell.

    Each is held against the one a day before it: a daily rhythm is no growth. When alarms are too young for that, the
    newest quarter is held against the first.
    """
    quarters = np.array_split(alarms, 4)
    early, late = float(np.median(quarters[0])), float(np.median(quarters[-1]))
    if max(early, late) >= _HIGHEST:
        return True
    before = np.searchsorted(times, times - STEP, "right") - 1
    paired = np.flatnonzero((before >= 0) & (times - times[before] < STEP + _HOUR))
    if len(paired) < _FEWEST_PAIRS * len(alarms):
        limit: float = GROWTH**share
        return _ratio(late) > limit * _ratio(early)
    ratios = _ratios(np.minimum(alarms, _HIGHEST))
    rises = ratios[paired] / ratios[before[paired]]
    return bool(np.median(rises) > _DAILY_GROWTH)


def _ratios(scores: Vector) -> Vector:
    """Return how many times its threshold the statistic of each score is."""
    ratios: Vector = np.sqrt(scores / (1 - scores))
    return ratios


def _ratio(score: float) -> float:
    """Return how many times its threshold the statistic of a score is."""
    return float(_ratios(np.array([score]))[0])


def _score(ratio: float) -> float:
    """Return the score of a statistic that is so many times its threshold."""
    return ratio**2 / (1 + ratio**2)
