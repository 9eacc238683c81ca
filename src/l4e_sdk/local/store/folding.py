"""Execution documents in two parts: the part that all windows of a scheduler share, and each window's own part.

A scheduler with five-minute windows has 105,000 executions a year, whose documents differ in a few numbers. So the
store keeps the shared part once. `unfold` restores exactly the document that was folded.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

_OWN: Final = ("DataStartTime", "DataEndTime", "Status", "FailedReason")
_SCHEDULED, _RESULT = "ScheduledStartTime", "CustomerResultObject"
_MARK: Final = "{start}"
"""Stands for the start of the window in the key of a result file."""


def fold(document: str) -> tuple[str, str]:
    """Return the shared part and the own part of a document."""
    shared: dict[str, Any] = json.loads(document)
    own: dict[str, Any] = {name: shared.pop(name) for name in _OWN if name in shared}
    start, end = own.get("DataStartTime"), own.get("DataEndTime")
    if _SCHEDULED in shared:
        if isinstance(shared[_SCHEDULED], int) and isinstance(end, int):
            shared[_SCHEDULED] -= end  # the delay, which all windows share
        else:
            own[_SCHEDULED] = shared.pop(_SCHEDULED)
    if _RESULT in shared:
        key = shared[_RESULT].get("Key", "")
        if isinstance(start, int) and key.count(_stamp(start)) == 1 and _MARK not in key:
            shared[_RESULT]["Key"] = key.replace(_stamp(start), _MARK)
        else:
            own[_RESULT] = shared.pop(_RESULT)
    return written(shared), written(own)


def unfold(shared: str, own: str) -> str:
    """Return the document of two parts."""
    document, mine = json.loads(shared), json.loads(own)
    if _SCHEDULED in document:
        document[_SCHEDULED] += mine["DataEndTime"]
    if _RESULT in document:
        result = document[_RESULT]
        result["Key"] = result["Key"].replace(_MARK, _stamp(mine["DataStartTime"]))
    return written(document | mine)


def _stamp(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def written(document: dict[str, Any]) -> str:
    """Return a part as text: equal parts are equal texts."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
