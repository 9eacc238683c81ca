"""The nine examples that the service's own description works through, replayed with our names and values.

They belong to eight operations: the seven of retraining schedulers, of which creating has two, and ``UpdateModel``.
Each test sends the members that the example sends and expects the members that it is answered.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests import plant
from tests.support.factory import Factory

if TYPE_CHECKING:
    from collections.abc import Iterator

MODELS = ("press-a", "press-b", "press-c")
ARN = re.compile(
    r"arn:aws:lookoutequipment:us-east-1:000000000000:model/press-\w/[0-9a-f]{8}(-[0-9a-f]{4}){3}-\w{12}"
)


def answered(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what the service answered, without what botocore adds."""
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def arn(factory: Factory, model: str) -> str:
    """Return the ARN of a model, which looks as in the examples."""
    found: str = factory.boto.describe_model(ModelName=model)["ModelArn"]
    assert ARN.fullmatch(found)
    return found


@pytest.fixture
def factory() -> Iterator[Factory]:
    """An engine with three trained models, a label group, and the first of October at three in the afternoon."""
    with Factory() as running:
        plant.upload_history(running.engine)
        running.ingest("press")
        running.work()
        for model in MODELS:
            running.train(model)
        running.boto.create_label_group(LabelGroupName="press-faults")
        running.work()
        running.clock.advance(datetime(2024, 10, 1, 15, tzinfo=UTC) - running.clock.now())
        yield running


@pytest.fixture
def scheduled(factory: Factory) -> Factory:
    """The same engine, where the first model is retrained each month."""
    factory.boto.create_retraining_scheduler(
        ModelName="press-a",
        RetrainingFrequency="P1M",
        LookbackWindow="P360D",
        RetrainingStartDate=datetime(2024, 11, 1, tzinfo=UTC),
    )
    factory.work()
    return factory


def test_create_a_retraining_scheduler_that_leaves_promotion_to_people(factory: Factory) -> None:
    answer = factory.boto.create_retraining_scheduler(
        ModelName="press-a",
        LookbackWindow="P360D",
        RetrainingFrequency="P1M",
        PromoteMode="MANUAL",
        ClientToken="monthly-press-a",
    )
    expected = {"ModelName": "press-a", "ModelArn": arn(factory, "press-a"), "Status": "PENDING"}
    assert answered(answer) == expected


def test_create_a_retraining_scheduler_with_a_start_date(factory: Factory) -> None:
    answer = factory.boto.create_retraining_scheduler(
        ModelName="press-a",
        LookbackWindow="P360D",
        RetrainingFrequency="P1M",
        RetrainingStartDate=datetime(2025, 1, 1, tzinfo=UTC),
        ClientToken="monthly-press-a",
    )
    expected = {"ModelName": "press-a", "ModelArn": arn(factory, "press-a"), "Status": "PENDING"}
    assert answered(answer) == expected
    factory.work()
    model = factory.boto.describe_model(ModelName="press-a")
    assert model["NextScheduledRetrainingStartDate"] == datetime(2025, 1, 1, tzinfo=UTC)


def test_describe_a_retraining_scheduler(scheduled: Factory) -> None:
    created = datetime(2024, 10, 1, 15, tzinfo=UTC)
    assert answered(scheduled.boto.describe_retraining_scheduler(ModelName="press-a")) == {
        "ModelName": "press-a",
        "ModelArn": arn(scheduled, "press-a"),
        "RetrainingStartDate": datetime(2024, 11, 1, tzinfo=UTC),
        "RetrainingFrequency": "P1M",
        "LookbackWindow": "P360D",
        "Status": "RUNNING",
        "PromoteMode": "MANAGED",
        "CreatedAt": created,
        "UpdatedAt": created,
    }


def test_list_retraining_schedulers(factory: Factory) -> None:
    begin = factory.clock.now().replace(hour=0)
    wanted = [
        ("press-a", begin + timedelta(days=1), "P1M", "P180D", "RUNNING"),
        ("press-b", begin + timedelta(days=45), "P30D", "P180D", "RUNNING"),
        ("press-c", begin + timedelta(days=62), "P1M", "P360D", "STOPPED"),
    ]
    for model, start, frequency, window, _ in reversed(wanted):
        factory.boto.create_retraining_scheduler(
            ModelName=model,
            RetrainingStartDate=start,
            RetrainingFrequency=frequency,
            LookbackWindow=window,
        )
    factory.work()
    factory.boto.stop_retraining_scheduler(ModelName="press-c")
    factory.work()
    expected = [
        {
            "ModelName": model,
            "ModelArn": arn(factory, model),
            "Status": status,
            "RetrainingStartDate": start,
            "RetrainingFrequency": frequency,
            "LookbackWindow": window,
        }
        for model, start, frequency, window, status in wanted
    ]
    answer = factory.boto.list_retraining_schedulers(MaxResults=50)
    assert answered(answer) == {"RetrainingSchedulerSummaries": expected}


def test_stop_a_retraining_scheduler(scheduled: Factory) -> None:
    expected = {"ModelName": "press-a", "ModelArn": arn(scheduled, "press-a"), "Status": "STOPPING"}
    assert answered(scheduled.boto.stop_retraining_scheduler(ModelName="press-a")) == expected


def test_start_a_retraining_scheduler(scheduled: Factory) -> None:
    scheduled.boto.stop_retraining_scheduler(ModelName="press-a")
    scheduled.work()
    expected = {"ModelName": "press-a", "ModelArn": arn(scheduled, "press-a"), "Status": "PENDING"}
    assert answered(scheduled.boto.start_retraining_scheduler(ModelName="press-a")) == expected


def test_update_a_retraining_scheduler(scheduled: Factory) -> None:
    before = answered(scheduled.boto.describe_retraining_scheduler(ModelName="press-a"))
    scheduled.clock.advance("PT1H")
    answer = scheduled.boto.update_retraining_scheduler(
        ModelName="press-a",
        RetrainingFrequency="P1Y",
        RetrainingStartDate=datetime(2025, 1, 1, tzinfo=UTC),
    )
    assert answered(answer) == {}
    changed = {
        "RetrainingFrequency": "P1Y",
        "RetrainingStartDate": datetime(2025, 1, 1, tzinfo=UTC),
        "UpdatedAt": scheduled.clock.now(),
    }
    assert answered(scheduled.boto.describe_retraining_scheduler(ModelName="press-a")) == before | changed


def test_delete_a_retraining_scheduler(scheduled: Factory) -> None:
    scheduled.boto.stop_retraining_scheduler(ModelName="press-a")
    scheduled.work()
    assert answered(scheduled.boto.delete_retraining_scheduler(ModelName="press-a")) == {}
    assert answered(scheduled.boto.list_retraining_schedulers()) == {"RetrainingSchedulerSummaries": []}


def test_update_a_model(factory: Factory) -> None:
    before = answered(factory.boto.describe_model(ModelName="press-b"))
    answer = factory.boto.update_model(
        ModelName="press-b", LabelsInputConfiguration={"LabelGroupName": "press-faults"}
    )
    assert answered(answer) == {}
    changed = {
        "LabelsInputConfiguration": {"LabelGroupName": "press-faults"},
        "LastUpdatedTime": factory.clock.now(),
    }
    assert answered(factory.boto.describe_model(ModelName="press-b")) == before | changed
