from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from l4e_sdk.local.timeseries import accumulated
from l4e_sdk.local.timeseries.accumulated import Accumulated, append
from l4e_sdk.local.timeseries.readings import TIME
from tests.unit.local.timeseries.files import MINUTE

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2024, 1, 31, 23, tzinfo=UTC)


def window(number: int, value: float | None = None, **more: list[float]) -> pl.DataFrame:
    """Five rows after the start of a window, the last at its end."""
    times = [(START + (5 * number + row) * MINUTE).replace(tzinfo=None) for row in range(1, 6)]
    level = float(number) if value is None else value
    return pl.DataFrame({TIME: times, "a": [level] * 5, **more}, schema_overrides={TIME: pl.Datetime("us")})


def filled(folder: Path, count: int) -> Accumulated:
    for number in range(count):
        append(folder, "press", window(number))
    return Accumulated(folder)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.*"))


@pytest.mark.parametrize("count", [1, 47, 48, 49, 200])
def test_all_rows_are_read_in_order(count: int, tmp_path: Path):
    rows = filled(tmp_path, count).scan("press").collect()
    assert rows["a"].to_list() == [float(number) for number in range(count) for _ in range(5)]
    assert rows[TIME].is_sorted()


def test_months_of_windows_are_few_files(tmp_path: Path):
    filled(tmp_path, 200)
    assert [name for name in files(tmp_path) if name.startswith("month")] == [
        "month-202401.parquet",
        "month-202402.parquet",
    ]
    assert len(files(tmp_path)) < 50


@pytest.mark.parametrize("count", [3, 60])
def test_the_same_window_again_changes_nothing(count: int, tmp_path: Path):
    before = filled(tmp_path, count).scan("press").collect()
    append(tmp_path, "press", window(1))
    assert Accumulated(tmp_path).scan("press").collect().equals(before)


@pytest.mark.parametrize("count", [3, 60])
def test_a_corrected_window_wins(count: int, tmp_path: Path):
    filled(tmp_path, count)
    append(tmp_path, "press", window(1, value=99.0))
    rows = Accumulated(tmp_path).scan("press").collect()
    assert rows["a"].to_list()[5:11] == [99.0] * 5 + [2.0]
    assert rows.height == 5 * count


def test_a_crash_between_merging_and_cleaning_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def crash(*_: object, **__: object) -> None:
        raise OSError("power cut")

    filled(tmp_path, 47)
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.unlink", crash)
        with pytest.raises(OSError, match="power cut"):
            append(tmp_path, "press", window(47))
    assert Accumulated(tmp_path).scan("press").collect().height == 48 * 5
    append(tmp_path, "press", window(48))
    assert Accumulated(tmp_path).scan("press").collect().height == 49 * 5
    assert not [name for name in files(tmp_path) if name.startswith("window")]


def test_a_half_written_file_is_not_read(tmp_path: Path):
    data = filled(tmp_path, 1)
    place = next(tmp_path.iterdir())
    (place / "window-20240131T230100000000-20240131T230500000000.partial").write_bytes(b"torn")
    assert data.scan("press").collect().height == 5


def test_files_merged_by_another_process_meanwhile_are_read_from_their_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = filled(tmp_path, 47)
    listed = accumulated._loose
    merged = False

    def listed_before_a_merge(*arguments: object) -> list[Path]:
        nonlocal merged
        found = listed(*arguments)  # type: ignore[arg-type]
        if not merged:
            merged = True
            append(tmp_path, "press", window(47))
        return found

    monkeypatch.setattr(accumulated, "_loose", listed_before_a_merge)
    assert data.scan("press").collect().height == 48 * 5


def test_a_scan_is_narrowed_to_sensors_and_range_with_both_ends(tmp_path: Path):
    data = filled(tmp_path, 60)
    found = data.scan("press", ("a", "unknown"), START + 241 * MINUTE, START + 246 * MINUTE).collect()
    assert (found.columns, found["a"].to_list()) == ([TIME, "a"], [48.0] * 5 + [49.0])


