"""Removal of files that are older than their retention: results of windows, and accumulated data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from l4e_sdk.local.objects import KeyRanges
from l4e_sdk.local.timeseries import accumulated
from l4e_sdk.local.timeseries.results import result_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from l4e_sdk.local.objects import Objects

MOST: Final = 5000
"""Objects and executions that one job removes; another job removes the rest."""
_RESULT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/results\.jsonl", re.ASCII)


@dataclass(frozen=True, slots=True)
class OldResults:
    """The result files of windows that began before a time."""

    objects: Objects
    bucket: str
    prefix: str
    before: datetime

    def remove(self) -> int:
        """Remove them, at most `MOST`; return how many.

        Only keys that the engine itself writes are touched, whatever else lies below the prefix.
        """
        # Listed before the first is removed: a listing need not bear that.
        keys = list(islice(self._keys(), MOST))
        for key in keys:
            self.objects.delete(self.bucket, key)
        return len(keys)

    def _keys(self) -> Iterator[str]:
        last = result_key(self.prefix, self.before)
        wanted = KeyRanges([(f"{self.prefix}0", last)])
        for found in self.objects.scan(self.bucket, self.prefix, within=wanted):
            if found.key < last and _RESULT.fullmatch(found.key.removeprefix(self.prefix)):
                yield found.key


@dataclass(frozen=True, slots=True)
class OldAccumulated:
    """The accumulated data of months that ended before a time."""

    folder: Path
    before: datetime

    def remove(self) -> None:
        """Remove them."""
        accumulated.prune(self.folder, self.before)


@dataclass(frozen=True, slots=True)
class PruneTask:
    """Files to remove."""

    results: OldResults | None
    accumulated: OldAccumulated | None


@dataclass(frozen=True, slots=True)
class Pruned:
    """The outcome."""

    results: int
    """Number of removed result files."""


def prune(task: PruneTask) -> Pruned:
    """Remove the files of a task."""
    if task.accumulated is not None:
        task.accumulated.remove()
    return Pruned(task.results.remove() if task.results is not None else 0)
