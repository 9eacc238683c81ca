"""Events that inference found."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from l4e_sdk.errors import NotAvailableError, UnreadableDocumentError
from l4e_sdk.shapes import InferenceEventSummary
from l4e_sdk.views import InferenceEvent

TEXT = '[{"name": "pump\\\\rpm", "value": 0.25}, {"name": "pump\\\\heat", "value": 0.75}]'


def event(**members: object) -> InferenceEvent:
    return InferenceEvent(InferenceEventSummary.model_construct(inference_scheduler_name="live", **members))


def test_the_services_text_becomes_shares():
    found = event(diagnostics=TEXT)
    assert [each.value for each in found.diagnostics] == [0.25, 0.75]
    assert found.top(1)[0].sensor == "heat"


def test_an_event_is_a_span():
    start = datetime(2024, 3, 1, tzinfo=UTC)
    end = start + timedelta(minutes=10)
    found = event(event_start_time=start, event_end_time=end, event_duration_in_seconds=600)
    assert (found.start, found.end, found.duration) == (start, end, timedelta(minutes=10))


@pytest.mark.parametrize("attribute", ["start", "end", "duration"])
def test_a_span_with_a_hole_is_named(attribute: str):
    with pytest.raises(NotAvailableError, match=f"inference scheduler 'live' has no {attribute}"):
        getattr(event(), attribute)


def test_an_event_without_a_text_has_no_shares():
    assert event().diagnostics == ()


@pytest.mark.parametrize("text", ["{", "5", "[5]", '[{"name": "pump", "value": "much"}]'])
def test_a_text_that_cannot_be_read_is_refused(text: str):
    with pytest.raises(UnreadableDocumentError, match="Diagnostics of an event"):
        _ = event(diagnostics=text).diagnostics


def test_shares_that_were_read_change_nothing_else():
    found, other = event(diagnostics=TEXT), event(diagnostics=TEXT)
    assert len(found.diagnostics) == 2
    assert (found, hash(found)) == (other, hash(other))
    assert found.to_dict() == {"inference_scheduler_name": "live", "diagnostics": TEXT}
    assert found.to_dict(wire=True)["InferenceSchedulerName"] == "live"
    assert pickle.loads(pickle.dumps(found)) == found
