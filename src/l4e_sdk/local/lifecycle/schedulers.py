"""Both kinds of scheduler: PENDING, RUNNING, STOPPING, STOPPED.

Source: service/inference#states, service/retraining#states.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.wire.faults import Conflict

if TYPE_CHECKING:
    from collections.abc import Collection

PENDING, RUNNING, STOPPING, STOPPED = "PENDING", "RUNNING", "STOPPING", "STOPPED"

_REMEDY = {
    PENDING: "Wait until it is RUNNING, then stop it.",
    RUNNING: "Stop it first.",
    STOPPING: "Wait until it is STOPPED, then start it.",
    STOPPED: "Start it first.",
}

_NOTHING_TO_DO = {
    (
        "started",
        PENDING,
    ): "It starts by itself, as each scheduler that was just created does: wait until it is RUNNING.",
    ("started", RUNNING): "It runs already: each scheduler starts by itself when it is created.",
    ("stopped", STOPPING): "It stops by itself: wait until it is STOPPED.",
    ("stopped", STOPPED): "It has stopped already.",
}

_COMING = {PENDING: RUNNING, STOPPING: STOPPED}


def require(what: str, verb: str, status: str | None, allowed: Collection[str]) -> None:
    """Refuse a call that the state does not allow.

    Args:
        what: the scheduler, as a person would name it.
        verb: what was asked for, as a participle: "deleted".
        status: its state.
        allowed: the states in which the call is good.

    Raises:
        Conflict: the state is none of those.
    """
    if status not in allowed:
        expected = " or ".join(allowed)
        # A state that comes by itself need only be waited for.
        coming = _COMING.get(str(status))
        remedy = f"Wait until it is {coming}." if coming in allowed else _REMEDY[str(status)]
        remedy = _NOTHING_TO_DO.get((verb, str(status)), remedy)
        raise Conflict(f"{what} is {status} and can be {verb} only while {expected}. {remedy}")
