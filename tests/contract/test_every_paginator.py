"""Every paginator over the engine: as boto3's own, which ``install`` brings, and as the pagers of the client."""

# boto3 makes the methods of a client at run time.
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name

import l4e_sdk as l4e
from l4e_sdk._botocore_data import catalogue
from tests import plant
from tests.support.factory import Factory
from tests.support.findings import FROZEN, SUSPECT, write_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from l4e_sdk import Pager

NAMES = ("press", "pump", "saw")
SPAN = (datetime(2024, 2, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC))
FAULTY_HOURS = {day + hour for day in (0, 24, 48) for hour in (6, 7, 8)}


@dataclass(frozen=True)
class Listing:
    """One list: how boto3 asks for it, where its items are and what they are called, and the pager of it."""

    operation: str
    result: str
    key: str
    pager: Callable[..., Pager[Any]] | None
    attribute: str
    members: dict[str, Any]

    def __str__(self) -> str:
        return self.operation


def listing(
    operation: str, keys: str, pager: Callable[..., Pager[Any]] | None, attribute: str, **members: Any
) -> Listing:
    """Return a list, given its result and the name of its items as ``Result[].Name``."""
    result, _, key = keys.partition("[].")
    return Listing(operation, result, key, pager, attribute, members)


LISTINGS = [
    listing(
        "ListDataIngestionJobs",
        "DataIngestionJobSummaries[].JobId",
        lambda client, **options: client.ingestion_jobs.list(**options),
        "name",
    ),
    listing(
        "ListDatasets",
        "DatasetSummaries[].DatasetName",
        lambda client, **options: client.datasets.list(**options),
        "name",
    ),
    listing(
        "ListInferenceEvents",
        "InferenceEventSummaries[].EventStartTime",
        lambda client, **options: l4e.InferenceScheduler(client, "press").events(*SPAN, **options),
        "start",
        InferenceSchedulerName="press",
        IntervalStartTime=SPAN[0],
        IntervalEndTime=SPAN[1],
    ),
    listing(
        "ListInferenceExecutions",
        "InferenceExecutionSummaries[].DataStartTime",
        lambda client, **options: l4e.InferenceScheduler(client, "press").executions(**options),
        "data_start_time",
        InferenceSchedulerName="press",
    ),
    listing(
        "ListInferenceSchedulers",
        "InferenceSchedulerSummaries[].InferenceSchedulerName",
        lambda client, **options: client.inference_schedulers.list(**options),
        "name",
    ),
    listing(
        "ListLabelGroups",
        "LabelGroupSummaries[].LabelGroupName",
        lambda client, **options: client.label_groups.list(**options),
        "name",
    ),
    listing(
        "ListLabels",
        "LabelSummaries[].LabelId",
        lambda client, **options: l4e.LabelGroup(client, "press").labels(**options),
        "label_id",
        LabelGroupName="press",
    ),
    listing(
        "ListModelVersions",
        "ModelVersionSummaries[].ModelVersion",
        lambda client, **options: l4e.Model(client, "press").versions(**options),
        "version",
        ModelName="press",
    ),
    listing(
        "ListModels",
        "ModelSummaries[].ModelName",
        lambda client, **options: client.models.list(**options),
        "name",
    ),
    listing(
        "ListNotices",
        "NoticeSummaries[].StartTime",
        None,  # a version has all its notices in one tuple
        "start",
        ModelName="press",
    ),
    listing(
        "ListRetrainingSchedulers",
        "RetrainingSchedulerSummaries[].ModelName",
        lambda client, **options: client.retraining_schedulers.list(**options),
        "name",
    ),
    listing(
        "ListSensorStatistics",
        "SensorStatisticsSummaries[].SensorName",
        lambda client, **options: l4e.Dataset(client, "press").sensor_statistics(**options),
        "sensor_name",
        DatasetName="press",
    ),
    listing(
        "ListSuspectPeriods",
        "SuspectPeriodSummaries[].StartTime",
        lambda client, **options: l4e.Model(client, "press").version(1).suspect_periods(**options),
        "start",
        ModelName="press",
    ),
]
EVERY = pytest.mark.parametrize("listing", LISTINGS, ids=str)
EVERY_PAGER = pytest.mark.parametrize("listing", [each for each in LISTINGS if each.pager], ids=str)


