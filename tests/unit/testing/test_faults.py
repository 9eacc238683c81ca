"""Faults reach the client as bytes and as broken lines, and botocore and the client make of them what they make in production."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import botocore.endpoint
import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from l4e_sdk import (
    ConfigurationError,
    ConflictException,
    ConnectionFailedError,
    InternalServerException,
    InvalidValueError,
    LookoutEquipment,
    ServiceError,
    ThrottlingException,
    VirtualClock,
)
from l4e_sdk.testing import Faults, Injected
from tests.plant import upload_history
from tests.support.transport import Answer, Transport

if TYPE_CHECKING:
    from botocore.client import BaseClient


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where botocore would pause between attempts."""

    def sleep(seconds: float) -> None:
        assert seconds == 0, f"botocore pauses for {seconds} s"

    monkeypatch.setattr(botocore.endpoint.time, "sleep", sleep)


@pytest.fixture
def once(client: LookoutEquipment) -> LookoutEquipment:
    """A client with one attempt."""
    return client.with_options(attempts=1)


def datasets(client: LookoutEquipment) -> int:
    return len(client.list_datasets().dataset_summaries)


class TestAFault:
    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (lambda faults: faults.throttle(), ThrottlingException),
            (lambda faults: faults.server_error(), InternalServerException),
            (lambda faults: faults.server_error(status=503), ServiceError),
            (lambda faults: faults.error("ConflictException"), ConflictException),
            (lambda faults: faults.time_out(), ConnectionFailedError),
            (lambda faults: faults.cut_line(), ConnectionFailedError),
            (lambda faults: faults.lose_answer(), ConnectionFailedError),
        ],
    )
    def test_is_an_error_of_ours(self, once: LookoutEquipment, fault, error: type[Exception]):
        with Faults(once) as faults, pytest.raises(error):
            fault(faults)
            once.list_datasets()

    @pytest.mark.parametrize(
        ("fault", "error", "says"),
        [
            (lambda faults: faults.throttle(6), ClientError, "ThrottlingException.*max retries: 5"),
            (lambda faults: faults.error("ValidationException"), ClientError, "ValidationException"),
            (lambda faults: faults.time_out(6), ReadTimeoutError, "engine.invalid"),
            (lambda faults: faults.cut_line(6), ConnectionClosedError, "engine.invalid"),
        ],
    )
    def test_is_an_error_of_botocore_on_a_plain_client(
        self, plain: BaseClient, fault, error: type[Exception], says: str
    ):
        with Faults(plain) as faults, pytest.raises(error, match=says):
            fault(faults)
            plain.list_datasets()

    @pytest.mark.parametrize("kind", ["throttle", "server_error", "time_out", "cut_line", "lose_answer"])
    def test_passes_if_botocore_has_an_attempt_left(self, client: LookoutEquipment, kind: str):
        with Faults(client) as faults:
            getattr(faults, kind)(5)
            assert datasets(client) == 0
        assert len(faults.injected) == 5

    @pytest.mark.parametrize("kind", ["throttle", "server_error", "time_out", "cut_line", "lose_answer"])
    def test_is_an_error_after_the_last_attempt(self, client: LookoutEquipment, kind: str):
        with Faults(client) as faults, pytest.raises((ServiceError, ConnectionFailedError)):
            getattr(faults, kind)(6)
            client.list_datasets()
        assert faults.pending == 0

    def test_is_not_tried_again_if_that_is_no_use(self, client: LookoutEquipment):
        with Faults(client) as faults, pytest.raises(ConflictException):
            faults.error("ConflictException", 2)
            client.list_datasets()
        assert faults.pending == 1

    def test_is_not_subject_to_the_quota_of_retries(self, client: LookoutEquipment):
        with Faults(client) as faults:
            for _ in range(20):
                faults.cut_line(5)
                assert datasets(client) == 0
        assert len(faults.injected) == 100

    @pytest.mark.parametrize("kind", ["throttle", "server_error", "time_out", "cut_line"])
    def test_keeps_a_request_from_the_engine(self, once: LookoutEquipment, kind: str):
        with Faults(once) as faults:
            getattr(faults, kind)(operation="create_dataset")
            with pytest.raises((ServiceError, ConnectionFailedError)):
                once.create_dataset(dataset_name="press")
            assert datasets(once) == 0

    def test_carries_its_own_message_and_request_id(self, once: LookoutEquipment):
        with Faults(once) as faults, pytest.raises(ConflictException) as caught:
            faults.error("ConflictException", message="The model is being trained.")
            once.list_datasets()
        assert (caught.value.message, caught.value.request_id) == (
            "The model is being trained.",
            "injected-fault",
        )

    def test_may_have_a_code_of_its_own(self, once: LookoutEquipment):
        with Faults(once) as faults, pytest.raises(ServiceError) as caught:
            faults.error("TeapotException", status=418)
            once.list_datasets()
        assert (caught.value.code, caught.value.http_status) == ("TeapotException", 418)

    def test_happens_to_its_operation_alone(self, once: LookoutEquipment):
        with Faults(once) as faults:
            faults.throttle(operation="DescribeModel")
            assert datasets(once) == 0
            assert faults.pending == 1


