"""The readings of a faulty instrument."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from l4e_sdk.testing.plant.injected import CouplingBreak, Drift, Step, Stuck

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from l4e_sdk.testing.plant.injected import SiteFault

    Values: TypeAlias = NDArray[np.float32]


def wrong(
    fault: SiteFault,
    values: Values,
    times: NDArray[np.int64],
    *,
    reach: float,
    first: Callable[[], float],
    mirrored: Callable[[], Values],
    seed: list[int],
) -> Values:
    """Return the readings of a sensor during a fault of its instrument.

    Args:
        fault: the fault.
        values: what it reads without the fault, in the rows of the fault.
        times: of the rows, in seconds.
        reach: what the size of the fault is a share of.
        first: returns what the sensor showed when the fault began.
        mirrored: returns what it would show if it ran against the load.
        seed: of the scatter.
    """
    amount = fault.size * reach
    if isinstance(fault, Stuck):
        return np.full_like(values, first())
    if isinstance(fault, CouplingBreak):
        return mirrored()
    if isinstance(fault, Step):
        return values + np.float32(amount)
    if isinstance(fault, Drift):
        start, end = fault.start.timestamp(), fault.end.timestamp()
        progress = (times - start) / max(end - start, 1)
        return (values + amount * progress).astype(np.float32)
    # Each fault scatters by itself, whatever other faults there are and in whatever order they came.
    own = np.random.default_rng(
        [*seed, int(fault.start.timestamp()) % 2**32, int(fault.end.timestamp()) % 2**32]
    )
    return (values + amount * own.standard_normal(len(values))).astype(np.float32)
