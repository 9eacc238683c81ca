"""Every list, with every filter, is read from an index: no table is searched as a whole and nothing is sorted."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from l4e_sdk import shapes
from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk.local import EngineSettings, LocalEngine
from tests.conftest import boto_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EARLY, LATE = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)
ARN = "arn:aws:lookoutequipment:us-east-1:000000000000:dataset/press/1"
JOB = "0" * 32
VALUES: dict[str, dict[str, Any]] = {
    "ListDataIngestionJobs": {"DatasetName": "press", "Status": "SUCCESS"},
    "ListDatasets": {"DatasetNameBeginsWith": "press"},
    "ListInferenceEvents": {},
    "ListInferenceExecutions": {
        "DataStartTimeAfter": EARLY,
        "DataEndTimeBefore": LATE,
        "Status": "SUCCESS",
    },
    "ListInferenceSchedulers": {
        "InferenceSchedulerNameBeginsWith": "press",
        "ModelName": "press",
        "Status": "RUNNING",
    },
    "ListLabelGroups": {"LabelGroupNameBeginsWith": "press"},
    "ListLabels": {
        "IntervalStartTime": EARLY,
        "IntervalEndTime": LATE,
        "FaultCode": "leak",
        "Equipment": "press",
    },
    "ListModelVersions": {
        "Status": "SUCCESS",
        "SourceType": "TRAINING",
        "CreatedAtEndTime": LATE,
        "CreatedAtStartTime": EARLY,
        "MaxModelVersion": 9,
        "MinModelVersion": 1,
    },
    "ListModels": {"Status": "SUCCESS", "ModelNameBeginsWith": "press", "DatasetNameBeginsWith": "press"},
    "ListRetrainingSchedulers": {"ModelNameBeginsWith": "press", "Status": "RUNNING"},
    "ListSensorStatistics": {"IngestionJobId": JOB},
}
"""A value for each filter that may be left out."""
NEEDED: dict[str, dict[str, Any]] = {
    "ListInferenceEvents": {
        "InferenceSchedulerName": "press-0",
        "IntervalStartTime": EARLY,
        "IntervalEndTime": LATE,
    },
    "ListInferenceExecutions": {"InferenceSchedulerName": "press-0"},
    "ListLabels": {"LabelGroupName": "press-0"},
    "ListModelVersions": {"ModelName": "press-0"},
    "ListSensorStatistics": {"DatasetName": "press"},
}
NO_FILTERS = {"NextToken", "MaxResults"}


@pytest.fixture(scope="module")
def stocked() -> Iterator[LocalEngine]:
    """An engine with two of everything that is listed, so that every list has a second page."""
    with LocalEngine(settings=EngineSettings(workers=0, background=False)) as engine:
        stock(engine)
        yield engine


def stock(engine: LocalEngine) -> None:
    store, scope = engine.store, engine.scope
    times = {"CreatedAt": EARLY.timestamp() + 60}
    store.datasets.put(
        scope, wire("DescribeDatasetResponse", DatasetName="press", DatasetArn=ARN, Status="ACTIVE")
    )
    for n in range(2):
        name, arn = f"press-{n}", f"{ARN}-{n}"
        window = EARLY.timestamp() + 60 * (n + 1)
        put = {
            store.datasets: wire(
                "DescribeDatasetResponse", DatasetName=name, DatasetArn=arn, Status="ACTIVE"
            ),
            store.ingestion_jobs: wire(
                "DescribeDataIngestionJobResponse",
                JobId=f"{n}" * 32,
                DatasetArn=ARN,
                Status="SUCCESS",
                **times,
            ),
            store.models: wire(
                "DescribeModelResponse",
                ModelName=name,
                ModelArn=arn,
                DatasetName="press",
                Status="SUCCESS",
                **times,
            ),
            store.model_versions: wire(
                "DescribeModelVersionResponse",
                ModelName="press-0",
                ModelVersion=n + 1,
                ModelVersionArn=arn,
                Status="SUCCESS",
                SourceType="TRAINING",
                **times,
            ),
            store.inference_schedulers: wire(
                "DescribeInferenceSchedulerResponse",
                InferenceSchedulerName=name,
                InferenceSchedulerArn=arn,
                ModelName="press",
                Status="RUNNING",
            ),
            store.inference_executions: wire(
                "InferenceExecutionSummary",
                InferenceSchedulerName="press-0",
                DataStartTime=window,
                DataEndTime=window + 60,
                Status="SUCCESS",
            ),
            store.inference_events: wire(
                "InferenceEventSummary",
                InferenceSchedulerName="press-0",
                EventStartTime=window,
                EventEndTime=window + 60,
            ),
            store.label_groups: wire("DescribeLabelGroupResponse", LabelGroupName=name, LabelGroupArn=arn),
            store.labels: wire(
                "DescribeLabelResponse",
                LabelGroupName="press-0",
                LabelId=f"label-{n}",
                StartTime=window,
                EndTime=window + 60,
                FaultCode="leak",
                Equipment="press",
            ),
            store.retraining_schedulers: wire(
                "DescribeRetrainingSchedulerResponse", ModelName=name, Status="RUNNING"
            ),
        }
        for shelf, description in put.items():
            shelf.put(scope, description)
    statistics = [
        wire("SensorStatisticsSummary", ComponentName="press", SensorName=f"s{n}") for n in range(2)
    ]
    for n in range(2):
        store.replace_statistics(scope, f"{n}" * 32, statistics)


def wire(shape: str, **members: object) -> Any:
    return getattr(shapes, shape).from_wire(members)


def cases() -> Iterator[Any]:
    for operation, values in VALUES.items():
        for name in values:
            yield pytest.param(operation, {name: values[name]}, id=f"{operation} by {name}")
        yield pytest.param(operation, {}, id=f"{operation} without filters")
        yield pytest.param(operation, values, id=f"{operation} by all")


def plans(engine: LocalEngine, call: Callable[[], object]) -> list[str]:
    """Return how SQLite answers the ordered queries of a call."""
    database = engine.store._database._engine
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        if "ORDER BY" in statement:
            asked.append((statement, parameters))

    sa.event.listen(database, "before_cursor_execute", note)
    call()
    sa.event.remove(database, "before_cursor_execute", note)
    with database.connect() as connection:
        return [
            row.detail
            for statement, parameters in asked
            for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
        ]


def test_all_lists_and_filters_are_looked_at() -> None:
    service = ServiceDescription.load()
    members = {
        name: set(service.input_of(name).members) - NO_FILTERS
        for name in service.operations
        if name.startswith("List") and name != "ListTagsForResource"  # not paged
    }
    assert {name: {*values, *NEEDED.get(name, {})} for name, values in VALUES.items()} == members


@pytest.mark.parametrize(("operation", "filters"), list(cases()))
def test_both_pages_are_read_from_an_index(
    stocked: LocalEngine, operation: str, filters: dict[str, Any]
) -> None:
    boto = boto_client(stocked)
    method = next(name for name, wanted in boto.meta.method_to_api_mapping.items() if wanted == operation)
    fetch = partial(getattr(boto, method), **NEEDED.get(operation, {}), **filters, MaxResults=1)
    first = fetch()
    for page in (fetch, partial(fetch, NextToken=first["NextToken"])):
        found = plans(stocked, page)
        assert found
        assert not [step for step in found if "SCAN" in step or "TEMP B-TREE" in step], found
