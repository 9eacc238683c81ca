"""The drift of a live plant, updated with each evaluated window and written to an object next to the results."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from l4e_sdk.local.detection.model import Live
    from l4e_sdk.local.detection.watch import Watch
    from l4e_sdk.local.tasks.publishing import Publication

_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Followed:
    """The state that is kept from one window to the next."""

    version: int
    """The model version whose verdicts these are; those of another say nothing about them."""
    live: Live
    """The model's memory of the machine."""
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
    def live(self) -> Live | None:
        """The memory that the window before left for this version."""
        return self.before.live if self.before and self.before.version == self.version else None

    def through(self, live: Live, *, open_since: float | None) -> Followed:
        """Return the state after the rows of a window, and write the object if its text changed.

        Args:
            live: the model's memory after the window.
            open_since: the start of the event that the next rows may continue.

        Raises:
            ObjectError: the object cannot be written.
        """
        watch = live.watch
        text = self._text(watch, open_since)
        told = f"s3://{self.place.bucket}/{self.place.key} {text}"
        if self.before is None or self.before.told != told:
            self.place.publish(f"{text}\n".encode())
        return Followed(self.version, live, told)

    def _text(self, watch: Watch, open_since: float | None) -> str:
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
