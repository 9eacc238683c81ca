"""The rows of a file, as the engine counts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from l4e_sdk._rules.layout.csv_header import UnreadableFileError, read_header
from l4e_sdk.data import row_scan
from l4e_sdk.data.row_scan import RowScan
from l4e_sdk.local.timeseries.csv_file import read_table

STAMPS = st.sampled_from(
    [
        "2024-03-01 00:00",
        "2024-03-01T00:00:01.5",
        "20240301000002",
        " 2024/3/1 0:03 ",
        "x",
        "",
        "2024-02-30 00:00",
    ]
)
CELLS = st.sampled_from(
    [
        "1",
        "-2.5",
        "+.5",
        "5.",
        "1e3",
        " 7 ",
        "",
        " ",
        "1_0",
        "nan",
        "inf",
        "1e999",
        "n/a",
        "٣",
        "0x1",
        "-",
        "1,5",
        '"8"',
        '"1,5"',
        "\u00b0",
    ]
)
ROWS = st.lists(st.tuples(STAMPS, st.lists(CELLS, max_size=4)), max_size=12)


def scan(path: Path) -> RowScan:
    found = RowScan(read_header(path), lambda _: None)
    found.read(path)
    return found


@settings(max_examples=300, deadline=None)
@given(ROWS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_the_engine_counts_the_same(
    tmp_path_factory, rows: list[tuple[str, list[str]]], newline: str, last: bool
):
    path = tmp_path_factory.mktemp("scan") / "a.csv"
    lines = ["Time,a,b", *(",".join((stamp, *cells)) for stamp, cells in rows)]
    path.write_bytes((newline.join(lines) + newline * last).encode())
    ours, table = scan(path), read_table(path, read_header(path))
    assert (
        ours.all.count,
        ours.unsupported.count,
        [each.missing.count for each in ours.sensors],
        [each.invalid.count for each in ours.sensors],
        [each.count for each in ours.sensors],
    ) == (
        table.frame.height,
        table.unsupported,
        table.missing.tolist(),
        table.invalid.tolist(),
        [table.frame[name].count() for name in ("a", "b")],
    )


@pytest.mark.parametrize("size", [1, 7, 50])
def test_the_size_of_the_pieces_changes_nothing(monkeypatch, tmp_path: Path, size: int):
    path = tmp_path / "a.csv"
    path.write_text("Time,a\n2024-03-01 00:00,1\n2024-03-01 00:01,x\nnever,2\n2024-03-01 00:02,3")
    monkeypatch.setattr(row_scan, "_CHUNK", size)
    found = scan(path)
    assert (found.all.count, found.unsupported.line, found.sensors[0].invalid.line) == (3, 4, 3)


def test_bytes_that_are_not_utf_8_are_counted_by_line(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"Time,a\n2024-03-01 00:00,1\n2024-03-01 00:01,5\xb0\n")
    assert (scan(path).encoding.count, scan(path).encoding.line) == (1, 3)


def test_a_line_without_an_end_is_not_read_into_memory(monkeypatch, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"Time,a\n" + b"1" * 5000)
    monkeypatch.setattr(row_scan, "_CHUNK", 100)
    monkeypatch.setattr(row_scan, "LONGEST_LINE", 2**10)
    with pytest.raises(UnreadableFileError, match="a line of more than"):
        scan(path)
