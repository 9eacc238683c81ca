"""Faults of a site: instruments with wrong values, and degrading processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from l4e_sdk.errors import InvalidValueError
from l4e_sdk.testing.plant.fault import check_range

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class SiteFault:
    """A fault that begins at one sensor; use one of the kinds below.

    Raises:
        InvalidValueError: the size is not above zero, or the time is naive or runs backwards.
    """

    sensor: str
    """``component\\sensor``: the direct cause."""
    start: datetime
    """The first time of the fault, with a zone."""
    end: datetime
    """The last time of the fault, with a zone, as in a label."""
    size: float = 0.1
    """A share of the sensor's level."""

    kind: ClassVar[str] = ""
    order: ClassVar[int] = 0
    """The order of simultaneous faults: lower numbers act first."""
    reaches_downstream: ClassVar[bool] = False

    def __post_init__(self) -> None:
        check_range("a fault", self.start, self.end)
        if not self.kind:
            raise InvalidValueError(
                "a SiteFault has no kind; use Drift, Step, Stuck or another of its kinds."
            )
        if self.size <= 0:
            raise InvalidValueError(f"size is {self.size}; a fault has a size above 0, such as 0.1.")


class EfficiencyLoss(SiteFault):
    """A relation degrades slowly: for the same load the gauge gives less and less, and so do those downstream."""

    __slots__ = ()
    kind = "efficiency_loss"
    order = 0
    reaches_downstream = True


class CouplingBreak(SiteFault):
    """The sensor goes down when the load goes up; each value alone looks normal. It has no size."""

    __slots__ = ()
    kind = "coupling_break"
    order = 1


class Step(SiteFault):
    """Reads too high by a fixed amount."""

    __slots__ = ()
    kind = "step"
    order = 2


class Drift(SiteFault):
    """Reads higher and higher, from nothing up to the size."""

    __slots__ = ()
    kind = "drift"
    order = 3


class Noise(SiteFault):
    """Noise of the given size around the true value."""

    __slots__ = ()
    kind = "noise"
    order = 4


class Stuck(SiteFault):
    """Goes on to show its first value. It has no size."""

    __slots__ = ()
    kind = "stuck"
    order = 5


KINDS: tuple[type[SiteFault], ...] = (EfficiencyLoss, CouplingBreak, Step, Drift, Noise, Stuck)
"""All kinds of faults."""