@pytest.fixture(scope="module")
def factory(door: str) -> Iterator[Factory]:
    """Return a factory with at least three of everything that is listed."""
    with Factory() as running:
        for name in NAMES:
            running.ingest(name)
        running.work()
        for name in NAMES:
            running.train(name)
            running.boto.create_label_group(LabelGroupName=name)
        running.work()
        for name in NAMES:
            running.label("press", day=2 + len(name))
            running.retrain(name)
        running.work()
        running.infer("press", "press")
        for hour in range(1, 61):
            end = running.clock.now() + timedelta(hours=hour)
            plant.upload_window(running.engine, end, faulty=hour in FAULTY_HOURS)
        running.clock.advance("PT60H")
        for name in NAMES[1:]:
            running.infer(name, name)
        arn = running.boto.describe_model_version(ModelName="pump", ModelVersion=1)["ModelVersionArn"]
        for _ in range(2):
            running.boto.import_model_version(
                SourceModelVersionArn=arn, ModelName="press", DatasetName="press"
            )
        days = [
            {"start": f"2024-01-0{day}T00:00:00Z", "end": f"2024-01-0{day}T06:00:00Z"} for day in (2, 4, 6)
        ]
        write_findings(
            running.engine,
            running.boto.describe_model(ModelName="press")["ModelArn"],
            notices=[FROZEN | span for span in days],
            suspects=[SUSPECT | span for span in days],
        )
        yield running


def test_every_list_that_comes_in_pages_is_here() -> None:
    described = catalogue()
    paged = {name for name in described.operations if "NextToken" in described.input_of(name).members}
    assert {each.operation for each in LISTINGS} == paged
    assert len(paged) == 13


@pytest.fixture
def expected(factory: Factory, listing: Listing) -> list[Any]:
    """Return what is in a list, by one plain call."""
    answer = getattr(factory.boto_of(listing.operation), xform_name(listing.operation))(
        **listing.members, MaxResults=500
    )
    assert "NextToken" not in answer
    found = [item[listing.key] for item in answer[listing.result]]
    assert len(found) == len(set(found)) >= 3
    return found


@EVERY
class TestPlainBoto3:
    """The paginators of a client whose session ``install`` was given."""

    def pages(self, factory: Factory, listing: Listing, **config: Any) -> Any:
        paginator = factory.boto_of(listing.operation).get_paginator(xform_name(listing.operation))
        return paginator.paginate(**listing.members, PaginationConfig=config)

    def test_pages_are_cut_by_size(self, factory: Factory, listing: Listing, expected: list[Any]) -> None:
        sizes = [len(page[listing.result]) for page in self.pages(factory, listing, PageSize=2)]
        assert sizes == [2] * (len(expected) // 2) + [1] * (len(expected) % 2)

    def test_pages_have_everything_in_order(
        self, factory: Factory, listing: Listing, expected: list[Any]
    ) -> None:
        found = self.pages(factory, listing, PageSize=2).search(f"{listing.result}[].{listing.key}")
        assert list(found) == expected

    def test_a_list_goes_on_where_it_was_left(
        self, factory: Factory, listing: Listing, expected: list[Any]
    ) -> None:
        first = self.pages(factory, listing, PageSize=2, MaxItems=1).build_full_result()
        rest = self.pages(factory, listing, PageSize=2, StartingToken=first["NextToken"]).build_full_result()
        found = [item[listing.key] for item in (*first[listing.result], *rest[listing.result])]
        assert found == expected


@EVERY_PAGER
class TestPagers:
    """The pagers of collections and facades."""

    def pager(self, factory: Factory, listing: Listing, **options: Any) -> Pager[Any]:
        assert listing.pager is not None
        return listing.pager(factory.client, **options)

    def names(self, items: Any, listing: Listing) -> list[Any]:
        return [getattr(item, listing.attribute) for item in items]

    def test_pages_are_cut_by_size(self, factory: Factory, listing: Listing, expected: list[Any]) -> None:
        sizes = [len(page.items) for page in self.pager(factory, listing, page_size=2).pages()]
        assert sizes == [2] * (len(expected) // 2) + [1] * (len(expected) % 2)

    def test_pages_have_everything_in_order(
        self, factory: Factory, listing: Listing, expected: list[Any]
    ) -> None:
        assert self.names(self.pager(factory, listing, page_size=2), listing) == expected

    def test_a_list_goes_on_where_it_was_left(
        self, factory: Factory, listing: Listing, expected: list[Any]
    ) -> None:
        page = next(self.pager(factory, listing, page_size=2).pages())
        rest = self.pager(factory, listing, start_token=page.next_token)
        assert self.names([*page.items, *rest], listing) == expected

    def test_a_limit_ends_the_list(self, factory: Factory, listing: Listing, expected: list[Any]) -> None:
        limited = self.pager(factory, listing, page_size=2).to_list(limit=3)
        assert self.names(limited, listing) == expected[:3]

    def test_the_first_item_is_the_first(
        self, factory: Factory, listing: Listing, expected: list[Any]
    ) -> None:
        assert self.names([self.pager(factory, listing).first()], listing) == expected[:1]
