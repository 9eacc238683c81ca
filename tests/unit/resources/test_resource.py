"""What all facades have in common: what they remember, when they ask, how they compare, print and travel."""

from __future__ import annotations

import copy
import pickle
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from l4e_sdk import ConfigurationError, Dataset, IngestionJob, Model, ResourceNotFoundException
from l4e_sdk._resources import _resource
from tests.support.service import Service
from tests.support.transport import fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

    from _typeshed import TraceFunction

CREATED = datetime(2024, 1, 1, tzinfo=UTC)
SUMMARY = {"DatasetName": "pump", "DatasetArn": "arn:pump", "Status": "ACTIVE"}
DESCRIPTION = SUMMARY | {"CreatedAt": CREATED.timestamp(), "Status": "INGESTION_IN_PROGRESS"}


@pytest.fixture
def service() -> Service:
    return Service(ListDatasets={"DatasetSummaries": [SUMMARY]}, DescribeDataset=DESCRIPTION)


@pytest.fixture
def listed(service: Service) -> Dataset:
    found = service.client.datasets.list().first()
    assert found is not None
    return found


def test_members_from_a_list_need_no_further_call(service: Service, listed: Dataset):
    assert (listed.name, listed.status, listed.dataset_arn) == ("pump", "ACTIVE", "arn:pump")
    assert service.asked == ["ListDatasets"]


def test_members_that_a_list_lacks_are_loaded(listed: Dataset):
    assert listed.created_at == CREATED


def test_the_description_is_loaded_once_even_for_members_it_lacks(service: Service, listed: Dataset):
    assert [listed.created_at, listed.role_arn, listed.server_side_kms_key_id] == [CREATED, None, None]
    assert service.asked.count("DescribeDataset") == 1


def test_a_loaded_description_replaces_the_members_of_a_list(listed: Dataset):
    assert (listed.status, listed.created_at and listed.status) == ("ACTIVE", "INGESTION_IN_PROGRESS")


def test_refresh_reads_again_and_returns_the_object(service: Service, listed: Dataset):
    assert listed.refresh() is listed
    service.answers["DescribeDataset"] = DESCRIPTION | {"Status": "ACTIVE"}
    assert [listed.status, listed.refresh().status] == ["INGESTION_IN_PROGRESS", "ACTIVE"]


@contextmanager
def between_lines(do: Callable[[], object]) -> Iterator[None]:
    """Do something before every line of facades' common code, as another thread may at any time."""

    def trace(frame: FrameType, event: str, _: object) -> TraceFunction | None:
        if frame.f_code.co_filename != _resource.__file__:
            return None
        if event == "line":
            sys.settrace(None)
            do()
            sys.settrace(trace)
        return trace

    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(None)


def test_whoever_reads_during_a_refresh_makes_no_call_of_its_own(service: Service, listed: Dataset):
    listed.refresh()
    with between_lines(lambda: listed.created_at):
        listed.refresh()
    assert service.asked.count("DescribeDataset") == 2


@pytest.mark.parametrize("line", range(1, 8))
def test_whoever_reads_during_a_change_gets_an_answer(listed: Dataset, line: int):
    lines = count(1)
    listed.refresh()
    with between_lines(lambda: next(lines) == line and listed._see(None)):
        assert listed.created_at == CREATED
    assert next(lines) > 2


@pytest.mark.parametrize("line", range(1, 8))
def test_a_reader_during_a_change_gets_a_value(listed: Dataset, line: int):
    lines = count(1)
    with between_lines(lambda: next(lines) == line and listed._see(None)):
        assert listed.dataset_arn == "arn:pump"


def test_get_refuses_what_does_not_exist():
    service = Service(DescribeDataset=fault("ResourceNotFoundException"))
    with pytest.raises(ResourceNotFoundException):
        service.client.datasets.get("pump")


