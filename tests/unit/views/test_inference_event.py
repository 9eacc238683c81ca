"""Events that inference found."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.views import InferenceEvent

TEXT = '[{"name": "pump\\\\rpm", "value": 0.25}, {"name": "pump\\\\heat", "value": 0.75}]'


def test_the_services_text_becomes_shares():
    event = InferenceEvent(diagnostics=TEXT, event_duration_in_seconds=600)
    assert ([each.value for each in event.contributions], event.duration) == (
        [0.25, 0.75],
        timedelta(minutes=10),
    )
    assert event.top(1)[0].sensor == "heat"


def test_an_event_without_a_text_has_no_shares_and_may_have_no_length():
    assert (InferenceEvent().contributions, InferenceEvent().duration) == ((), None)


@pytest.mark.parametrize("text", ["{", "5", "[5]", '[{"value": "much"}]'])
def test_a_text_that_cannot_be_read_is_refused(text: str):
    with pytest.raises(UnreadableDocumentError, match="Diagnostics of an event"):
        _ = InferenceEvent(diagnostics=text).contributions


def test_shares_that_were_read_change_nothing_else():
    event, other = InferenceEvent(diagnostics=TEXT), InferenceEvent(diagnostics=TEXT)
    assert len(event.contributions) == 2
    assert (event, event.to_dict()) == (other, {"diagnostics": TEXT})
    assert pickle.loads(pickle.dumps(event)) == event
