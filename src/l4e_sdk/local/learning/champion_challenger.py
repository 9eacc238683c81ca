"""A new version against the one in use, on the same rows of the past.

Source: service/model-versions#comparison.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from l4e_sdk.local.detection.comparison import Contender, alarms_per_month, better
from l4e_sdk.local.detection.model import AnomalyModel
from l4e_sdk.local.learning.backtest import backtest

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local.detection.arrays import Mask
    from l4e_sdk.local.detection.comparison import Verdict
    from l4e_sdk.local.learning.backtest import Backtest
    from l4e_sdk.local.tasks.labels import Ranges
    from l4e_sdk.local.timeseries.matrix import Matrix


@dataclass(frozen=True, slots=True)
class Champion:
    """The version in use when a training begins; another one may be by its end."""

    version: int
    folder: Path
    seen: float
    """The share of the rows to compare on that it had learned from."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """The comparison of a new version with the champion."""

    champion: Champion | None = None
    """None when there was none to compare with, as in the first training of a model."""
    alarms_per_month: tuple[float, float] | None = None
    """The alarm events outside of labels of the new version and of the champion; None if the champion cannot judge
    these rows."""
    verdict: Verdict | None = None
    """The better version, if there are labels to decide."""
    metrics: str | None = None
    """Those of the champion, along with a verdict."""

    def in_words(self, version: int | None) -> str:
        """Return the comparison in words; empty if the two could not be compared.

        Args:
            version: the number of the new version.
        """
        if self.champion is None or self.alarms_per_month is None:
            return ""
        new, old = self.alarms_per_month
        prior, seen = self.champion.version, self.champion.seen
        alarms = f"{new:.1f} against {old:.1f} alarm events a month."
        found = self.verdict.reason if self.verdict else alarms
        caveat = f" Version {prior} had learned from {seen:.0%} of it." if seen else ""
        return f"Version {version} against version {prior}: {found}{caveat}"


def challenge_champion(
    champion: Champion, challenger: Backtest | None, matrix: Matrix, wanted: Mask, labels: Ranges
) -> Challenge:
    """Evaluate the challenger's rows with the champion, and compare the two.

    Args:
        champion: the version in use.
        challenger: what the new version said of the wanted rows.
        matrix: the sensors.
        wanted: which rows.
        labels: ranges of abnormal behaviour.
    """
    model = AnomalyModel.load(champion.folder)
    prior = backtest(model, matrix, wanted, labels) if model.sensors == matrix.sensors else None
    if challenger is None or prior is None:
        return Challenge(champion)
    times = matrix.timestamps[prior.rows]
    new, old = (Contender(one.evaluation, one.assessment) for one in (challenger, prior))
    alarms = alarms_per_month(times, new), alarms_per_month(times, old)
    if not new.evaluation.labels:
        return Challenge(champion, alarms)
    return Challenge(champion, alarms, better(times, new, old), prior.metrics)
