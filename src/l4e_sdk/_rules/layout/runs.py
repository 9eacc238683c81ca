"""The runs of an inference scheduler: when one begins, and which files it opens.

Source: service/inference#runs, service/inference#search.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from l4e_sdk._rules.layout.windows import Window, next_window

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from l4e_sdk._rules.layout.input_names import InputNames


@dataclass(frozen=True, slots=True)
class Run:
    """One run: the window it looks at, and when it begins."""

    window: Window
    at: datetime


def run_of(window: Window, delay: timedelta) -> Run:
    """Return the run of a window; it waits for data that comes late."""
    return Run(window, window.end + delay)


def first_run(frequency: timedelta, delay: timedelta, started: datetime) -> Run:
    """Return the first run of a scheduler that is started: its window ends after that."""
    return run_of(next_window(frequency, started), delay)


def next_run(frequency: timedelta, delay: timedelta, after: datetime) -> Run:
    """Return the first run that begins after a time; its window may have ended before."""
    return run_of(next_window(frequency, after - delay), delay)


@dataclass(frozen=True, slots=True)
class Search:
    """The files that a run opens for one component: files whose names have a time around its window."""

    names: InputNames
    component: str
    window: Window

    @property
    def first(self) -> str:
        """The first key."""
        return self.names.key(self.component, self.window.searched[0])

    @property
    def last(self) -> str:
        """The last key."""
        return self.names.key(self.component, self.window.searched[1])

    @property
    def prefix(self) -> str:
        """The common prefix of all keys, so that only files of a day must be listed."""
        return _beginning([self.first, self.last])

    def among(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Return those of many keys, which are sorted, that the run opens."""
        # All formatted times have the same length, so they sort like the keys.
        near = keys[bisect_left(keys, self.first) : bisect_right(keys, self.last)]
        return tuple(key for key in near if self._is_meant(key))

    def beside(self, keys: Sequence[str]) -> tuple[str, ...]:
        """Return those of the keys that the run opens which are named by a time outside its window."""
        return tuple(key for key in keys if not self._is_inside(key))

    def _is_inside(self, key: str) -> bool:
        parsed = self.names.parse(key)
        return parsed is not None and self.window.start <= parsed[1] < self.window.end

    def _is_meant(self, key: str) -> bool:
        parsed = self.names.parse(key)
        earliest, latest = self.window.searched
        return parsed is not None and parsed[0] == self.component and earliest <= parsed[1] <= latest


def prefix_of(searches: Sequence[Search]) -> str:
    """Return the common prefix of the keys of several searches."""
    return _beginning([search.prefix for search in searches])


def _beginning(texts: Sequence[str]) -> str:
    # All keys between the first and the last share their common prefix.
    pairs = zip(min(texts), max(texts), strict=False)
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
