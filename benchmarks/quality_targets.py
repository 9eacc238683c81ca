"""Targets, what was measured against them, and the marks on the page."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADER = (
    "| what | floor | anchor | measured | must | | stretch | |",
    "|---|--:|---|--:|--:|---|--:|---|",
)
_MARK = {True: "met", False: "**missed**"}
_LIMIT = re.compile(r"(>=|<=) ([\d.]+)")


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that was promised, and the one that was measured.

    Figures are compared as they are shown: with three decimals, shares in per cent with two.
    """

    what: str
    floor: str
    """What flagging everything, or chance, reaches."""
    anchor: str
    """What others reach."""
    must: str
    """`>= 0.58` or `<= 0.5`."""
    stretch: str
    measured: float
    decimals: int = 3

    @property
    def met(self) -> bool:
        """Whether what was promised is reached."""
        return holds(self.must, self._shown)

    @property
    def _shown(self) -> str:
        return f"{self.measured:.{self.decimals}f}"

    def line(self) -> str:
        """Return the row of the table."""
        marks = [_MARK[holds(limit, self._shown)] for limit in (self.must, self.stretch)]
        return (
            f"| {self.what} | {self.floor} | {self.anchor} | {self._shown} "
            f"| {self.must} | {marks[0]} | {self.stretch} | {marks[1]} |"
        )


def holds(limit: str, shown: str) -> bool:
    """Return whether a figure as it is shown keeps a limit such as `>= 0.58`."""
    found = _LIMIT.fullmatch(limit)
    if found is None:
        raise ValueError(f"{limit!r} is no limit such as '>= 0.58'")
    figure, bound = float(shown), float(found[2])
    return figure >= bound if found[1] == ">=" else figure <= bound


def wrong_marks(page: str) -> list[str]:
    """Return the rows of a page's table of targets whose marks do not agree with their figures."""
    _, _, rest = page.partition(HEADER[1] + "\n")
    wrong = []
    for line in rest.splitlines():
        if not line.startswith("|"):
            break
        _, _, _, shown, must, met, stretch, reached = (cell.strip() for cell in line[1:-1].split("|"))
        if (met, reached) != (_MARK[holds(must, shown)], _MARK[holds(stretch, shown)]):
            wrong.append(line)
    return wrong