class TestALostAnswer:
    def test_leaves_what_was_asked_for_done(self, once: LookoutEquipment):
        with Faults(once) as faults:
            faults.lose_answer(operation="create_dataset")
            with pytest.raises(ConnectionFailedError):
                once.create_dataset(dataset_name="press")
            assert datasets(once) == 1

    def test_is_healed_by_the_idempotency_token(self, client: LookoutEquipment):
        with Faults(client) as faults:
            faults.lose_answer()
            assert client.create_dataset(dataset_name="press").dataset_name == "press"
            assert datasets(client) == 1

    def test_needs_an_engine(self):
        class Nowhere(Transport):
            def _send(self, request: object, **_: object) -> None:
                return None

        remote = Nowhere(Answer()).client(endpoint_url="http://127.0.0.1:9")
        with Faults(remote) as faults, pytest.raises(ConfigurationError, match="lose_answer"):
            faults.lose_answer()
            remote.list_datasets()


class TestTime:
    def test_passes_when_a_request_is_slow(self, client: LookoutEquipment, clock: VirtualClock):
        before = clock.now()
        with Faults(client) as faults:
            faults.slow_down(timedelta(minutes=3))
            assert datasets(client) == 0
        assert clock.now() - before == timedelta(minutes=3)

    def test_passes_until_the_client_gives_up(self, once: LookoutEquipment, clock: VirtualClock):
        before = clock.now()
        with Faults(once) as faults, pytest.raises(ConnectionFailedError):
            faults.time_out(after=timedelta(seconds=60))
            once.list_datasets()
        assert clock.now() - before == timedelta(seconds=60)

    def test_is_that_of_the_given_clock_for_a_plain_client(self, plain: BaseClient, clock: VirtualClock):
        before = clock.now()
        with Faults(plain, clock=clock) as faults:
            faults.slow_down(timedelta(hours=1))
            plain.list_datasets()
        assert clock.now() - before == timedelta(hours=1)

    def test_is_all_that_an_outage_costs_a_wait(self, once: LookoutEquipment, clock: VirtualClock):
        before = clock.now()
        upload_history(once.engine)
        dataset = once.datasets.create("press")
        job = dataset.ingest("s3://plant/train/", key_pattern="{prefix}/{component_name}/*")
        with Faults(once) as faults:
            faults.throttle(3).server_error(3, status=502).cut_line(3)
            assert job.wait().status == "SUCCESS"
        assert faults.pending == 0
        assert clock.now() > before


class TestThePlan:
    def test_is_followed_in_order(self, once: LookoutEquipment):
        seen = []
        with Faults(once) as faults:
            faults.throttle().server_error().throttle(operation="describe_model")
            for call in (
                lambda: once.describe_model(model_name="press"),
                once.list_models,
                lambda: once.describe_model(model_name="press"),
            ):
                with pytest.raises(ServiceError) as caught:
                    call()
                seen.append(caught.value.code)
        assert seen == ["ThrottlingException", "InternalServerException", "ThrottlingException"]
        assert faults.injected == (
            Injected("throttle", "DescribeModel"),
            Injected("server_error", "ListModels"),
            Injected("throttle", "DescribeModel"),
        )

    def test_may_be_made_beforehand(self, once: LookoutEquipment):
        faults = Faults(once).throttle()
        assert datasets(once) == 0
        with faults, pytest.raises(ThrottlingException):
            once.list_datasets()

    def test_leaves_no_trace(self, once: LookoutEquipment):
        with Faults(once) as faults:
            faults.throttle(2)
        assert datasets(once) == 0
        assert repr(faults) == "<Faults: 0 injected, 2 pending>"

    def test_of_one_block_inside_of_another_comes_second(self, once: LookoutEquipment):
        with Faults(once) as outer, Faults(once) as inner:
            outer.throttle()
            inner.server_error()
            with pytest.raises(ThrottlingException):
                once.list_datasets()
            with pytest.raises(InternalServerException):
                once.list_datasets()
        assert (outer.pending, inner.pending) == (0, 0)

    def test_is_shared_by_threads(self, once: LookoutEquipment):
        failed: list[Exception] = []

        def call() -> None:
            try:
                once.list_datasets()
            except ThrottlingException as error:
                failed.append(error)

        with Faults(once) as faults:
            faults.throttle(10)
            threads = [threading.Thread(target=call) for _ in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(failed) == len(faults.injected) == 10


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("plan", "says"),
        [
            (lambda faults: faults.throttle(0), "times is 0"),
            (lambda faults: faults.throttle(operation="describe_modl"), "did you mean 'describe_model'"),
            (lambda faults: faults.throttle(operation="x"), "write it as the API or as the method"),
            (lambda faults: faults.server_error(status=400), "status is 400"),
            (
                lambda faults: faults.error("ConflictError"),
                "which the API does not have; it has AccessDenied",
            ),
            (lambda faults: faults.slow_down(timedelta(seconds=-1)), "by is -1 day"),
            (lambda faults: faults.time_out(after=timedelta(seconds=-1)), "after is -1 day"),
        ],
    )
    def test_a_plan_that_means_nothing(self, client: LookoutEquipment, plan, says: str):
        with pytest.raises(InvalidValueError, match=says):
            plan(Faults(client))

    def test_a_client_of_another_service(self):
        other = boto3.Session(region_name="us-east-1").client("s3")
        with pytest.raises(InvalidValueError, match="a boto3 client for s3"):
            Faults(other)

    def test_what_is_no_client(self):
        with pytest.raises(InvalidValueError, match="pass a LookoutEquipment"):
            Faults("client")
