"""What an ingestion read and found wrong, without holes."""

from __future__ import annotations

import pytest

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.shapes import DataQualitySummary, IngestedFilesSummary
from l4e_sdk.views.ingestion_summaries import DataQuality, IngestedFiles, data_quality, ingested_files

QUALITY = {
    "InsufficientSensorData": {
        "MissingCompleteSensorData": {"AffectedSensorCount": 1},
        "SensorsWithShortDateRange": {"AffectedSensorCount": 2},
    },
    "MissingSensorData": {"AffectedSensorCount": 3, "TotalNumberOfMissingValues": 4},
    "InvalidSensorData": {"AffectedSensorCount": 5, "TotalNumberOfInvalidValues": 6},
    "UnsupportedTimestamps": {"TotalNumberOfUnsupportedTimestamps": 7},
    "DuplicateTimestamps": {"TotalNumberOfDuplicateTimestamps": 8},
}
FILES = {
    "TotalNumberOfFiles": 3,
    "IngestedNumberOfFiles": 2,
    "DiscardedFiles": [{"Bucket": "plant", "Key": "train/a.csv"}],
}


def test_quality_has_every_count():
    quality = DataQuality.of(DataQualitySummary.from_wire(QUALITY))
    assert quality.to_dict(wire=True) == QUALITY
    assert quality.missing_sensor_data.total_number_of_missing_values == 4


def test_files_are_counted_and_the_discarded_ones_named():
    files = IngestedFiles.of(IngestedFilesSummary.from_wire(FILES))
    assert files.to_dict(wire=True) == FILES
    assert [each.key for each in files.discarded_files] == ["train/a.csv"]


def test_members_that_are_not_known_are_kept():
    files = IngestedFiles.of(IngestedFilesSummary.from_wire(FILES | {"Skipped": 1}))
    assert files.to_dict(wire=True)["Skipped"] == 1


@pytest.mark.parametrize("member", QUALITY)
def test_a_hole_is_named(member: str):
    summary = DataQualitySummary.from_wire({name: QUALITY[name] for name in QUALITY if name != member})
    with pytest.raises(
        UnreadableDocumentError, match=f"DataQualitySummary has a hole: {member}: Field required"
    ):
        DataQuality.of(summary)


def test_nothing_is_nothing():
    assert (data_quality(None), ingested_files(None)) == (None, None)
