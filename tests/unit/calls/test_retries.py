"""Waiting out a conflict, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from l4e_sdk import ConflictException, InvalidValueError, ServiceError, ThrottlingException, VirtualClock
from l4e_sdk._calls.retries import while_in_transition
from l4e_sdk._calls.service_error import service_error


def error(code: str) -> ServiceError:
    return service_error(ClientError({"Error": {"Code": code, "Message": "busy"}}, "DeleteModel"))


class Call:
    """A call that fails in the ways written beforehand, the last one for good."""

    def __init__(self, *outcomes: str | Exception) -> None:
        self.outcomes = list(outcomes)
        self.made = 0

    def __call__(self) -> str:
        self.made += 1
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


CONFLICT = error("ConflictException")


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime(2026, 1, 1, tzinfo=UTC))


def test_a_call_that_works_is_made_once(clock: VirtualClock):
    call = Call("done")
    assert while_in_transition(call, clock=clock) == "done"
    assert call.made == 1


def test_conflicts_are_waited_out(clock: VirtualClock):
    assert while_in_transition(Call(CONFLICT, CONFLICT, "done"), clock=clock) == "done"


def test_waiting_is_the_clocks(clock: VirtualClock):
    while_in_transition(Call(CONFLICT, "done"), clock=clock)
    assert clock.monotonic() > 0


def test_a_conflict_that_lasts_comes_out_when_the_time_is_over(clock: VirtualClock):
    with pytest.raises(ConflictException):
        while_in_transition(Call(CONFLICT), clock=clock, timeout=timedelta(seconds=30))
    assert clock.monotonic() == pytest.approx(30, abs=0.01)


def test_no_time_means_one_attempt(clock: VirtualClock):
    call = Call(CONFLICT)
    with pytest.raises(ConflictException):
        while_in_transition(call, clock=clock, timeout=timedelta(0))
    assert call.made == 1


def test_a_timeout_that_is_a_number_is_refused_with_the_remedy(clock: VirtualClock):
    with pytest.raises(InvalidValueError, match=r"timedelta\(seconds=5\)"):
        while_in_transition(Call("done"), clock=clock, timeout=5)


def test_what_botocore_has_retried_is_not_retried_again(clock: VirtualClock):
    call = Call(error("ThrottlingException"), "done")
    with pytest.raises(ThrottlingException):
        while_in_transition(call, clock=clock)
    assert call.made == 1
