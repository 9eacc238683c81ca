from __future__ import annotations

import pickle

import pytest

from l4e_sdk.errors import InvalidValueError
from l4e_sdk.local.detection.errors import DamagedModelError, InvalidInputError
from l4e_sdk.local.runner.failures import BY_CUSTOMER, failure_of, worker_died
from l4e_sdk.local.store import Job
from l4e_sdk.local.timeseries.schema import SchemaError

MESSAGE = "the file lacks a column"
JOB = Job(id=1, kind="training", subject="arn", payload={}, due=0, attempts=3)


def made(kind: type[Exception]) -> Exception:
    return SchemaError([MESSAGE]) if kind is SchemaError else kind(MESSAGE)


@pytest.mark.parametrize("kind", BY_CUSTOMER)
def test_errors_of_data_are_customer_errors_with_their_message(kind: type[Exception]) -> None:
    failure = failure_of(JOB, made(kind))
    assert failure.by_customer
    assert failure.reason == MESSAGE


@pytest.mark.parametrize("kind", BY_CUSTOMER)
def test_errors_about_data_come_whole_out_of_a_worker_process(kind: type[Exception]) -> None:
    again = pickle.loads(pickle.dumps(made(kind)))
    assert type(again) is kind
    assert str(again) == MESSAGE


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        KeyError("x"),
        OSError("x"),
        InvalidInputError("x"),
        DamagedModelError("x"),
        InvalidValueError("x"),
        MemoryError(),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_everything_else_is_the_engines_and_is_logged(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    failure = failure_of(JOB, error)
    assert not failure.by_customer
    assert type(error).__name__ in failure.reason
    assert caplog.records[0].exc_info is not None


def test_a_reason_fits_its_member() -> None:
    assert len(failure_of(JOB, BY_CUSTOMER[0]("x" * 9000)).reason) == 5000


def test_a_worker_that_keeps_dying_is_not_blamed_on_the_customer() -> None:
    failure = worker_died(JOB, RuntimeError("killed"))
    assert not failure.by_customer
    assert "3 times" in failure.reason
