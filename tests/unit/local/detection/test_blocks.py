from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.detection.blocks import blocks

sizes = st.integers(0, 50)


@given(sizes, sizes, sizes, st.integers(1, 20))
def test_blocks_cover_every_row_once_and_in_order(rows: int, begin: int, history: int, size: int) -> None:
    cut = blocks(rows, begin=begin, history=history, size=size)
    assert [row for block in cut for row in range(rows)[block.rows]] == list(range(begin, rows))


@given(sizes, sizes, sizes, st.integers(1, 20))
def test_each_block_reads_its_history_as_far_as_there_is_any(
    rows: int, begin: int, history: int, size: int
) -> None:
    for block in blocks(rows, begin=begin, history=history, size=size):
        assert block.history == min(history, block.start)
        assert block.stop - block.start <= size
