"""Collections: they list without describing, and pass every filter on."""

from __future__ import annotations

import pytest

from tests.support.service import Service

LISTS = {
    "datasets": ("ListDatasets", "DatasetSummaries", "DatasetName", {"dataset_name_begins_with": "pump"}),
    "ingestion_jobs": (
        "ListDataIngestionJobs",
        "DataIngestionJobSummaries",
        "JobId",
        {"dataset": "pump", "status": "SUCCESS"},
    ),
    "models": (
        "ListModels",
        "ModelSummaries",
        "ModelName",
        {"status": "SUCCESS", "model_name_begins_with": "p", "dataset_name_begins_with": "d"},
    ),
    "inference_schedulers": (
        "ListInferenceSchedulers",
        "InferenceSchedulerSummaries",
        "InferenceSchedulerName",
        {"model": "pump", "inference_scheduler_name_begins_with": "p", "status": "RUNNING"},
    ),
    "retraining_schedulers": (
        "ListRetrainingSchedulers",
        "RetrainingSchedulerSummaries",
        "ModelName",
        {"model_name_begins_with": "p", "status": "RUNNING"},
    ),
    "label_groups": (
        "ListLabelGroups",
        "LabelGroupSummaries",
        "LabelGroupName",
        {"label_group_name_begins_with": "p"},
    ),
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_of_two_pages_is_two_calls(kind: str):
    operation, member, name, _ = LISTS[kind]

    def page(request: dict[str, str]) -> dict[str, object]:
        first = "NextToken" not in request
        return {member: [{name: "a1" if first else "b2"}]} | ({"NextToken": "more"} if first else {})

    service = Service(**{operation: page})
    assert [each.name for each in getattr(service.client, kind).list(page_size=1)] == ["a1", "b2"]
    assert service.asked == [operation, operation]


@pytest.mark.parametrize("kind", LISTS)
def test_filters_and_page_size_are_sent(kind: str):
    operation, _, _, filters = LISTS[kind]
    service = Service()
    assert getattr(service.client, kind).list(**filters, page_size=7, start_token="t").to_list() == []
    sent = service.sent(operation)[0]
    assert (sent.pop("MaxResults"), sent.pop("NextToken")) == (7, "t")
    assert sorted(sent.values()) == sorted(filters.values())


@pytest.mark.parametrize("kind", LISTS)
def test_a_collection_says_what_it_is(kind: str):
    client = Service().client
    name = type(getattr(client, kind)).__name__
    assert repr(getattr(client, kind)) == f"<{name} of LookoutEquipment(region_name='us-east-1')>"


@pytest.mark.parametrize("kind", LISTS)
def test_get_describes_once(kind: str):
    service = Service()
    assert getattr(service.client, kind).get("abc").name == "abc"
    assert [operation[:8] for operation in service.asked] == ["Describe"]


def test_a_facade_does_for_its_name():
    service = Service(DescribeDataset={"DatasetName": "pump"})
    service.client.ingestion_jobs.list(dataset=service.client.datasets.get("pump")).to_list()
    assert service.sent("ListDataIngestionJobs") == [{"DatasetName": "pump"}]
