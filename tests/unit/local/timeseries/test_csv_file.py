from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk._rules.layout.csv_header import UnreadableFileError, read_header
from l4e_sdk.local.timeseries import csv_file
from l4e_sdk.local.timeseries.csv_file import Table, read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = b"Timestamp,a,b\n"
ROW = b"2023-03-01 00:00:00,"


def read(content: bytes, folder: Path) -> Table:
    path = folder / "file.csv"
    path.write_bytes(content)
    return read_table(path, read_header(path))


def values(table: Table) -> list[Sequence[float | None]]:
    return [row[1:] for row in table.frame.rows()]


@pytest.mark.parametrize(
    "content",
    [
        HEAD + ROW + b"1.5,2\n",
        HEAD + ROW + b"1.5,2",
        b"Timestamp,a,b\r\n" + ROW + b"1.5,2\r\n",
        b"\xef\xbb\xbf" + HEAD + ROW + b"1.5,2\n",
        b'"Timestamp","a","b"\n"2023-03-01 00:00:00","1.5","2"\n',
        HEAD + b"\n\n" + ROW + b"1.5,2\n\n",
        HEAD + ROW + b"1.5,2\r\n\r\n,,\r\n",
        HEAD + ROW + b"1.5,2,\n",
        HEAD + ROW + b" 1.5 ,+2\n",
        HEAD + ROW + b"15e-1,2.\n",
    ],
    ids=[
        "plain",
        "no last newline",
        "crlf",
        "bom",
        "quoted",
        "blank lines",
        "empty rows",
        "last comma",
        "blanks",
        "forms",
    ],
)
def test_a_row_is_read_however_it_is_written(content: bytes, tmp_path: Path):
    table = read(content, tmp_path)
    assert table.frame.rows() == [(datetime(2023, 3, 1), 1.5, 2.0)]
    assert (table.missing.tolist(), table.invalid.tolist(), table.unsupported) == ([0, 0], [0, 0], 0)


@pytest.mark.parametrize("cell", [b"", b"  ", b'""'])
def test_an_empty_cell_is_missing(cell: bytes, tmp_path: Path):
    table = read(HEAD + ROW + cell + b",2\n", tmp_path)
    assert (values(table), table.missing.tolist(), table.invalid.tolist()) == ([(None, 2.0)], [1, 0], [0, 0])


@pytest.mark.parametrize(
    "cell",
    [
        b"x",
        b"nan",
        b"NaN",
        b"inf",
        b"-Infinity",
        b"1e400",
        b"1_0",
        b"0x10",
        b"true",
        b"null",
        b"1\xb0",
        b"\x001",
        b'"1,5"',
        b"1;5",
    ],
)
def test_a_cell_that_is_no_finite_number_is_invalid(cell: bytes, tmp_path: Path):
    table = read(HEAD + ROW + cell + b",2\n", tmp_path)
    assert (values(table), table.missing.tolist(), table.invalid.tolist()) == ([(None, 2.0)], [0, 0], [1, 0])


def test_a_short_row_misses_its_last_cells(tmp_path: Path):
    table = read(HEAD + ROW + b"1\n" + ROW + b"3,4\n", tmp_path)
    assert (values(table), table.missing.tolist()) == ([(1.0, None), (3.0, 4.0)], [0, 1])


def test_a_long_row_has_shifted_values_and_is_invalid_as_a_whole(tmp_path: Path):
    table = read(HEAD + ROW + b"1,5,2\n" + ROW + b"3,4\n", tmp_path)
    assert (values(table), table.invalid.tolist(), table.missing.tolist()) == (
        [(None, None), (3.0, 4.0)],
        [1, 1],
        [0, 0],
    )


@pytest.mark.parametrize("cell", [b'"1', b'5"', b'"', b'5" pipe', b'a"b', b'"a""b"'])
def test_a_stray_quotation_mark_spoils_its_own_cell_only(cell: bytes, tmp_path: Path):
    table = read(HEAD + ROW + cell + b',2\n"2023-03-01 00:01:00","3","4"\n', tmp_path)
    assert (values(table), table.invalid.tolist()) == ([(None, 2.0), (3.0, 4.0)], [1, 0])


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_file_may_end_in_a_lone_quotation_mark(end: bytes, tmp_path: Path):
    table = read(HEAD + ROW + b'1,"' + end, tmp_path)
    assert values(table) == [(1.0, None)]


