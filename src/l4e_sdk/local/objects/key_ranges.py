"""Ranges of keys, so that a listing can skip unwanted keys."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class KeyRanges:
    """Ranges of keys, in the order in which S3 sorts them: by code point, which is the order of their UTF-8 bytes.

    >>> wanted = KeyRanges([("live/press_20240301", "live/press_20240303")])
    >>> "live/press_20240302" in wanted, "live/press_20240304" in wanted
    (True, False)

    Args:
        ranges: the first and the last key of each, both inside; they may overlap.
    """

    def __init__(self, ranges: Iterable[tuple[str, str]]) -> None:
        self._firsts: list[str] = []
        self._lasts: list[str] = []
        for first, last in sorted(ranges):
            if self._lasts and first <= self._lasts[-1]:
                self._lasts[-1] = max(self._lasts[-1], last)
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield the ranges in order; those that overlapped are one."""
        return zip(self._firsts, self._lasts, strict=True)

    def __contains__(self, key: str) -> bool:
        found = bisect_right(self._firsts, key) - 1
        return found >= 0 and key <= self._lasts[found]

    def meet(self, folder: str) -> bool:
        """Return whether a key that begins with a folder, written with a slash at its end, may be in a range."""
        found = bisect_left(self._lasts, folder)
        return found < len(self._lasts) and (
            self._firsts[found] <= folder or self._firsts[found].startswith(folder)
        )