def test_the_whole_description_comes_as_plain_data(listed: Dataset):
    assert listed.to_dict()["created_at"] == CREATED


def test_the_whole_description_comes_in_the_services_spelling(listed: Dataset):
    assert listed.to_dict(wire=True) == DESCRIPTION


def test_two_of_one_name_and_client_are_equal(service: Service):
    assert Dataset(service.client, "pump") == Dataset(service.client, "pump")
    assert len({Dataset(service.client, "pump"), Dataset(service.client, "pump")}) == 1


def test_another_name_another_client_or_another_kind_is_not_equal(service: Service):
    one = Dataset(service.client, "pump")
    others = [
        Dataset(service.client, "fan"),
        Dataset(Service().client, "pump"),
        Model(service.client, "pump"),
        "pump",
    ]
    assert [one == other for other in others] == [False] * 4


def test_printing_shows_name_and_status_and_asks_nothing(service: Service, listed: Dataset):
    assert repr(listed) == "<Dataset 'pump' ACTIVE>"
    assert repr(Dataset(service.client, "fan")) == "<Dataset 'fan'>"
    assert service.asked == ["ListDatasets"]


def test_a_notebook_shows_what_was_seen_and_nothing_as_markup(service: Service):
    dataset = Dataset(service.client, "<b>", service.client.list_datasets().dataset_summaries[0])
    shown = dataset._repr_html_()
    assert "<td>arn:pump</td>" in shown
    assert "<b>" not in shown


def test_a_notebook_shows_long_values_cut_short(service: Service):
    service.answers["DescribeDataset"] = {"Schema": "x" * 1000}
    assert len(service.client.datasets.get("pump")._repr_html_()) < 500


def test_pickling_keeps_what_was_seen_and_leaves_the_client(listed: Dataset):
    copied = pickle.loads(pickle.dumps(listed))
    assert (copied.name, copied.status, copied._client) == ("pump", "ACTIVE", None)


def test_without_a_client_a_call_says_how_to_get_one(listed: Dataset):
    copied = pickle.loads(pickle.dumps(listed))
    with pytest.raises(ConfigurationError, match=r"bind\(client\)"):
        _ = copied.created_at


def test_binding_gives_a_client_again(service: Service, listed: Dataset):
    copied = pickle.loads(pickle.dumps(listed)).bind(service.client)
    assert copied == listed
    assert copied.created_at == CREATED


@pytest.mark.parametrize("make", [copy.copy, copy.deepcopy])
def test_a_copy_has_the_same_client(make, listed: Dataset):
    assert make(listed) == listed


def test_a_copy_is_refreshed_alone(service: Service, listed: Dataset):
    copied = copy.copy(listed)
    copied.refresh()
    assert (copied.status, listed.status) == ("INGESTION_IN_PROGRESS", "ACTIVE")


def test_a_wait_ends_with_the_description_that_ended_it(service: Service):
    answers = iter([{"Status": "IN_PROGRESS"}, {"Status": "SUCCESS", "IngestedDataSize": 5}])
    service.answers["DescribeDataIngestionJob"] = lambda _: next(answers)
    job = IngestionJob(service.client, "ab12")
    assert job.wait(poll=timedelta(milliseconds=1)) is job
    assert (job.ingested_data_size, service.asked.count("DescribeDataIngestionJob")) == (5, 2)


def test_a_wait_names_the_resource_to_who_watches(service: Service):
    service.answers["DescribeDataIngestionJob"] = {"Status": "SUCCESS"}
    seen = []
    IngestionJob(service.client, "ab12").wait(on_poll=seen.append)
    assert [event.what for event in seen] == ["ingestion job 'ab12'"]


def test_a_wait_for_deletion_ends_when_the_name_is_unknown(service: Service):
    service.answers["DescribeDataset"] = fault("ResourceNotFoundException")
    Dataset(service.client, "pump").wait_deleted()
    assert service.asked == ["DescribeDataset"]
