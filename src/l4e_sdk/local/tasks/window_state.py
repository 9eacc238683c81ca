"""The state that one window leaves for the next window of its scheduler."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from l4e_sdk.local.detection.drift import DriftStatus, Regime
from l4e_sdk.local.detection.drift_watch import DriftWatch, Hour
from l4e_sdk.local.lifecycle.events import Stretch
from l4e_sdk.local.tasks.drift_following import Followed

if TYPE_CHECKING:
    from l4e_sdk.local.store import Store


@dataclass(frozen=True, slots=True)
class WindowState:
    """The state after a window, stored as JSON text."""

    stretch: Stretch | None = None
    """The abnormal rows that it ended with, if the next one may continue them."""
    followed: Followed | None = None
    """The drift of the plant."""
    silent_since: float | None = None
    """The start of the first window without a reading, in epoch seconds, if no window was evaluated since."""

    @classmethod
    def load(cls, store: Store, scheduler_arn: str) -> Self:
        """Return the state after the newest window of a scheduler; empty before the first window."""
        text = store.unfinished_stretches.get(scheduler_arn)
        members: dict[str, Any] = {} if text is None else json.loads(text)
        if "sums" in members:  # written before drift was followed
            members = {"stretch": members}
        stretch, followed = members.get("stretch"), members.get("followed")
        return cls(
            _stretch(stretch) if stretch else None,
            _followed(followed) if followed else None,
            members.get("silent_since"),
        )

    def save(self, store: Store, scheduler_arn: str) -> None:
        """Keep it for the next window."""
        store.unfinished_stretches.put(scheduler_arn, json.dumps(asdict(self)))


def _stretch(members: dict[str, Any]) -> Stretch:
    return Stretch(members["start"], members["end"], members["rows"], tuple(members["sums"]))


def _followed(members: dict[str, Any]) -> Followed:
    watch, regime = members["watch"], members["watch"]["regime"]
    known = Regime(DriftStatus(regime["status"]), regime["share"], regime["level"])
    hours = tuple(Hour(*hour) for hour in watch["hours"])
    return Followed(
        members["version"], DriftWatch(known, watch["since"], watch["due"], hours), members["told"]
    )
