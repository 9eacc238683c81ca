from __future__ import annotations

import pytest

from l4e_sdk.local.lifecycle.schedulers import PENDING, RUNNING, STOPPED, STOPPING, require
from l4e_sdk.local.wire.faults import Conflict


def test_a_good_state_passes() -> None:
    require("The scheduler", "deleted", STOPPED, (STOPPED,))


@pytest.mark.parametrize(
    ("status", "remedy"), [(PENDING, "Wait"), (RUNNING, "Stop it"), (STOPPING, "Wait"), (STOPPED, "Start it")]
)
def test_a_refusal_names_the_state_and_the_remedy(status: str, remedy: str) -> None:
    with pytest.raises(Conflict, match=rf"is {status} .* {remedy}"):
        require("The scheduler", "touched", status, ())


@pytest.mark.parametrize(
    ("status", "verb", "allowed", "remedy"),
    [
        (PENDING, "deleted", (STOPPED,), "Wait until it is RUNNING, then stop it."),
        (PENDING, "updated", (RUNNING, STOPPED), "Wait until it is RUNNING."),
        (
            PENDING,
            "started",
            (STOPPED,),
            "It starts by itself, as each scheduler that was just created does: wait until it is RUNNING.",
        ),
        (
            RUNNING,
            "started",
            (STOPPED,),
            "It runs already: each scheduler starts by itself when it is created.",
        ),
        (STOPPING, "stopped", (RUNNING,), "It stops by itself: wait until it is STOPPED."),
        (STOPPED, "stopped", (RUNNING,), "It has stopped already."),
        (STOPPING, "deleted", (STOPPED,), "Wait until it is STOPPED."),
    ],
)
def test_a_state_that_comes_by_itself_is_waited_for(
    status: str, verb: str, allowed: tuple[str, ...], remedy: str
) -> None:
    with pytest.raises(Conflict) as caught:
        require("The scheduler", verb, status, allowed)
    assert caught.value.message.endswith(remedy)