def test_rows_without_a_supported_timestamp_are_counted_and_left_out(tmp_path: Path):
    table = read(HEAD + b"yesterday,1,x\n,1,2\n" + ROW + b"3,\n", tmp_path)
    assert (values(table), table.unsupported) == ([(3.0, None)], 2)
    assert (table.missing.tolist(), table.invalid.tolist()) == ([0, 1], [0, 0])


def test_a_file_may_have_a_header_and_nothing_else(tmp_path: Path):
    table = read(b"Timestamp,a,b", tmp_path)
    assert (table.frame.height, table.frame.columns[1:], table.missing.tolist()) == (0, ["a", "b"], [0, 0])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n1,2\n", "first line is empty"),
        (b"\x1f\x8b\x08\x00\x00", "gzip"),
        (b"PK\x03\x04\x14", "Excel"),
        (b"PAR1\x15", "parquet"),
        ("Timestamp,a\n".encode("utf-16"), "UTF-16"),
        (b"\x80\x81\xff" * 50, "not UTF-8"),
        (b"\x00\x01\x02,\x03\n", "not the header of a CSV file"),
        (b"a,b" + b"x" * 2**20, "not the header of a CSV file"),
        (b"Timestamp,a\r2023-03-01 00:00:00,1\r", r"\\r alone"),
        (b"Timestamp;a;b\n", "one column; it needs"),
        (b"Timestamp\n", "one column; it needs"),
        (b"Timestamp,a,a\n", "has a more than once"),
        (b'"Timestamp,a\n', "header is broken"),
    ],
)
def test_a_file_that_is_no_csv_is_unreadable(content: bytes, reason: str, tmp_path: Path):
    with pytest.raises(UnreadableFileError, match=reason):
        read(content, tmp_path)


@given(st.binary(max_size=200))
def test_whatever_follows_the_header_is_read_or_refused(body: bytes):
    with TemporaryDirectory() as folder:
        try:
            table = read(HEAD + body, Path(folder))
        except UnreadableFileError:
            return
        assert table.frame.columns == ["@time", "a", "b"]


@given(st.lists(st.text('0123456789.,-: "\nxe', max_size=12), max_size=12))
def test_all_cells_of_accepted_rows_are_accounted_for(parts: list[str]):
    with TemporaryDirectory() as folder:
        try:
            table = read(HEAD + b"".join(ROW + part.encode() + b"\n" for part in parts), Path(folder))
        except UnreadableFileError:
            return
        usable = np.array([table.frame["a"].count(), table.frame["b"].count()])
        assert np.all(usable + table.missing + table.invalid == table.frame.height)


def test_blocks_do_not_cut_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(csv_file, "_BLOCK", 50)
    rows = [f"2023-03-01 00:{index:02d}:00,{index},{index * 2}" for index in range(60)]
    table = read(HEAD + "\n".join(rows).encode(), tmp_path)
    assert values(table) == [(float(index), float(index * 2)) for index in range(60)]


def test_one_bad_cell_does_not_spoil_other_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(csv_file, "_BLOCK", 50)
    rows = [f"2023-03-01 00:{index:02d}:00,{'x' if index == 30 else index},1" for index in range(60)]
    table = read(HEAD + "\n".join(rows).encode(), tmp_path)
    assert (table.frame["a"].count(), table.invalid.tolist()) == (59, [1, 0])


def test_a_line_longer_than_a_block_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(csv_file, "_BLOCK", 50)
    with pytest.raises(UnreadableFileError, match="a line of more than"):
        read(HEAD + b"x" * 500, tmp_path)


def test_the_bytes_read_are_reported(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_bytes(HEAD + (ROW + b"1,2\n") * 10)
    seen: list[int] = []
    read_table(path, read_header(path), on_bytes=seen.append)
    assert sum(seen) == path.stat().st_size - len(HEAD)


def test_numbers_are_read_in_double_precision(tmp_path: Path):
    table = read(HEAD + ROW + b"1000000001,0.1\n", tmp_path)
    assert (values(table), table.frame.dtypes[1]) == ([(1000000001.0, 0.1)], pl.Float64)
