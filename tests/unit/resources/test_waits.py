"""Waits for several resources, and waits that another process began."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ConnectionClosedError

from l4e_sdk import (
    Dataset,
    InferenceScheduler,
    IngestionJob,
    InvalidValueError,
    LookoutEquipment,
    Model,
    ModelVersion,
    ResourceFailedError,
    ResourceNotFoundException,
    RetrainingScheduler,
    UnexpectedStateError,
    VirtualClock,
    WaitAllError,
    WaitCancelledError,
    WaitTimeoutError,
    resume_wait,
    wait_all,
)
from tests.support.service import Service
from tests.support.transport import Answer, Transport, fault

if TYPE_CHECKING:
    from collections.abc import Iterable

SECOND = timedelta(seconds=1)
START = datetime(2024, 3, 1, tzinfo=UTC)
PLANT = "http://plant.example"
BROKEN = fault("InternalServerException", status=500)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(START)


class Plant(Service):
    """Models and jobs with the states that they go through; the last one stays."""

    def __init__(self, clock: VirtualClock, **states: Iterable[str | Answer]) -> None:
        super().__init__(DescribeModel=self._next, DescribeDataIngestionJob=self._next)
        self._states = {name: list(each) for name, each in states.items()}
        self.client._clock = clock

    def _next(self, request: dict[str, str]) -> object:
        states = self._states[request.get("ModelName") or request["JobId"]]
        state = states.pop(0) if len(states) > 1 else states[0]
        return state if isinstance(state, Answer) else {"Status": state, "FailedReason": "Too little data."}

    def model(self, name: str) -> Model:
        return Model(self.client, name)


def test_all_are_waited_for_and_seen_as_they_are_then(clock: VirtualClock):
    plant = Plant(clock, fan=["IN_PROGRESS", "SUCCESS"], ab12=["IN_PROGRESS", "IN_PROGRESS", "SUCCESS"])
    fan, job = plant.model("fan"), IngestionJob(plant.client, "ab12")
    wait_all([fan, job], poll=SECOND)
    asked = len(plant.asked)
    assert (fan.status, job.status, len(plant.asked)) == ("SUCCESS", "SUCCESS", asked)


def test_polls_take_turns(clock: VirtualClock):
    plant = Plant(clock, fan=["IN_PROGRESS", "IN_PROGRESS", "SUCCESS"], pump=["IN_PROGRESS", "SUCCESS"])
    seen = []
    wait_all(
        [plant.model("fan"), plant.model("pump")],
        poll=SECOND,
        on_poll=lambda event: seen.append((event.what, event.attempt)),
    )
    assert seen == [
        ("model 'fan'", 1),
        ("model 'pump'", 1),
        ("model 'fan'", 2),
        ("model 'pump'", 2),
        ("model 'fan'", 3),
    ]


def test_nothing_to_wait_for_is_no_wait():
    wait_all([])


def test_there_is_one_deadline_kept_to_the_second(clock: VirtualClock):
    plant = Plant(clock, fan=["IN_PROGRESS"], pump=["IN_PROGRESS"])
    with pytest.raises(WaitAllError, match=r"2 of 2 waits .* model 'fan', model 'pump'") as caught:
        wait_all([plant.model("fan"), plant.model("pump")], timeout=10 * SECOND, poll=4 * SECOND)
    assert [type(error) for error in caught.value.exceptions] == [WaitTimeoutError] * 2
    assert clock.monotonic() == 10


def test_without_a_timeout_the_most_patient_decides(clock: VirtualClock):
    plant = Plant(clock, ab12=["IN_PROGRESS"], pump=["SUCCESS"])
    with pytest.raises(WaitAllError):
        wait_all([IngestionJob(plant.client, "ab12"), plant.model("pump")])
    assert clock.monotonic() == timedelta(hours=24).total_seconds()


def test_throttling_a_server_error_and_a_cut_line_do_not_end_it(clock: VirtualClock):
    passing = [fault("ThrottlingException"), BROKEN, ConnectionClosedError(endpoint_url=PLANT)]
    answers = [*passing, Answer({"Status": "SUCCESS"})]
    client = Transport(*answers).client(clock=clock, endpoint_url=PLANT)
    model = Model(client, "fan")
    wait_all([model], poll=SECOND)
    assert (model.status, clock.monotonic()) == ("SUCCESS", 3)


def test_a_failure_does_not_end_the_wait_for_the_others(clock: VirtualClock):
    plant = Plant(clock, fan=["FAILED"], pump=["IN_PROGRESS"] * 5 + ["SUCCESS"])
    fan, pump = plant.model("fan"), plant.model("pump")
    with pytest.raises(WaitAllError):
        wait_all([fan, pump], poll=SECOND)
    assert (fan.status, pump.status) == ("FAILED", "SUCCESS")


def test_every_failure_has_its_reason_and_its_resource(clock: VirtualClock):
    plant = Plant(clock, fan=["FAILED"], gone=[fault("ResourceNotFoundException")], pump=["SUCCESS"])
    with pytest.raises(WaitAllError, match="2 of 3") as caught:
        wait_all([plant.model(name) for name in ("fan", "gone", "pump")])
    failed, gone = caught.value.exceptions
    assert (type(failed), type(gone)) == (ResourceFailedError, ResourceNotFoundException)
    assert gone.__notes__ == ["This ended the wait for model 'gone'."]


def test_an_unexpected_state_ends_the_wait_for_that_one(clock: VirtualClock):
    service = Service(DescribeInferenceScheduler={"Status": "STOPPED"})
    service.client._clock = clock
    with pytest.raises(WaitAllError) as caught:
        wait_all([InferenceScheduler(service.client, "live")], until="RUNNING")
    assert [type(error) for error in caught.value.exceptions] == [UnexpectedStateError]


def test_false_from_the_callback_cancels_all_of_it(clock: VirtualClock):
    plant = Plant(clock, fan=["IN_PROGRESS"], pump=["IN_PROGRESS"])
    with pytest.raises(WaitCancelledError, match="'fan'"):
        wait_all([plant.model("fan"), plant.model("pump")], on_poll=lambda _: False)
    assert plant.asked == ["DescribeModel"]


def test_deletions_are_waited_for_together(clock: VirtualClock):
    gone = fault("ResourceNotFoundException")
    plant = Plant(clock, fan=["SUCCESS", gone], pump=[gone])
    wait_all([plant.model("fan"), plant.model("pump")], until="DELETED")
    assert len(plant.asked) == 3


def test_a_state_that_a_resource_never_rests_in_is_refused(clock: VirtualClock):
    plant = Plant(clock)
    with pytest.raises(
        InvalidValueError, match=r"until is 'RUNNING'; model 'fan' is waited for until it is SUCCESS or"
    ):
        wait_all([plant.model("fan")], until="RUNNING")


def test_resources_of_different_clocks_are_refused(clock: VirtualClock):
    other = Plant(VirtualClock(START)).model("fan")
    with pytest.raises(InvalidValueError, match="different clocks"):
        wait_all([Plant(clock).model("fan"), other])


def test_resources_of_a_clock_that_is_moved_and_of_the_systems_are_refused(clock: VirtualClock):
    real = Model(Service(DescribeModel={"Status": "SUCCESS"}).client, "pump")
    with pytest.raises(InvalidValueError, match="different clocks"):
        wait_all([Plant(clock).model("fan"), real])


def test_clients_on_the_systems_time_have_one_clock():
    models = [Model(Service(DescribeModel={"Status": "SUCCESS"}).client, name) for name in ("fan", "pump")]
    wait_all(models)
    assert [model.status for model in models] == ["SUCCESS"] * 2


def test_a_token_is_plain_json(clock: VirtualClock):
    token = json.loads(Plant(clock).model("fan").wait_token(timeout=60 * SECOND))
    assert token == {
        "version": 1,
        "kind": "Model",
        "names": ["fan"],
        "waiter": "model_success",
        "deadline": "2024-03-01T00:01:00+00:00",
    }


def test_a_wait_goes_on_by_its_token(clock: VirtualClock):
    token = Plant(clock, fan=["IN_PROGRESS"]).model("fan").wait_token()
    plant = Plant(clock, fan=["IN_PROGRESS", "SUCCESS"])
    model = resume_wait(plant.client, token, poll=SECOND)
    assert (model, model.status) == (plant.model("fan"), "SUCCESS")


def test_the_deadline_goes_along_with_the_token(clock: VirtualClock):
    plant = Plant(clock, fan=["IN_PROGRESS"])
    token = plant.model("fan").wait_token(timeout=60 * SECOND)
    clock.advance(40 * SECOND)
    with pytest.raises(WaitTimeoutError):
        resume_wait(plant.client, token)
    assert clock.monotonic() == 60


def test_after_the_deadline_there_is_one_last_look(clock: VirtualClock):
    plant = Plant(clock, fan=["SUCCESS"])
    token = plant.model("fan").wait_token(timeout=SECOND)
    clock.advance("PT1H")
    assert resume_wait(plant.client, token).status == "SUCCESS"


def test_a_process_may_take_part_for_a_while_only(clock: VirtualClock):
    plant = Plant(clock, fan=["IN_PROGRESS"])
    token = plant.model("fan").wait_token()
    with pytest.raises(WaitTimeoutError):
        resume_wait(plant.client, token, timeout=5 * SECOND)
    assert clock.monotonic() == 5


def test_a_wait_without_an_end_has_no_deadline(clock: VirtualClock):
    token = Plant(clock).model("fan").wait_token(timeout=timedelta.max)
    assert json.loads(token)["deadline"] is None
    assert resume_wait(Plant(clock, fan=["SUCCESS"]).client, token).status == "SUCCESS"


def test_a_deletion_goes_on_by_its_token(clock: VirtualClock):
    plant = Plant(clock, fan=["SUCCESS", fault("ResourceNotFoundException")])
    resume_wait(plant.client, plant.model("fan").wait_token(until="DELETED"))
    assert len(plant.asked) == 2


def test_every_kind_of_facade_finds_itself_again():
    service = Service(
        DescribeDataset={"Status": "ACTIVE"},
        DescribeDataIngestionJob={"Status": "SUCCESS"},
        DescribeModel={"Status": "SUCCESS"},
        DescribeModelVersion={"Status": "SUCCESS"},
        DescribeInferenceScheduler={"Status": "RUNNING"},
        DescribeRetrainingScheduler={"Status": "STOPPED"},
    )
    client = service.client
    facades = [
        Dataset(client, "press"),
        IngestionJob(client, "ab12"),
        Model(client, "fan"),
        ModelVersion(Model(client, "fan"), 3),
        InferenceScheduler(client, "live"),
        RetrainingScheduler(client, "fan"),
    ]
    assert [resume_wait(client, facade.wait_token()) for facade in facades] == facades


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "Pump"},
        {"kind": "LabelGroup"},
        {"kind": "ModelVersion"},
        {"names": []},
        {"names": [["fan"]]},
        {"names": 5},
        {"names": ["fan", 3]},
        {"waiter": "model_polished"},
        {"waiter": "dataset_deleted"},
        {"deadline": "2024-03-01T00:01:00"},
        {"deadline": "soon"},
        {"version": 2},
        {"more": 1},
    ],
)
def test_a_text_that_is_no_token_is_refused(change: dict[str, object], clock: VirtualClock):
    plant = Plant(clock, fan=["SUCCESS"])
    token = json.loads(plant.model("fan").wait_token()) | change
    with pytest.raises(InvalidValueError, match=r"wait_token\(\)"):
        resume_wait(plant.client, json.dumps(token))
    assert plant.asked == []


@pytest.mark.parametrize("text", ["", "fan", "[]", "{}", "null", "[" * 100_000])
def test_a_text_that_is_no_document_is_refused(text: str):
    with pytest.raises(InvalidValueError, match="is not a token"):
        resume_wait(LookoutEquipment(), text)


def test_a_token_with_a_negative_timeout_is_refused(clock: VirtualClock):
    with pytest.raises(InvalidValueError, match="negative"):
        Plant(clock).model("fan").wait_token(timeout=-SECOND)
