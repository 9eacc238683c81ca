"""A model's memory of a live machine as JSON text; a window leaves it for the next window."""

from __future__ import annotations

import base64
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from l4e_sdk.local.detection.buckets import Buckets
from l4e_sdk.local.detection.drift import DriftStatus, Regime
from l4e_sdk.local.detection.event_run import Ceiling, Ongoing, Quiet
from l4e_sdk.local.detection.excursion import LASTING
from l4e_sdk.local.detection.model import Live
from l4e_sdk.local.detection.watch import Hour, Watch

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

_RANGES: Final = LASTING + 2
"""The newest buckets whose lowest and highest readings are looked at again."""


def members_of(live: Live) -> dict[str, Any]:
    """Return the memory as plain JSON data."""
    watch = {one.name: getattr(live.watch, one.name) for one in fields(live.watch)}
    regime = live.watch.regime
    buckets = live.buckets
    return {
        "watch": {**watch, "regime": [regime.status, regime.share, regime.level]},
        "sensors": buckets.sums.shape[1],
        "numbers": buckets.numbers.tolist(),
        "counts": buckets.counts.tolist(),
        "sums": _text(buckets.sums.astype("<f8")),
        "low": _text(buckets.low[-_RANGES:].astype("<f4")),
        "high": _text(buckets.high[-_RANGES:].astype("<f4")),
    }


def live_of(members: dict[str, Any]) -> Live:
    """Return the memory that `members_of` wrote."""
    watch = dict(members["watch"])
    status, share, level = watch["regime"]
    watch["regime"] = Regime(DriftStatus(status), share, level)
    watch["ceiling"] = Ceiling(*watch["ceiling"])
    watch["hours"] = tuple(Hour(*hour) for hour in watch["hours"])
    watch["ongoing"] = Ongoing(*watch["ongoing"]) if watch["ongoing"] else None
    watch["quiet"] = Quiet(*watch["quiet"]) if watch["quiet"] else None
    sensors, count = int(members["sensors"]), len(members["numbers"])
    low, high = np.full((count, sensors), np.inf, np.float32), np.full((count, sensors), -np.inf, np.float32)
    newest = slice(max(count - _RANGES, 0), count)
    low[newest], high[newest] = (_array(members[name], "<f4", sensors) for name in ("low", "high"))
    buckets = Buckets(
        np.array(members["numbers"], np.int64),
        np.array(members["counts"], np.int64),
        _array(members["sums"], "<f8", sensors).astype(np.float64),
        low,
        high,
    )
    return Live(Watch(**watch), buckets)


def _text(numbers: NDArray[np.floating]) -> str:
    return base64.b64encode(numbers.tobytes()).decode()


def _array(text: str, kind: DTypeLike, sensors: int) -> NDArray[np.floating]:
    found: NDArray[np.floating] = np.frombuffer(base64.b64decode(text), kind).reshape(-1, sensors)
    return found
