"""Findings of a training, read from the folder of a version."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk.local.folder import findings
from tests.support.findings import BLIND, FROZEN, SUSPECT, write_operating_point

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, **members: Any) -> Path:
    (folder / findings.NOTICES).write_text(json.dumps(members), encoding="utf-8")
    return folder


def test_a_version_without_the_file_has_no_findings(tmp_path: Path) -> None:
    assert findings.notices(tmp_path) == ()
    assert findings.suspect_periods(tmp_path) == ()


def test_notices_keep_their_order_and_have_times_in_utc(tmp_path: Path) -> None:
    first, second = findings.notices(written(tmp_path, notices=[FROZEN, BLIND]))
    assert (first.kind, first.sensor) == ("frozen", "press-07\\ram_speed")
    assert (first.start, first.end) == (
        datetime(2024, 1, 8, 6, tzinfo=UTC),
        datetime(2024, 1, 10, 6, tzinfo=UTC),
    )
    assert (second.kind, second.sensor) == ("threshold_out_of_reach", None)


def test_suspect_periods_have_shares(tmp_path: Path) -> None:
    (period,) = findings.suspect_periods(written(tmp_path, suspects=[SUSPECT]))
    assert period.shares == (("press-07\\oil_temp", 0.61), ("press-07\\ram_speed", 0.39))


def test_either_list_may_be_missing(tmp_path: Path) -> None:
    assert findings.suspect_periods(written(tmp_path, notices=[FROZEN])) == ()
    assert findings.notices(written(tmp_path, suspects=[SUSPECT])) == ()


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"notices": [{}]}', b"\xff"])
def test_a_damaged_file_is_never_taken_for_an_empty_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / findings.NOTICES).write_bytes(content)
    with pytest.raises((KeyError, TypeError, ValueError)):
        findings.notices(tmp_path)


def test_an_instant_without_a_zone_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path, notices=[FROZEN | {"start": "2024-01-08T06:00:00"}])
    with pytest.raises(ValueError, match="time zone"):
        findings.notices(folder)


class TestOperatingPoint:
    """The chosen candidate and the ceiling of a model."""

    def test_a_version_without_a_model_has_none(self, tmp_path: Path) -> None:
        assert findings.operating_point(tmp_path) is None

    def test_a_model_that_did_not_count_alarms_has_none(self, tmp_path: Path) -> None:
        older = {"format": 3, "choice": {"candidates": [{"risk": 0.01}], "chosen": 0}}
        (tmp_path / findings.MODEL).write_text(json.dumps(older), encoding="utf-8")
        assert findings.operating_point(tmp_path) is None

    def test_the_chosen_candidate_counts(self, tmp_path: Path) -> None:
        (tmp_path / findings.MODEL).write_text("{}", encoding="utf-8")
        write_operating_point(tmp_path)
        assert findings.operating_point(tmp_path) == findings.OperatingPoint(
            alarms_per_month=2.0,
            historical_alarms_per_month=1.25,
            level=3.5,
            hold=2.45,
            peaks=23,
            set_aside=4,
            risk=None,
        )

    def test_a_risk_replaces_the_ceiling(self, tmp_path: Path) -> None:
        (tmp_path / findings.MODEL).write_text("{}", encoding="utf-8")
        write_operating_point(tmp_path, risk=0.001)
        point = findings.operating_point(tmp_path)
        assert point is not None
        assert (point.risk, point.alarms_per_month) == (0.001, None)
