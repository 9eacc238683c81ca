"""What a training tells about its history, beside the model: ``notices.json``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from l4e_sdk.local.detection.findings import Findings
    from l4e_sdk.local.detection.notices import Notice
    from l4e_sdk.local.learning.backtest import Backtest

NOTICES: Final = "notices.json"
"""The name of the file in the folder of a version."""


def write_notices(
    folder: Path, findings: Findings, backtests: Sequence[Backtest], sensors: Sequence[str]
) -> None:
    """Write what the training found out, and the sensors that stood still in the rows that were judged.

    Args:
        folder: that of the version.
        findings: about the history.
        backtests: what the model said of rows of the past.
        sensors: of the model, in its order.
    """
    notices = [*findings.notices, *(notice for one in backtests for notice in one.assessment.frozen)]
    known: dict[tuple[str, str | None, str], dict[str, str | None]] = {}
    for notice in notices:
        members = _members(notice)
        known.setdefault((notice.kind, notice.sensor, str(members["start"])), members)
    suspects = [
        {
            "start": _stamp(one.start),
            "end": _stamp(one.end),
            "sensors": [
                {"name": name, "value": round(float(share), 5)}
                for name, share in zip(sensors, one.contributions, strict=True)
            ],
        }
        for one in findings.suspects
    ]
    document = {"notices": list(known.values()), "suspects": suspects}
    (folder / NOTICES).write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _members(notice: Notice) -> dict[str, str | None]:
    return {
        "kind": notice.kind,
        "sensor": notice.sensor,
        "start": _stamp(notice.start),
        "end": _stamp(notice.end),
        "text": notice.text,
    }


def _stamp(instant: np.datetime64) -> str:
    return f"{np.datetime_as_string(instant, unit='s')}Z"
