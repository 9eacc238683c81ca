"""The wait loop: acceptors from the data, the clock from outside, and an end in time."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from l4e_sdk import (
    Backoff,
    ConnectionFailedError,
    InvalidValueError,
    ResourceFailedError,
    ResourceNotFoundException,
    ServiceEndedError,
    ServiceError,
    UnexpectedStateError,
    VirtualClock,
    WaitCancelledError,
    WaitEvent,
    WaitTimeoutError,
)
from l4e_sdk._botocore_data import API_VERSION, DATA_DIR, SERVICE
from l4e_sdk._calls.service_error import service_error
from l4e_sdk._calls.waiting import PATIENCE, Watch, run
from l4e_sdk.shapes import DescribeModelResponse, DescribeModelVersionResponse

SECOND = timedelta(seconds=1)
ENDPOINT = "http://plant.example"


class Resource:
    """A model whose descriptions are written beforehand; the last one stays."""

    def __init__(self, *descriptions: DescribeModelResponse | Exception) -> None:
        self.descriptions = list(descriptions)
        self.polls = 0

    def describe(self) -> DescribeModelResponse:
        self.polls += 1
        seen = self.descriptions.pop(0) if len(self.descriptions) > 1 else self.descriptions[0]
        if isinstance(seen, Exception):
            raise seen
        return seen


def model(status: str, **members: object) -> DescribeModelResponse:
    return DescribeModelResponse(model_name="pump", status=status, **members)


def error(code: str, *, status: int = 400) -> ServiceError:
    response = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return service_error(ClientError(response, "DescribeModel"))


BUSY, READY = model("IN_PROGRESS"), model("SUCCESS")
GONE = error("ResourceNotFoundException")


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime(2026, 1, 1, tzinfo=UTC))


def wait(
    resource: Resource, clock: VirtualClock, waiter: str = "model_success", **options
) -> DescribeModelResponse | None:
    return run(Watch(waiter, resource.describe, what="Model 'pump'", clock=clock, **options))


def events_of(resource: Resource, clock: VirtualClock, **options) -> list[WaitEvent]:
    events: list[WaitEvent] = []
    wait(resource, clock, on_poll=events.append, **options)
    return events


def test_a_resource_that_is_ready_is_polled_once_and_at_once(clock: VirtualClock):
    resource = Resource(READY)
    assert wait(resource, clock) is READY
    assert (resource.polls, clock.monotonic()) == (1, 0)


def test_polls_go_on_until_the_resource_is_ready(clock: VirtualClock):
    resource = Resource(BUSY, BUSY, READY)
    assert wait(resource, clock) is READY
    assert resource.polls == 3


def test_intervals_follow_the_back_off(clock: VirtualClock):
    wait(Resource(BUSY, BUSY, BUSY, READY), clock, poll=Backoff(SECOND, 2, 60 * SECOND, 0))
    assert clock.monotonic() == 1 + 2 + 4


def test_a_timedelta_polls_steadily(clock: VirtualClock):
    wait(Resource(BUSY, BUSY, BUSY, READY), clock, poll=5 * SECOND)
    assert clock.monotonic() == 15


def test_a_wait_that_takes_too_long_ends_at_its_deadline(clock: VirtualClock):
    with pytest.raises(WaitTimeoutError):
        wait(Resource(BUSY), clock, timeout=10 * SECOND, poll=4 * SECOND)
    assert clock.monotonic() == 10


def test_the_last_poll_is_made_at_the_deadline(clock: VirtualClock):
    resource = Resource(BUSY, BUSY, BUSY, READY)
    assert wait(resource, clock, timeout=10 * SECOND, poll=4 * SECOND) is READY
    assert clock.monotonic() == 10


def test_a_timeout_of_zero_polls_once(clock: VirtualClock):
    resource = Resource(BUSY)
    with pytest.raises(WaitTimeoutError, match="and 1 poll\\."):
        wait(resource, clock, timeout=timedelta(0))
    assert resource.polls == 1


def test_a_wait_may_have_no_end(clock: VirtualClock):
    assert (
        wait(Resource(*[BUSY] * 99, READY), clock, timeout=timedelta.max, poll=30 * 86400 * SECOND) is READY
    )


def test_a_negative_timeout_is_refused(clock: VirtualClock):
    with pytest.raises(InvalidValueError, match="negative"):
        wait(Resource(READY), clock, timeout=-SECOND)


def test_a_timeout_that_is_a_number_is_refused_with_the_remedy(clock: VirtualClock):
    with pytest.raises(InvalidValueError, match=r"timeout is 5; .* timedelta\(seconds=5\)"):
        wait(Resource(READY), clock, timeout=5)


def test_a_number_is_no_way_to_poll_either(clock: VirtualClock):
    with pytest.raises(InvalidValueError, match=r"poll is 5; pass a timedelta.* or a Backoff"):
        wait(Resource(READY), clock, poll=5)


def test_a_timeout_is_a_timeout_error_with_the_last_description(clock: VirtualClock):
    with pytest.raises(TimeoutError, match=r"Model 'pump' is IN_PROGRESS after 0:00:10 .*timeout=") as caught:
        wait(Resource(BUSY), clock, timeout=10 * SECOND)
    assert (caught.value.last, caught.value.elapsed) == (BUSY, 10 * SECOND)
    assert caught.value.status == "IN_PROGRESS"


def test_a_failed_resource_ends_the_wait_with_the_services_reason(clock: VirtualClock):
    failed = model("FAILED", failed_reason="Not enough data.")
    with pytest.raises(ResourceFailedError, match=r"Model 'pump' failed: Not enough data\.") as caught:
        wait(Resource(BUSY, failed), clock)
    assert (caught.value.reason, caught.value.last) == ("Not enough data.", failed)


def test_a_failure_without_a_reason_says_so(clock: VirtualClock):
    with pytest.raises(ResourceFailedError, match="no reason was given"):
        wait(Resource(model("FAILED")), clock)


def test_an_end_that_is_neither_success_nor_failure_is_unexpected(clock: VirtualClock):
    canceled = DescribeModelVersionResponse(status="CANCELED")
    with pytest.raises(UnexpectedStateError, match="CANCELED") as caught:
        wait(Resource(canceled), clock, "model_version_success")
    assert caught.value.last is canceled


def test_a_status_that_nobody_knows_is_waited_out(clock: VirtualClock):
    assert wait(Resource(model("POLISHING"), READY), clock) is READY


@pytest.mark.parametrize(
    "passing",
    [
        error("ThrottlingException"),
        error("InternalServerException", status=500),
        error("ServiceUnavailable", status=503),
        error("429", status=429),
        ConnectionFailedError("DescribeModel", ENDPOINT, "cut."),
    ],
)
def test_what_passes_by_itself_lengthens_the_wait_only(passing: Exception, clock: VirtualClock):
    assert wait(Resource(BUSY, passing, passing, READY), clock) is READY


def test_a_timeout_amid_errors_has_the_error_as_its_cause_and_the_last_description(clock: VirtualClock):
    cut = ConnectionFailedError("DescribeModel", ENDPOINT, "cut.")
    with pytest.raises(WaitTimeoutError) as caught:
        wait(Resource(BUSY, cut), clock, timeout=10 * SECOND)
    assert (caught.value.__cause__, caught.value.last) == (cut, BUSY)


@pytest.mark.parametrize(
    "lasting",
    [
        GONE,
        error("ValidationException"),
        error("AccessDeniedException"),
        ServiceEndedError("DescribeModel", ENDPOINT, "Gone."),
    ],
)
def test_an_error_that_time_does_not_heal_comes_out_at_once(lasting: Exception, clock: VirtualClock):
    with pytest.raises(type(lasting)):
        wait(Resource(BUSY, lasting), clock)


def test_a_deletion_is_over_when_the_resource_is_not_found(clock: VirtualClock):
    stopped = model("SUCCESS")
    resource = Resource(stopped, stopped, GONE)
    assert wait(resource, clock, "model_deleted") is None
    assert resource.polls == 3


def test_waiting_for_the_deletion_of_what_is_still_used_is_unexpected(clock: VirtualClock):
    with pytest.raises(UnexpectedStateError, match="IN_PROGRESS"):
        wait(Resource(BUSY), clock, "model_deleted")


def test_every_poll_is_told(clock: VirtualClock):
    events = events_of(Resource(BUSY, READY), clock, poll=4 * SECOND)
    assert [(event.attempt, event.status, event.elapsed, event.next_delay) for event in events] == [
        (1, "IN_PROGRESS", timedelta(0), 4 * SECOND),
        (2, "SUCCESS", 4 * SECOND, None),
    ]


def test_an_event_has_the_description_and_what_it_is_of(clock: VirtualClock):
    event = events_of(Resource(READY), clock)[0]
    assert (event.description, event.what, event.error) == (READY, "Model 'pump'", None)


def test_an_error_that_passes_is_told(clock: VirtualClock):
    throttled = error("ThrottlingException")
    event = events_of(Resource(throttled, READY), clock)[0]
    assert (event.error, event.description, event.status) == (throttled, None, None)


def test_a_failure_is_told_before_it_is_raised(clock: VirtualClock):
    statuses = []
    with pytest.raises(ResourceFailedError):
        wait(Resource(model("FAILED")), clock, on_poll=lambda event: statuses.append(event.status))
    assert statuses == ["FAILED"]


def test_false_from_the_callback_cancels_the_wait(clock: VirtualClock):
    resource = Resource(BUSY)
    with pytest.raises(WaitCancelledError, match="cancelled") as caught:
        wait(resource, clock, on_poll=lambda _: False)
    assert (caught.value.last, resource.polls) == (BUSY, 1)


def test_none_from_the_callback_does_not_cancel(clock: VirtualClock):
    assert wait(Resource(BUSY, READY), clock, on_poll=lambda _: None) is READY


def test_a_wait_that_is_over_cannot_be_cancelled(clock: VirtualClock):
    assert wait(Resource(READY), clock, on_poll=lambda _: False) is READY


def test_an_error_of_the_callback_comes_out(clock: VirtualClock):
    def watch(_: WaitEvent) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        wait(Resource(BUSY), clock, on_poll=watch)


def test_errors_of_waits_pickle(clock: VirtualClock):
    with pytest.raises(WaitTimeoutError) as caught:
        wait(Resource(BUSY), clock, timeout=SECOND)
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.last.status) == (str(caught.value), "IN_PROGRESS")


def test_each_waiter_of_the_data_has_its_patience():
    path = DATA_DIR / SERVICE / API_VERSION / "waiters-2.sdk-extras.json"
    named = json.loads(path.read_text())["merge"]["waiters"]
    assert {xform_name(name) for name in named} == set(PATIENCE)


@pytest.mark.parametrize(
    ("waiter", "timeout"),
    [
        ("data_ingestion_job_success", timedelta(hours=6)),
        ("model_version_success", timedelta(hours=24)),
        ("retraining_scheduler_running", timedelta(minutes=10)),
    ],
)
def test_waits_have_a_timeout_without_asking(waiter: str, timeout: timedelta, clock: VirtualClock):
    with pytest.raises(WaitTimeoutError):
        wait(Resource(model("PENDING")), clock, waiter)
    assert clock.monotonic() == timeout.total_seconds()


def test_a_wait_for_what_is_gone_can_be_told_from_its_class(clock: VirtualClock):
    with pytest.raises(ResourceNotFoundException):
        wait(Resource(GONE), clock)
