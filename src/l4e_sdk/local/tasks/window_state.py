"""The state that one window leaves for the next window of its scheduler."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from l4e_sdk.local.lifecycle.events import Stretch
from l4e_sdk.local.tasks.drift_following import Followed
from l4e_sdk.local.tasks.live_text import live_of, members_of

if TYPE_CHECKING:
    from l4e_sdk.local.store import Store


@dataclass(frozen=True, slots=True)
class WindowState:
    """The state after a window, stored as JSON text."""

    stretch: Stretch | None = None
    """The abnormal rows that it ended with, if the next one may continue them."""
    followed: Followed | None = None
    """The model's memory of the machine."""
    silent_since: float | None = None
    """The start of the first window without a reading, in epoch seconds, if no window was evaluated since."""

    @classmethod
    def load(cls, store: Store, scheduler_arn: str) -> Self:
        """Return the state after the newest window of a scheduler; empty before the first window."""
        text = store.unfinished_stretches.get(scheduler_arn)
        members: dict[str, Any] = {} if text is None else json.loads(text)
        stretch, followed = members.get("stretch"), members.get("followed")
        return cls(
            _stretch(stretch) if stretch else None,
            # A release before this one left no memory: the watch begins anew.
            _followed(followed) if followed and "live" in followed else None,
            members.get("silent_since"),
        )

    def save(self, store: Store, scheduler_arn: str) -> None:
        """Keep it for the next window."""
        followed = self.followed
        members = {
            "stretch": asdict(self.stretch) if self.stretch else None,
            "followed": followed
            and {"version": followed.version, "live": members_of(followed.live), "told": followed.told},
            "silent_since": self.silent_since,
        }
        store.unfinished_stretches.put(scheduler_arn, json.dumps(members))


def _stretch(members: dict[str, Any]) -> Stretch:
    return Stretch(members["start"], members["end"], members["rows"], tuple(members["sums"]))


def _followed(members: dict[str, Any]) -> Followed:
    return Followed(members["version"], live_of(members["live"]), members["told"])
