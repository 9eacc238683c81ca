"""The look-back window of a retraining: the training range, and the range on which the two versions are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from l4e_sdk.local.tasks.span import Span

if TYPE_CHECKING:
    from datetime import datetime

COMPARISON_SHARE = 0.2
"""The newest part of the data, from which neither version learns (service/retraining#split)."""

LEAST_UNSEEN = 0.25
"""The share of that part which must be left after the active version's own training for it to be narrowed to that."""


@dataclass(frozen=True, slots=True)
class Lookback:
    """The data of a retraining, divided."""

    start: datetime
    split: datetime
    """The end of the new version's training range."""
    unseen: datetime
    """The start of the comparison range."""
    end: datetime
    seen: float
    """The share of the comparison that the active version had learned from."""

    @property
    def training(self) -> Span:
        """The training range of the new version."""
        return Span(self.start, self.split)

    @property
    def comparison(self) -> Span:
        """The comparison range of both versions."""
        return Span(self.unseen, self.end)

    def members(self) -> dict[str, datetime]:
        """Return the two ranges as a version describes them."""
        return {
            "training_data_start_time": self.start,
            "training_data_end_time": self.split,
            "evaluation_data_start_time": self.unseen,
            "evaluation_data_end_time": self.end,
        }


def lookback(start: datetime, end: datetime, learned_until: datetime | None) -> Lookback:
    """Divide the data of a look-back window.

    The comparison begins after what either version learned from, if enough is left there. Else it begins where the new
    version's training ends, and the reason of the promotion says what the active version had seen.

    Args:
        start: of the data.
        end: of the data.
        learned_until: where the training of the active version ended, if that is known.
    """
    split = end - COMPARISON_SHARE * (end - start)
    if learned_until is None or learned_until <= split:
        return Lookback(start, split, split, end, seen=0.0)
    if end - learned_until >= LEAST_UNSEEN * (end - split):
        return Lookback(start, split, learned_until, end, seen=0.0)
    return Lookback(start, split, split, end, seen=min((learned_until - split) / (end - split), 1.0))
