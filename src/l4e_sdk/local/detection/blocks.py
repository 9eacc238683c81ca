"""Rows in blocks, so that memory stays bounded whatever the length of the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK_ROWS = 4096


@dataclass(frozen=True, slots=True)
class Block:
    """Rows `start` to `stop`, and the rows from `first` on that they look back to."""

    first: int
    start: int
    stop: int

    @property
    def rows(self) -> slice:
        """The rows of the block itself."""
        return slice(self.start, self.stop)

    @property
    def read(self) -> slice:
        """The rows to read: the block and its history."""
        return slice(self.first, self.stop)

    @property
    def history(self) -> int:
        """The number of rows read only as history."""
        return self.start - self.first


def blocks(rows: int, *, begin: int = 0, history: int = 0, size: int = BLOCK_ROWS) -> Iterator[Block]:
    """Cut the rows from `begin` on into blocks of at most `size`, each with up to `history` rows before it."""
    for start in range(begin, rows, size):
        yield Block(max(start - history, 0), start, min(start + size, rows))
