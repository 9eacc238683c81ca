"""Inference schedulers: from live files to judged rows."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk import (
    InferenceScheduler,
    InvalidValueError,
    L4EError,
    LookoutEquipment,
    ResourceNotFoundException,
    UnreadableDocumentError,
)
from l4e_sdk.shapes import InferenceExecutionSummary
from l4e_sdk.views import DriftStatus
from tests.support.press import COMPONENT, NOW, csv
from tests.support.service import Service

WINDOW = timedelta(hours=1)


@pytest.fixture
def live(trained: LookoutEquipment) -> InferenceScheduler:
    """A scheduler that has looked at six hours, in the second half of which the oil was hot."""
    scheduler = trained.models.get("press").create_inference_scheduler(
        "live",
        data_upload_frequency=WINDOW,
        data_input_configuration={
            "s3_input_configuration": {"bucket": "plant", "prefix": "in/"},
            "inference_input_name_configuration": {"timestamp_format": "yyyyMMddHHmmss"},
        },
        data_output_configuration="s3://plant/out/",
        tags={"site": "north"},
    )
    scheduler.wait()
    for step in range(6):
        moment = NOW + step * WINDOW
        rows = csv([moment + WINDOW], heat=40 if step > 2 else 0)
        trained.objects.put("plant", f"in/{COMPONENT}-{moment:%Y%m%d%H%M%S}.csv", rows)
    trained.clock.advance(6 * WINDOW)
    return scheduler


def test_runs_are_listed_newest_first(live: InferenceScheduler):
    starts = [run.data_start_time for run in live.executions(status="SUCCESS")]
    assert starts == [NOW + step * WINDOW for step in range(5, -1, -1)]


def test_results_are_rows_oldest_first(live: InferenceScheduler):
    assert [(row.timestamp - NOW) // WINDOW for row in live.results()] == [1, 2, 3, 4, 5, 6]


def test_results_tell_normal_from_abnormal_and_why(live: InferenceScheduler):
    rows = list(live.results())
    assert [row.is_anomalous for row in rows] == [False] * 3 + [True] * 3
    assert rows[-1].top(1)[0].sensor == "oil_temp"


def test_results_have_exactly_the_rows_of_a_span(live: InferenceScheduler):
    rows = live.results(since=NOW + 2 * WINDOW, until=NOW + 4 * WINDOW)
    assert [(row.timestamp - NOW) // WINDOW for row in rows] == [2, 3]


def test_results_go_back_from_the_clocks_time(live: InferenceScheduler):
    assert [(row.timestamp - NOW) // WINDOW for row in live.results(since=1.5 * WINDOW)] == [5, 6]


def test_results_of_chosen_runs_come_in_their_order(live: InferenceScheduler):
    runs = live.executions().to_list(limit=2)
    assert [(row.timestamp - NOW) // WINDOW for row in live.results(executions=runs)] == [6, 5]


@pytest.mark.parametrize("name", ["since", "until"])
def test_a_span_without_a_zone_is_refused(live: InferenceScheduler, name: str):
    with pytest.raises(InvalidValueError, match=f"{name} is 2024-02-05T00:00:00, which has no time zone"):
        live.results(**{name: NOW.replace(tzinfo=None)})


def test_a_result_file_that_is_gone_is_named(client: LookoutEquipment):
    run = InferenceExecutionSummary(customer_result_object={"bucket": "plant", "key": "out/x/results.jsonl"})
    rows = InferenceScheduler(client, "live").results(executions=[run])
    with pytest.raises(L4EError, match=r"s3://plant/out/x/results\.jsonl cannot be read"):
        list(rows)


def test_events_have_a_span_and_shares(live: InferenceScheduler):
    event = live.events(NOW, NOW + 7 * WINDOW).first()
    assert (event.start, event.end, event.duration) == (
        NOW + 4 * WINDOW,
        NOW + 6 * WINDOW,
        2 * WINDOW,
    )
    assert event.top(1)[0].name == "press-07\\oil_temp"


def test_events_keep_the_services_text(live: InferenceScheduler):
    event = live.events(NOW, NOW + 7 * WINDOW).first()
    assert [each.value for each in event.diagnostics] == [
        each["value"] for each in json.loads(event.summary.diagnostics)
    ]


def test_an_open_event_says_so_until_it_is_closed(live: InferenceScheduler):
    (event,) = live.events(NOW, NOW + 12 * WINDOW)
    assert event.is_open
    assert live.drift().open_event_start == event.start
    later = NOW + 20 * WINDOW  # after fourteen hours without a file
    live.client.objects.put("plant", f"in/{COMPONENT}-{later:%Y%m%d%H%M%S}.csv", csv([later + WINDOW]))
    live.client.clock.advance(14 * WINDOW)
    (event,) = live.events(NOW, NOW + 12 * WINDOW)
    assert event.is_open
    live.client.clock.advance(WINDOW)
    (event,) = live.events(NOW, NOW + 12 * WINDOW)
    assert event.is_open is False
    assert live.drift().open_event_start is None


def test_an_endpoint_elsewhere_does_not_tell_whether_an_event_is_open():
    summary = {"InferenceSchedulerName": "live", "EventStartTime": 1709251200, "EventEndTime": 1709254800}
    service = Service(ListInferenceEvents={"InferenceEventSummaries": [summary]})
    (event,) = InferenceScheduler(service.client, "live").events(NOW, NOW + WINDOW)
    assert event.is_open is None
    assert "is_open" not in event.to_dict()


def test_a_scheduler_whose_runs_fail_says_since_when_and_why(live: InferenceScheduler):
    assert live.last_run is not None
    assert live.last_run.status == "SUCCESS"
    assert live.failing_since is None
    live.client.clock.advance(3 * WINDOW)  # without files
    assert live.last_run.data_end_time == NOW + 9 * WINDOW
    assert "no input file" in (live.last_run.failed_reason or "")
    assert live.failing_since == NOW + 6 * WINDOW
    assert live.refresh().latest_inference_result is None


def test_a_scheduler_that_never_judged_fails_since_it_was_created(trained: LookoutEquipment):
    scheduler = trained.models.get("press").create_inference_scheduler(
        "live",
        data_upload_frequency=WINDOW,
        data_input_configuration="s3://plant/in/",
        data_output_configuration="s3://plant/out/",
    )
    scheduler.wait()
    assert scheduler.last_run is None
    assert scheduler.failing_since is None
    trained.clock.advance(WINDOW)
    assert scheduler.failing_since == scheduler.created_at


def test_drift_is_not_known_in_the_first_week(live: InferenceScheduler):
    drift = live.drift()
    assert (drift.status, drift.since, drift.model_version) == (DriftStatus.UNKNOWN, NOW + WINDOW, 1)
    assert not drift.regime_changed
    assert "too few rows" in drift.reason


def test_drift_is_that_of_this_scheduler(live: InferenceScheduler):
    told = live.drift().to_dict(wire=True) | {"status": "REGIME_CHANGED"}
    live.client.objects.put("plant", "out/drift.json", json.dumps(told).encode())
    assert live.drift().regime_changed
    other = {**told, "inference_scheduler_arn": f"{live.inference_scheduler_arn}-before"}
    live.client.objects.put("plant", "out/drift.json", json.dumps(other).encode())
    assert live.drift() is None


def test_drift_is_none_where_nothing_tells_it(live: InferenceScheduler):
    live.update(data_output_configuration="s3://plant/elsewhere/")
    assert live.drift() is None


def test_a_drift_object_that_is_something_else_is_refused(live: InferenceScheduler):
    live.client.objects.put("plant", "out/drift.json", b"[]")
    with pytest.raises(UnreadableDocumentError):
        live.drift()


def test_the_model_lists_its_schedulers(live: InferenceScheduler):
    assert live.client.models.get("press").inference_schedulers().to_list() == [live]


def test_tags_are_a_mapping(live: InferenceScheduler):
    assert dict(live.tags) == {"site": "north"}


def test_a_change_is_seen(live: InferenceScheduler):
    assert live.update(data_delay_offset_in_minutes=timedelta(minutes=5)).data_delay_offset_in_minutes == 5


def test_a_deleted_scheduler_is_gone(live: InferenceScheduler):
    live.stop().wait()
    live.delete()
    live.wait_deleted()
    with pytest.raises(ResourceNotFoundException):
        live.refresh()


def test_a_service_needs_a_role():
    with pytest.raises(InvalidValueError, match="role_arn is missing"):
        Service().client.inference_schedulers.create(
            "live",
            model="press",
            data_upload_frequency="PT5M",
            data_input_configuration="s3://plant/in/",
            data_output_configuration="s3://plant/out/",
        )


def test_filters_of_runs_are_sent():
    service = Service()
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    InferenceScheduler(service.client, "live").executions(
        data_start_time_after=moment,
        data_end_time_before=moment,
        status="FAILED",
        page_size=3,
        start_token="t",
    ).to_list()
    assert service.sent("ListInferenceExecutions") == [
        {
            "InferenceSchedulerName": "live",
            "DataStartTimeAfter": moment.timestamp(),
            "DataEndTimeBefore": moment.timestamp(),
            "Status": "FAILED",
            "MaxResults": 3,
            "NextToken": "t",
        }
    ]
