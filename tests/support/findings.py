"""Findings of a training, written into the folder of a version in place of a training that makes them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from l4e_sdk.local.folder.findings import MODEL, NOTICES
from l4e_sdk.local.folder.opened import DATA
from l4e_sdk.local.folder.paths import version_folder

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.local import LocalEngine

FROZEN: Final = {
    "kind": "frozen",
    "sensor": "press-07\\ram_speed",
    "start": "2024-01-08T06:00:00Z",
    "end": "2024-01-10T06:00:00Z",
    "text": "press-07\\ram_speed did not change for 48 hours.",
}
BLIND: Final = {
    "kind": "threshold_out_of_reach",
    "sensor": None,
    "start": "2024-01-01T00:00:00Z",
    "end": "2024-01-20T00:00:00Z",
    "text": "The threshold lies above every usual peak.",
}
SUSPECT: Final = {
    "start": "2024-01-12T10:00:00Z",
    "end": "2024-01-12T23:00:00Z",
    "sensors": [
        {"name": "press-07\\oil_temp", "value": 0.61},
        {"name": "press-07\\ram_speed", "value": 0.39},
    ],
}


def write_findings(engine: LocalEngine, model_arn: str, version: int = 1, **members: list[Any]) -> Path:
    """Write notices and suspect periods, by default one of each kind above; return the folder of the version."""
    folder = version_folder(engine.folder / DATA, model_arn, version)
    found = {"notices": [FROZEN, BLIND], "suspects": [SUSPECT], **members}
    (folder / NOTICES).write_text(json.dumps(found), encoding="utf-8")
    return folder


def write_operating_point(folder: Path, *, risk: float | None = None) -> None:
    """Write a threshold that was counted in alarms into the description of a model, which then judges nothing."""
    kept = {
        "level": 3.5,
        "hold": 2.45,
        "peaks": 23,
        "set_aside": 4,
        "risk": risk,
        "alarms_per_month": 1.25,
    }
    facts = json.loads((folder / MODEL).read_text("utf-8"))
    facts |= {
        "alarms_per_month": 2.0,
        "choice": {"candidates": [kept | {"level": 9.0}, kept], "chosen": 1},
    }
    (folder / MODEL).write_text(json.dumps(facts), encoding="utf-8")
