from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from l4e_sdk.local.timeseries import results
from l4e_sdk.local.timeseries.results import Results, result_key, result_lines, write_gzip

if TYPE_CHECKING:
    from pathlib import Path

SENSORS = ("press-07\\oil_temp", "press-07\\100%#1")
TIMES = np.datetime64("2024-03-11T09:01:00", "us") + np.arange(3) * np.timedelta64(60, "s")


def lines(
    scores: list[float] | np.ndarray,
    predictions: list[int] | np.ndarray,
    shares: object = (0.61, 0.39),
    off: list[bool] | None = None,
) -> list[dict[str, object]]:
    count = len(scores)
    stamps = TIMES[0] + np.arange(count) * np.timedelta64(60, "s")
    contributions = np.broadcast_to(np.asarray(shares, np.float32), (count, 2))
    is_off = np.array(off or [False] * count)
    text = result_lines(
        stamps, np.array(predictions), np.array(scores, np.float32), contributions, SENSORS, is_off
    )
    assert text.endswith(b"\n")
    return [json.loads(line) for line in text.splitlines()]


def test_rows_are_written_as_the_service_writes_them():
    contributions = np.array([[0.61, 0.39], [0.88213, 0.11787], [1, 0]], np.float32)
    text = result_lines(
        TIMES, np.array([0, 1, 0]), np.array([0.18342, 0.77415, 0.9]), contributions, SENSORS[:2], np.array([False, False, True])
    )  # fmt: skip
    assert text.decode() == (
        '{"timestamp": "2024-03-11T09:01:00.000000", "prediction": 0, "prediction_reason": "NO_ANOMALY_DETECTED", '
        '"anomaly_score": 0.18342, "diagnostics": [{"name": "press-07\\\\oil_temp", "value": 0.61}, '
        '{"name": "press-07\\\\100%#1", "value": 0.39}]}\n'
        '{"timestamp": "2024-03-11T09:02:00.000000", "prediction": 1, "prediction_reason": "ANOMALY_DETECTED", '
        '"anomaly_score": 0.77415, "diagnostics": [{"name": "press-07\\\\oil_temp", "value": 0.88213}, '
        '{"name": "press-07\\\\100%#1", "value": 0.11787}]}\n'
        '{"timestamp": "2024-03-11T09:03:00.000000", "prediction": 0, "prediction_reason": "MACHINE_OFF"}\n'
    )


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=20))
def test_scores_above_one_half_are_the_predictions(rows: list[tuple[float, bool]]):
    found = lines([score for score, _ in rows], [int(abnormal) for _, abnormal in rows])
    assert [one["anomaly_score"] > 0.5 for one in found] == [one["prediction"] == 1 for one in found]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("score", "prediction", "expected"), [(0.500001, 1, 0.50001), (0.500001, 0, 0.5), (0.7, 1, 0.7)]
)
def test_rounding_does_not_carry_a_score_over_the_boundary(score: float, prediction: int, expected: float):
    assert lines([score], [prediction])[0]["anomaly_score"] == expected


@pytest.mark.parametrize("shares", [(float("nan"), 1.0), (0.0, 1.0), (-0.0, 1.0)])
def test_contributions_are_always_numbers(shares: tuple[float, float]):
    assert lines([0.1], [0], shares)[0]["diagnostics"] == [
        {"name": SENSORS[0], "value": 0.0},
        {"name": SENSORS[1], "value": 1.0},
    ]


@given(st.lists(st.floats(0, 1, width=32), min_size=2, max_size=2))
def test_values_have_five_decimals(shares: list[float]):
    found = lines([0.1], [0], shares)[0]["diagnostics"]
    assert [one["value"] for one in found] == [round(float(np.float32(share)), 5) for share in shares]  # type: ignore[attr-defined]


def test_many_rows_are_written_in_blocks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(results, "_ROWS_AT_ONCE", 2)
    blocks = Results(
        TIMES, np.zeros(3), np.zeros(3), np.ones((3, 2)), SENSORS, np.zeros(3, np.bool_)
    ).blocks()
    assert [block.count(b"\n") for block in blocks] == [2, 1]


def test_no_rows_are_no_lines():
    nothing = np.zeros(0)
    assert result_lines(TIMES[:0], nothing, nothing, np.zeros((0, 2)), SENSORS, nothing.astype(bool)) == b""


def packed(path: Path, text: bytes) -> bytes:
    write_gzip(path, [text[:10], text[10:]])
    return path.read_bytes()


def test_a_gzip_file_holds_the_lines(tmp_path: Path):
    assert gzip.decompress(packed(tmp_path / "a.gz", b"one\ntwo\nthree\n")) == b"one\ntwo\nthree\n"


def test_the_same_lines_make_the_same_gzip_file(tmp_path: Path):
    assert packed(tmp_path / "a.gz", b"one\n" * 9) == packed(tmp_path / "b.gz", b"one\n" * 9)


def test_the_folder_of_a_result_carries_the_start_of_the_window():
    assert (
        result_key("live/out/", datetime(2024, 3, 11, 9, tzinfo=UTC))
        == "live/out/2024-03-11T09:00:00Z/results.jsonl"
    )
