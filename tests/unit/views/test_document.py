"""Documents: read leniently, kept whole, written as they were."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.shapes import SensorStatisticsSummary
from l4e_sdk.views import LabeledRange, ModelMetrics, SensorStatistics
from l4e_sdk.views._document import extended

START = "2023-09-03T00:00:00.000000"


def test_a_time_without_a_zone_means_utc():
    assert LabeledRange.parse(f'{{"start": "{START}", "end": "{START}"}}').start == datetime(
        2023, 9, 3, tzinfo=UTC
    )


@pytest.mark.parametrize("text", ["2023-09-03T05:30:00+05:30", "2023-09-03T00:00:00Z"])
def test_a_time_with_a_zone_is_converted(text: str):
    read = LabeledRange.parse(f'{{"start": "{text}", "end": "{text}"}}').start
    assert (read, read.tzinfo) == (datetime(2023, 9, 3, tzinfo=UTC), UTC)


def test_unknown_members_are_kept():
    assert ModelMetrics.parse(b'{"colour": "red"}').to_dict() == {"colour": "red"}


def test_a_document_is_written_as_it_was_read():
    assert ModelMetrics.parse(f'{{"data_start_time": "{START}"}}').to_dict(wire=True) == {
        "data_start_time": START
    }


@pytest.mark.parametrize("text", ["", "[]", "{", '{"start": "soon"}'])
def test_a_text_in_another_format_is_refused(text: str):
    with pytest.raises(UnreadableDocumentError, match="LabeledRange cannot be read"):
        LabeledRange.parse(text)


def test_a_shape_with_behaviour_says_the_same():
    plain = SensorStatisticsSummary.from_wire({"SensorName": "rpm", "Colour": "red"})
    assert extended(SensorStatistics, plain).to_dict(wire=True) == plain.to_dict(wire=True)
