from __future__ import annotations

import pytest

from l4e_sdk.errors import ConfigurationError
from l4e_sdk.local.wire.faults import Throttled
from l4e_sdk.local.wire.throttle import Throttle


class Seconds:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def passed(throttle: Throttle, calls: int, caller: str = "plant", operation: str = "CreateLabel") -> int:
    """Return how many of a burst of calls get through."""
    count = 0
    for _ in range(calls):
        try:
            throttle.take(caller, operation)
        except Throttled:
            continue
        count += 1
    return count


def test_an_operation_without_a_rate_is_not_limited() -> None:
    assert passed(Throttle({"CreateModel": 1}, Seconds()), 1_000) == 1_000


def test_a_burst_is_one_second_of_calls() -> None:
    assert passed(Throttle({"CreateLabel": 5}, Seconds()), 20) == 5


def test_calls_come_back_with_time_and_not_beyond_one_second_of_them() -> None:
    clock = Seconds()
    throttle = Throttle({"CreateLabel": 4}, clock)
    assert passed(throttle, 10) == 4
    clock.now += 0.5
    assert passed(throttle, 10) == 2
    clock.now += 3_600
    assert passed(throttle, 10) == 4


def test_less_than_one_call_a_second_lets_one_through_now_and_then() -> None:
    clock = Seconds()
    throttle = Throttle({"CreateLabel": 0.1}, clock)
    assert passed(throttle, 3) == 1
    clock.now += 9
    assert passed(throttle, 3) == 0
    clock.now += 2
    assert passed(throttle, 3) == 1


def test_a_rate_of_zero_lets_nothing_through() -> None:
    clock = Seconds()
    throttle = Throttle({"CreateLabel": 0}, clock)
    clock.now += 3_600
    with pytest.raises(Throttled, match="CreateLabel may be called 0 times a second"):
        throttle.take("plant", "CreateLabel")


def test_callers_and_operations_have_buckets_of_their_own() -> None:
    throttle = Throttle({"CreateLabel": 1, "DeleteLabel": 1}, Seconds())
    assert passed(throttle, 2) == 1
    assert passed(throttle, 2, caller="other") == 1
    assert passed(throttle, 2, operation="DeleteLabel") == 1


def test_a_clock_that_is_set_back_gives_and_takes_nothing() -> None:
    clock = Seconds()
    throttle = Throttle({"CreateLabel": 1}, clock)
    assert passed(throttle, 1) == 1
    clock.now -= 500
    assert passed(throttle, 3) == 0


@pytest.mark.parametrize("rates", [{"MakeLabel": 1}, {"CreateLabel": -1}, {"CreateLabel": float("nan")}])
def test_invalid_call_rates_are_refused(rates: dict[str, float]) -> None:
    with pytest.raises(ConfigurationError, match="call_rates has"):
        Throttle(rates, Seconds())
