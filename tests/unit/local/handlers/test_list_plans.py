"""Every list, with every filter, is read from an index: no table is searched as a whole and nothing is sorted."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from l4e_sdk._botocore_data import ServiceDescription
from l4e_sdk.local import EngineSettings, LocalEngine
from l4e_sdk.local.store.descriptions import (
    StoredDataset,
    StoredInferenceEvent,
    StoredInferenceExecution,
    StoredInferenceScheduler,
    StoredIngestionJob,
    StoredLabel,
    StoredLabelGroup,
    StoredModel,
    StoredModelVersion,
    StoredRetrainingScheduler,
)
from l4e_sdk.shapes import SensorStatisticsSummary
from tests.conftest import boto_client
from tests.support.stored import stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from l4e_sdk.shapes import Shape

EARLY, LATE = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)
CREATED = EARLY.timestamp() + 60
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
    store.datasets.put(scope, stored(StoredDataset, dataset_arn=ARN))
    for n in range(2):
        name, arn = f"press-{n}", f"{ARN}-{n}"
        window = EARLY.timestamp() + 60 * (n + 1)
        put: dict[Any, Shape] = {
            store.datasets: stored(StoredDataset, dataset_name=name, dataset_arn=arn),
            store.ingestion_jobs: stored(
                StoredIngestionJob, job_id=f"{n}" * 32, dataset_arn=ARN, created_at=CREATED
            ),
            store.models: stored(StoredModel, model_name=name, model_arn=arn, created_at=CREATED),
            store.model_versions: stored(
                StoredModelVersion,
                model_name="press-0",
                model_version=n + 1,
                model_version_arn=arn,
                created_at=CREATED,
            ),
            store.inference_schedulers: stored(
                StoredInferenceScheduler, inference_scheduler_name=name, inference_scheduler_arn=arn
            ),
            store.inference_executions: stored(
                StoredInferenceExecution,
                inference_scheduler_name="press-0",
                data_start_time=window,
                data_end_time=window + 60,
            ),
            store.inference_events: stored(
                StoredInferenceEvent,
                inference_scheduler_name="press-0",
                event_start_time=window,
                event_end_time=window + 60,
            ),
            store.label_groups: stored(StoredLabelGroup, label_group_name=name, label_group_arn=arn),
            store.labels: stored(
                StoredLabel,
                label_group_name="press-0",
                label_id=f"label-{n}",
                start_time=window,
                end_time=window + 60,
                fault_code="leak",
                equipment="press",
            ),
            store.retraining_schedulers: stored(StoredRetrainingScheduler, model_name=name),
        }
        for shelf, description in put.items():
            shelf.put(scope, description)
    statistics = [
        SensorStatisticsSummary.from_wire({"ComponentName": "press", "SensorName": f"s{n}"}) for n in range(2)
    ]
    for n in range(2):
        store.replace_statistics(scope, f"{n}" * 32, statistics)


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
