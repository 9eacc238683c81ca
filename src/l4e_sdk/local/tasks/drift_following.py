"""The drift of a live plant, updated with each evaluated window and written to an object next to the results."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from l4e_sdk.local.detection.drift import Regime
from l4e_sdk.local.detection.drift_watch import DriftWatch

if TYPE_CHECKING:
    from l4e_sdk.local.detection.arrays import Vector
    from l4e_sdk.local.detection.assessment import Assessment
    from l4e_sdk.local.tasks.publishing import Publication

_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Followed:
    """The state that is kept from one window to the next."""

    version: int
    """The model version whose verdicts these are; those of another say nothing about them."""
    watch: DriftWatch
    told: str
    """The object as it was last written: its address and its text."""


@dataclass(frozen=True, slots=True)
class Following:
    """The inputs for following the drift through a window."""

    scheduler_arn: str
    version: int
    place: Publication
    before: Followed | None

    @property
    def regime(self) -> Regime:
        """The regime before the window."""
        return self._watch.regime if self._watch else Regime()

    def through(self, seconds: Vector, assessment: Assessment, *, open_since: float | None) -> Followed:
        """Return the drift after the rows of a window, and write the object if it has changed.

        Args:
            seconds: the times of the rows, in epoch seconds.
            assessment: the verdicts on them.
            open_since: the start of the event that the next rows may continue.

        Raises:
            ObjectError: the object cannot be written.
        """
        watch = (self._watch or DriftWatch.begun(float(seconds[0]))).after(seconds, assessment)
        text = self._text(watch, open_since)
        told = f"s3://{self.place.bucket}/{self.place.key} {text}"
        if self.before is None or self.before.told != told:
            self.place.publish(f"{text}\n".encode())
        return Followed(self.version, watch, told)

    @property
    def _watch(self) -> DriftWatch | None:
        return self.before.watch if self.before and self.before.version == self.version else None

    def _text(self, watch: DriftWatch, open_since: float | None) -> str:
        return json.dumps(
            {
                "inference_scheduler_arn": self.scheduler_arn,
                "model_version": self.version,
                "status": watch.regime.status,
                "since": _written(watch.since),
                "share": round(watch.regime.share, _DECIMALS),
                "reason": watch.regime.reason,
                "open_event_start": None if open_since is None else _written(open_since),
            }
        )


def _written(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S.%f}"
