"""The known events of a site, for comparison with a model's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class SiteEvent:
    """A fault with the sensors that it is due to."""

    kind: str
    start: datetime
    end: datetime
    direct: tuple[str, ...]
    """The sensors where it begins."""
    downstream: tuple[str, ...] = ()
    """The sensors that only react."""