@pytest.mark.parametrize("first", [0, 237, 238, 240, 299])
def test_any_range_is_complete(first: int, tmp_path: Path):
    data = filled(tmp_path, 60)
    found = data.scan("press", None, START + (first + 1) * MINUTE, START + (first + 1) * MINUTE).collect()
    assert found["a"].to_list() == [float(first // 5)]


def test_a_sensor_that_comes_later_is_missing_before(tmp_path: Path):
    for number in range(50):
        append(tmp_path, "press", window(number, None, **({"b": [1.0] * 5} if number > 40 else {})))
    rows = Accumulated(tmp_path).scan("press").collect()
    assert rows["b"].null_count() == 41 * 5


def as_parquet(folder: Path) -> None:
    """Turn the files of windows into what they were in folders of old."""
    for path in folder.rglob("window-*.arrow"):
        pl.read_ipc(path.read_bytes()).write_parquet(path.with_suffix(".parquet"))
        path.unlink()


@pytest.mark.parametrize("more", [0, 3, 45])
def test_windows_that_were_kept_as_parquet_are_read_and_merged(more: int, tmp_path: Path):
    filled(tmp_path, 5)
    as_parquet(tmp_path)
    for number in range(5, 5 + more):
        append(tmp_path, "press", window(number))
    data = Accumulated(tmp_path)
    assert data.scan("press").collect()["a"].to_list() == [
        float(n) for n in range(5 + more) for _ in range(5)
    ]
    assert len(list(tmp_path.rglob("window-*.parquet"))) == (0 if more == 45 else 5)
    assert {path for path in tmp_path.rglob("*.*") if path.is_file()} == set(data.files())


def test_a_window_that_comes_again_replaces_the_one_kept_as_parquet(tmp_path: Path):
    filled(tmp_path, 2)
    as_parquet(tmp_path)
    append(tmp_path, "press", window(1, value=99.0))
    assert Accumulated(tmp_path).scan("press").collect()["a"].to_list() == [0.0] * 5 + [99.0] * 5


def test_the_span_reaches_over_all_components(tmp_path: Path):
    filled(tmp_path, 60)
    append(tmp_path, "pump", window(70))
    assert Accumulated(tmp_path).span() == (START + MINUTE, START + timedelta(minutes=355))


def test_an_absent_folder_is_empty(tmp_path: Path):
    data = Accumulated(tmp_path / "absent")
    assert (data.span(), data.scan("press").collect().height) == (None, 0)


@pytest.mark.parametrize("kind", ["arrow", "parquet"])
def test_a_damaged_file_is_noticed(kind: str, tmp_path: Path):
    data = filled(tmp_path, 50)
    data.check()
    next(tmp_path.rglob(f"*.{kind}")).write_bytes(b"torn")
    with pytest.raises((pl.exceptions.PolarsError, OSError)):
        data.check()


def test_an_empty_window_leaves_nothing(tmp_path: Path):
    append(tmp_path, "press", window(0).clear())
    assert Accumulated(tmp_path).span() is None


def test_rows_of_a_window_may_come_in_any_order(tmp_path: Path):
    append(tmp_path, "press", window(0, b=[1.0, 2.0, 3.0, 4.0, 5.0]).reverse())
    assert Accumulated(tmp_path).scan("press").collect()["b"].to_list() == [1.0, 2.0, 3.0, 4.0, 5.0]


@pytest.mark.parametrize("count", [20, 200])
def test_months_that_ended_before_a_time_are_pruned_and_others_stay_whole(count: int, tmp_path: Path):
    filled(tmp_path, count)  # from 31 January, 23:00, on
    rows = Accumulated(tmp_path).scan("press").collect()
    accumulated.prune(tmp_path, datetime(2024, 1, 31, 23, 30, tzinfo=UTC))
    assert Accumulated(tmp_path).scan("press").collect().equals(rows)
    accumulated.prune(tmp_path, datetime(2024, 2, 1, tzinfo=UTC))
    left = Accumulated(tmp_path).scan("press").collect()
    # A window is kept whole if it reaches into the month.
    assert left[TIME].to_list()[0] >= datetime(2024, 1, 31, 23, 55)
    assert left.tail(10).equals(rows.tail(10))
    assert (
        left.filter(pl.col(TIME) >= datetime(2024, 2, 1)).height
        == rows.filter(pl.col(TIME) >= datetime(2024, 2, 1)).height
    )


def test_pruning_a_folder_that_does_not_exist_does_nothing(tmp_path: Path):
    accumulated.prune(tmp_path / "none", START)


def test_reading_windows_again_and_again_keeps_nothing_in_memory(tmp_path: Path):
    found = filled(tmp_path, 10)

    def read(times: int) -> int:
        for _ in range(times):
            found.scan("press").collect()
        gc.collect()
        return sys.getallocatedblocks()

    before = read(20)
    assert read(200) - before < 1000  # one block for each of the 2,000 files that were read would be more
