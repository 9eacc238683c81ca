"""``ensure``: create what is missing, change what is different, leave the rest alone."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import (
    CannotChangeError,
    ConflictException,
    InferenceScheduler,
    InvalidRequestError,
    LookoutEquipment,
    RefusedError,
    TimeRange,
)
from l4e_sdk._resources import Difference, Ensured
from tests.support import press
from tests.support.service import Service
from tests.support.transport import Answer, fault

if TYPE_CHECKING:
    from collections.abc import Callable

ABSENT = fault("ResourceNotFoundException")
OTHER_ROLE = "arn:aws:iam::000000000000:role/other"
TRAINING = TimeRange(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 20, tzinfo=UTC))
EVALUATION = TimeRange(datetime(2024, 1, 20, tzinfo=UTC), datetime(2024, 2, 3, tzinfo=UTC))
LIVE = {
    "model": "press",
    "data_upload_frequency": "PT1H",
    "data_input_configuration": "s3://plant/in/",
    "data_output_configuration": "s3://plant/out/",
}
MONTHLY = {"retraining_frequency": "P1M", "lookback_window": "P180D"}
READS = ("Describe", "List")


class Shelf(Service):
    """A service that has one resource, or none, and remembers tokens."""

    def __init__(self, kind: str, **description: object) -> None:
        self.description: dict[str, object] | None = description or None
        self.tokens: set[object] = set()
        super().__init__(**{f"Describe{kind}": self._describe, f"Create{kind}": self._create})

    def _describe(self, _: object) -> object:
        return ABSENT if self.description is None else self.description

    def _create(self, body: dict[str, object]) -> object:
        if body["ClientToken"] in self.tokens:
            return {}  # what it answered the first time, whether the resource is still there or not
        if self.description is not None:
            return fault("ConflictException", "exists already")
        self.tokens.add(body["ClientToken"])
        self.description = {name: value for name, value in body.items() if name != "ClientToken"}
        return {}

    @property
    def written(self) -> list[str]:
        return [operation for operation in self.asked if not operation.startswith(READS)]


class Recorded:
    """The writing calls of a client."""

    def __init__(self, client: LookoutEquipment) -> None:
        self.writes: list[str] = []
        client.boto3.meta.events.register("before-call.lookoutequipment.*", self._note)

    def _note(self, model: object, **_: object) -> None:
        name = str(getattr(model, "name", ""))
        if not name.startswith(READS):
            self.writes.append(name)


def test_what_is_missing_is_created():
    service = Shelf("LabelGroup")
    group = service.client.label_groups.ensure("faults", fault_codes=["leak"])
    assert (group.ensured, service.written) == (Ensured(created=True), ["CreateLabelGroup"])


def test_what_was_created_has_been_seen():
    service = Shelf("LabelGroup")
    group = service.client.label_groups.ensure("faults", fault_codes=["leak"])
    before = list(service.asked)
    assert (list(group.fault_codes or ()), service.asked) == (["leak"], before)


def test_what_is_as_wanted_is_left_alone():
    service = Shelf("LabelGroup", FaultCodes=["leak", "wear"])
    group = service.client.label_groups.ensure("faults", fault_codes=["wear", "leak"])
    assert (group.ensured, service.asked) == (Ensured(), ["DescribeLabelGroup"])


def test_what_is_different_is_changed():
    service = Shelf("LabelGroup", FaultCodes=["leak"])
    group = service.client.label_groups.ensure("faults", fault_codes=["wear"])
    assert group.ensured == Ensured(differences=(Difference("fault_codes", ["leak"], ["wear"]),))
    assert service.sent("UpdateLabelGroup") == [{"LabelGroupName": "faults", "FaultCodes": ["wear"]}]


def test_what_was_changed_is_read_again():
    service = Shelf("LabelGroup", FaultCodes=["leak"])
    group = service.client.label_groups.ensure("faults", fault_codes=["wear"])
    service.description = {"FaultCodes": ["wear"]}
    assert group.fault_codes == ("wear",)


def test_what_is_not_given_may_be_anything():
    service = Shelf("LabelGroup", FaultCodes=["leak"])
    assert not service.client.label_groups.ensure("faults").ensured


def test_a_request_with_faults_is_refused_before_anything_is_asked():
    service = Shelf("LabelGroup")
    with pytest.raises(InvalidRequestError):
        service.client.label_groups.ensure("no blanks")
    assert service.asked == []


def test_a_crashed_creation_is_repeated_with_the_same_token():
    tokens = []
    for _ in range(2):
        service = Shelf("LabelGroup")
        service.client.label_groups.ensure("faults", fault_codes=["leak"])
        tokens += [body["ClientToken"] for body in service.sent("CreateLabelGroup")]
    assert len(tokens) == 2
    assert len(set(tokens)) == 1


def test_a_token_of_the_callers_own_is_used():
    service = Shelf("LabelGroup")
    service.client.label_groups.ensure("faults", client_token="deployment-7")
    assert service.tokens == {"deployment-7"}


def test_what_was_deleted_is_created_again_although_the_service_remembers_the_token():
    service = Shelf("LabelGroup")
    for _ in range(3):
        assert service.client.label_groups.ensure("faults").ensured.created
        service.description = None
    assert len(service.tokens) == 3


def test_a_callers_token_that_was_used_up_is_an_error():
    service = Shelf("LabelGroup")
    service.client.label_groups.ensure("faults", client_token="deployment-7")
    service.description = None
    with pytest.raises(RefusedError, match="pass another client_token"):
        service.client.label_groups.ensure("faults", client_token="deployment-7")


def test_somebody_who_was_faster_is_not_in_the_way():
    service = Shelf("LabelGroup")

    def raced(_: object) -> Answer:
        service.description = {"FaultCodes": ["leak"]}
        return fault("ConflictException", "exists already")

    service.answers["CreateLabelGroup"] = raced
    group = service.client.label_groups.ensure("faults", fault_codes=["wear"])
    assert (group.ensured.created, len(group.ensured.differences)) == (False, 1)


def test_a_creation_that_is_refused_is_an_error():
    service = Shelf("LabelGroup")
    service.answers["CreateLabelGroup"] = fault("ConflictException", "not now")
    with pytest.raises(ConflictException, match="not now"):
        service.client.label_groups.ensure("faults")


def test_tags_that_are_given_are_set_and_others_stay():
    service = Shelf("Dataset", DatasetArn="arn:aws:lookoutequipment:us-east-1:000000000000:dataset/pump/1")
    service.answers["ListTagsForResource"] = {
        "Tags": [{"Key": "site", "Value": "north"}, {"Key": "team", "Value": "a"}]
    }
    dataset = service.client.datasets.ensure("pump", tags={"site": "south", "team": "a"})
    before = {"site": "north", "team": "a"}
    assert dataset.ensured.differences == (Difference("tags", before, before | {"site": "south"}),)
    assert service.sent("TagResource")[0]["Tags"] == [{"Key": "site", "Value": "south"}]


def test_tags_that_are_set_are_not_set_again():
    service = Shelf("Dataset", DatasetArn="arn:aws:lookoutequipment:us-east-1:000000000000:dataset/pump/1")
    service.answers["ListTagsForResource"] = {"Tags": [{"Key": "site", "Value": "north"}]}
    assert not service.client.datasets.ensure("pump", tags={"site": "north"}).ensured
    assert service.written == []


def test_a_schema_is_compared_by_its_meaning():
    columns = [{"Name": "Time", "Type": "DATETIME"}, {"Name": "rpm", "Type": "DOUBLE"}]
    document = {"Components": [{"ComponentName": "pump", "Columns": columns}]}
    service = Shelf("Dataset", Schema=json.dumps(document, indent=4))
    assert not service.client.datasets.ensure("pump", dataset_schema=document).ensured


def test_all_obstacles_are_told_and_nothing_is_changed():
    service = Shelf(
        "Model",
        DatasetName="plant",
        OffCondition="rpm < 1",
        Status="SUCCESS",
        LabelsInputConfiguration={"LabelGroupName": "old"},
    )
    with pytest.raises(CannotChangeError) as refused:
        service.client.models.ensure(
            "pump",
            dataset="other",
            off_condition="rpm < 2",
            labels_input_configuration={"LabelGroupName": "new"},
        )
    found = [(each.member, each.have, each.want) for each in refused.value.obstacles]
    assert found == [("dataset_name", "plant", "other"), ("off_condition", "rpm < 1", "rpm < 2")]
    assert service.written == []


def test_an_obstacle_comes_with_its_remedy():
    service = Shelf("Model", DatasetName="plant")
    with pytest.raises(CannotChangeError, match=r"dataset_name is 'plant', and wanted is 'other'") as refused:
        service.client.models.ensure("pump", dataset="other")
    assert "use another name" in str(refused.value)


def test_of_schemas_only_the_difference_is_told():
    def document(*names: str) -> str:
        columns = [{"Name": "Time", "Type": "DATETIME"}, *({"Name": n, "Type": "DOUBLE"} for n in names)]
        return json.dumps({"Components": [{"ComponentName": "pump", "Columns": columns}]})

    service = Shelf("Dataset", Schema=document("rpm", "heat"))
    with pytest.raises(CannotChangeError) as refused:
        service.client.datasets.ensure("pump", dataset_schema=document("rpm", "amps"))
    obstacle = refused.value.obstacles[0]
    assert (obstacle.have, obstacle.want) == (["pump\\heat DOUBLE"], ["pump\\amps DOUBLE"])


def test_the_role_goes_along_when_a_model_is_changed():
    service = Shelf("Model", DatasetName="plant", RoleArn=OTHER_ROLE)
    service.client.models.ensure(
        "pump", dataset="plant", role_arn=OTHER_ROLE, labels_input_configuration="s3://plant/labels/"
    )
    assert service.sent("UpdateModel")[0]["RoleArn"] == OTHER_ROLE


class Machine(Shelf):
    """A service with one inference scheduler that is changed only when it is stopped."""

    def __init__(self, status: str) -> None:
        super().__init__(
            "InferenceScheduler",
            Status=status,
            ModelName="press",
            DataUploadFrequency="PT1H",
            DataInputConfiguration={"S3InputConfiguration": {"Bucket": "plant", "Prefix": "in/"}},
            DataOutputConfiguration={"S3OutputConfiguration": {"Bucket": "plant", "Prefix": "out/"}},
            RoleArn=OTHER_ROLE,
        )
        self.answers |= {
            "StopInferenceScheduler": lambda _: self._go("STOPPED"),
            "StartInferenceScheduler": lambda _: self._go("PENDING"),
            "UpdateInferenceScheduler": lambda _: self._update(),
        }

    def _go(self, status: str) -> dict[str, object]:
        self.description = {**(self.description or {}), "Status": status}
        return {"Status": status}

    def _update(self) -> object:
        stopped = (self.description or {})["Status"] == "STOPPED"
        return {} if stopped else fault("ConflictException", "not while it runs")

    def ensure(self) -> InferenceScheduler:
        return self.client.inference_schedulers.ensure(
            "live", **LIVE, role_arn=OTHER_ROLE, data_delay_offset_in_minutes=5
        )


def test_a_scheduler_is_stopped_for_a_change_where_the_endpoint_wants_it():
    machine = Machine("RUNNING")
    machine.ensure()
    assert machine.written == [
        "UpdateInferenceScheduler",
        "StopInferenceScheduler",
        "UpdateInferenceScheduler",
        "StartInferenceScheduler",
    ]


def test_a_stopped_scheduler_is_changed_and_stays_stopped():
    machine = Machine("STOPPED")
    assert (machine.ensure().status, machine.written) == ("STOPPED", ["UpdateInferenceScheduler"])


def test_a_change_that_a_stopped_scheduler_refuses_is_an_error():
    machine = Machine("STOPPED")
    machine.answers["UpdateInferenceScheduler"] = fault("ConflictException", "no")
    with pytest.raises(ConflictException):
        machine.ensure()


def test_only_what_is_different_is_sent():
    machine = Machine("STOPPED")
    machine.ensure()
    assert machine.sent("UpdateInferenceScheduler") == [
        {"InferenceSchedulerName": "live", "DataDelayOffsetInMinutes": 5}
    ]


@pytest.fixture
def recorded(trained: LookoutEquipment) -> Recorded:
    return Recorded(trained)


def press_as_it_is(client: LookoutEquipment, **others: object):
    settings = {
        "dataset": "press",
        "labels_input_configuration": client.label_groups.get("faults"),
        "training": TRAINING,
        "evaluation": EVALUATION,
        "model_diagnostics_output_configuration": "s3://plant/diagnostics",
    }
    return client.models.ensure("press", **(settings | others))


def test_a_model_that_is_as_wanted_is_not_written(trained: LookoutEquipment, recorded: Recorded):
    assert not press_as_it_is(trained).ensured
    assert recorded.writes == []


def test_a_retrained_model_is_still_as_wanted(trained: LookoutEquipment, recorded: Recorded):
    trained.retraining_schedulers.create("press", **MONTHLY)
    trained.clock.advance("P1M1D")
    trained.models.get("press").activate(2)
    recorded.writes.clear()
    model = press_as_it_is(trained)
    assert (model.active_model_version, model.ensured, recorded.writes) == (2, Ensured(), [])


def test_a_models_own_role_is_not_replaced_by_the_engines(trained: LookoutEquipment):
    press_as_it_is(trained, role_arn=OTHER_ROLE)
    model = press_as_it_is(trained, model_diagnostics_output_configuration="s3://plant/elsewhere/")
    assert [each.member for each in model.ensured.differences] == ["model_diagnostics_output_configuration"]
    assert model.role_arn == OTHER_ROLE


def test_a_model_may_be_made_of_the_schema_that_it_has(trained: LookoutEquipment):
    schema = trained.models.get("press").data_schema
    assert not press_as_it_is(trained, dataset_schema=schema).ensured


KINDS: dict[str, Callable[[LookoutEquipment], Ensured]] = {
    "dataset": lambda client: client.datasets.ensure("press-2", tags={"site": "north"}).ensured,
    "label group": lambda client: client.label_groups.ensure("seals", fault_codes=["leak"]).ensured,
    "model": lambda client: press_as_it_is(client, tags={"site": "north"}).ensured,
    "inference": lambda client: client.inference_schedulers.ensure("live", **LIVE).ensured,
    "retraining": lambda client: (
        client.models.get("press")
        .ensure_retraining_scheduler(**MONTHLY, retraining_start_date=date(2024, 3, 1))
        .ensured
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_time_writes_nothing(kind: str, trained: LookoutEquipment, recorded: Recorded):
    first = KINDS[kind](trained)
    recorded.writes.clear()
    assert (first.changed, KINDS[kind](trained), recorded.writes) == (True, Ensured(), [])


def test_a_fixed_start_date_may_have_passed_when_the_script_runs_again(trained: LookoutEquipment):
    KINDS["retraining"](trained)
    trained.clock.advance("P2M")
    assert KINDS["retraining"](trained) == Ensured()


def test_a_running_retraining_scheduler_goes_on_with_its_new_settings(trained: LookoutEquipment):
    trained.retraining_schedulers.ensure("press", **MONTHLY)
    scheduler = trained.retraining_schedulers.ensure(
        "press", retraining_frequency="P2M", lookback_window=360, promote_mode="MANUAL"
    )
    assert (scheduler.status, scheduler.retraining_frequency, scheduler.promote_mode) == (
        "RUNNING",
        "P2M",
        "MANUAL",
    )
    assert [each.member for each in scheduler.ensured.differences] == [
        "retraining_frequency",
        "lookback_window",
        "promote_mode",
    ]


def test_a_model_notices_the_scheduler_that_was_ensured(trained: LookoutEquipment):
    model = trained.models.get("press")
    assert model.ensure_retraining_scheduler(**MONTHLY) == model.retraining_scheduler


def test_a_scheduler_does_not_change_its_model(trained: LookoutEquipment):
    KINDS["inference"](trained)
    with pytest.raises(CannotChangeError, match="model_name is 'press', and wanted is 'fan'"):
        trained.inference_schedulers.ensure("live", **(LIVE | {"model": "fan"}))


def test_a_dataset_that_waits_for_its_schema_is_not_given_one(client: LookoutEquipment):
    client.datasets.create("pump")
    columns = [{"Name": "Time", "Type": "DATETIME"}, {"Name": press.COMPONENT, "Type": "DOUBLE"}]
    document = {"Components": [{"ComponentName": "pump", "Columns": columns}]}
    with pytest.raises(CannotChangeError, match="dataset_schema"):
        client.datasets.ensure("pump", dataset_schema=document)
