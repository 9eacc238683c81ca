"""The notices of a training, in the file ``notices.json`` next to the model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from l4e_sdk.local.folder.findings import NOTICES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from l4e_sdk.local.detection.findings import Findings
    from l4e_sdk.local.detection.notices import Notice
    from l4e_sdk.local.learning.backtest import Backtest


def write_notices(
    folder: Path, findings: Findings, backtests: Sequence[Backtest], sensors: Sequence[str]
) -> None:
    """Write the findings of a training, and the sensors that stood still in the judged rows.

    Args:
        folder: that of the version.
        findings: those about the history.
        backtests: the verdicts on rows of the past.
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
