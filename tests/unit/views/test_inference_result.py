"""Judged rows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.views import InferenceResult, PredictionReason
from l4e_sdk.views.inference_result import read_results

ABNORMAL = (
    b'{"timestamp": "2024-03-11T09:02:00.000000", "prediction": 1, "prediction_reason": "ANOMALY_DETECTED", '
    b'"anomaly_score": 0.77415, "diagnostics": [{"name": "press-07\\\\ram_speed", "value": 0.12}, '
    b'{"name": "press-07\\\\oil_temp", "value": 0.88}]}'
)
OFF = b'{"timestamp": "2024-03-11T09:03:00.000000", "prediction": 0, "prediction_reason": "MACHINE_OFF"}'


def test_an_abnormal_row_says_how_much_and_why():
    row = InferenceResult.parse(ABNORMAL)
    assert (row.timestamp, row.is_anomalous, row.anomaly_score) == (
        datetime(2024, 3, 11, 9, 2, tzinfo=UTC),
        True,
        0.77415,
    )
    assert row.top(1)[0].name == "press-07\\oil_temp"


def test_while_the_machine_is_off_there_is_no_score():
    row = InferenceResult.parse(OFF)
    assert (row.prediction_reason, row.anomaly_score, row.diagnostics) == (
        PredictionReason.MACHINE_OFF,
        None,
        (),
    )


def test_a_reason_that_is_not_known_is_kept():
    row = InferenceResult.parse(OFF.replace(b"MACHINE_OFF", b"ON_FIRE"))
    assert (row.prediction_reason, row.prediction_reason.is_known) == ("ON_FIRE", False)


def test_a_line_without_a_prediction_is_not_abnormal():
    assert InferenceResult.parse(b'{"timestamp": "2024-03-11T09:03:00"}').is_anomalous is False


def test_lines_become_rows_and_empty_ones_are_passed_over():
    rows = read_results([ABNORMAL, b"\n", b"", OFF], "s3://plant/x")
    assert [row.is_anomalous for row in rows] == [True, False]


def test_a_broken_line_is_named_by_number_and_file():
    with pytest.raises(UnreadableDocumentError, match="Line 2 of s3://plant/x"):
        list(read_results([OFF, b"{"], "s3://plant/x"))
