"""The rows that arrive when data is damaged in transit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.testing.plant.block import Block

if TYPE_CHECKING:
    from collections.abc import Iterable

    from l4e_sdk.testing.plant.outage import Outage

_ORDER = ("missing", "irregular", "clock_jump", "duplicates")


def disturbed(block: Block, outages: Iterable[Outage], every: int, seed: list[int]) -> Block:
    """Return the rows of a block that arrive; `every` is the number of seconds between its rows."""
    true = block.times.astype(np.int64)
    shown, count = true.copy(), np.ones(len(true), dtype=np.int64)
    for outage in sorted(
        outages, key=lambda each: (_ORDER.index(each.kind), each.start, each.end, each.share)
    ):
        rows = (true >= outage.start.timestamp()) & (true <= outage.end.timestamp())
        if not rows.any():
            continue
        lot, late = _lots(true, every, [*seed, _ORDER.index(outage.kind)])
        if outage.kind == "missing":
            count[rows] = 0
        elif outage.kind == "irregular":
            count[rows & (lot < outage.share)] = 0
            shown[rows] += (late[rows] * every / 2).astype(np.int64)
        elif outage.kind == "clock_jump":
            shown[rows] += int(outage.jump.total_seconds())
        else:
            count[rows & (lot < outage.share)] *= 2
    if (count == 1).all():
        return Block(block.sensors, shown.astype("datetime64[s]"), block.values)
    chosen = np.repeat(np.arange(len(true)), count)
    return Block(block.sensors, shown[chosen].astype("datetime64[s]"), block.values[chosen])


def _lots(
    times: np.ndarray[tuple[int], np.dtype[np.int64]], every: int, seed: list[int]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return two numbers from 0 to 1 for each row; a row's do not depend on where the block begins."""
    day = int(times[0] // 86_400)
    lots = np.random.default_rng([*seed, day + 86_400]).random((2, 86_400 // every))
    rows = times % 86_400 // every
    return lots[0, rows], lots[1, rows]
