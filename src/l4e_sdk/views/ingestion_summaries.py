"""The files that an ingestion read and the faults that it counted (service/ingestion#results)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.shapes._faults import in_words
from l4e_sdk.shapes._shape import Items, Shape

if TYPE_CHECKING:
    from l4e_sdk.shapes import DataQualitySummary, IngestedFilesSummary


class Complete(Shape):
    """A part of an answer with all its members."""

    @classmethod
    def of(cls, part: Shape) -> Self:
        """Parse a part of an answer.

        Raises:
            UnreadableDocumentError: the answer lacks a member that the service always sends.
        """
        try:
            return cls.model_validate(part.to_dict())
        except ValidationError as error:
            raise UnreadableDocumentError(f"{type(part).__name__} has a hole: {in_words(error)}.") from error


class AffectedSensors(Complete):
    """A number of affected sensors."""

    affected_sensor_count: int
    """Number of sensors."""


class MissingData(AffectedSensors):
    """Values that are missing."""

    total_number_of_missing_values: int
    """Number of values."""


class InvalidData(AffectedSensors):
    """Values that are not numbers."""

    total_number_of_invalid_values: int
    """Number of values."""


class InsufficientData(Complete):
    """Sensors with too little data."""

    missing_complete_sensor_data: AffectedSensors
    """Sensors without any usable value."""
    sensors_with_short_date_range: AffectedSensors
    """Sensors with less than 14 days of data."""


class UnreadableTimes(Complete):
    """Rows whose timestamp cannot be read."""

    total_number_of_unsupported_timestamps: int
    """Number of rows."""


class RepeatedTimes(Complete):
    """Rows whose timestamp occurred before."""

    total_number_of_duplicate_timestamps: int
    """Number of rows."""


class DataQuality(Complete):
    """The faults of ingested data, counted over all sensors."""

    insufficient_sensor_data: InsufficientData
    """Sensors with too little data."""
    missing_sensor_data: MissingData
    """Values that are missing."""
    invalid_sensor_data: InvalidData
    """Values that are not numbers."""
    unsupported_timestamps: UnreadableTimes
    """Rows whose timestamp cannot be read."""
    duplicate_timestamps: RepeatedTimes
    """Rows whose timestamp occurred before."""


class DiscardedFile(Complete):
    """A file that ingestion skipped because it is not usable."""

    bucket: str
    """Name of the bucket."""
    key: str
    """Key of the file in its bucket."""


class IngestedFiles(Complete):
    """The number of files that were read, and the files that were skipped."""

    total_number_of_files: int
    """The number of files that were found."""
    ingested_number_of_files: int
    """The number of files that were read."""
    discarded_files: Items[DiscardedFile] = ()
    """The files that were skipped."""


def data_quality(summary: DataQualitySummary | None) -> DataQuality | None:
    """Return the counts of a summary, or None without a summary.

    Raises:
        UnreadableDocumentError: the answer lacks a member that the service always sends.
    """
    return None if summary is None else DataQuality.of(summary)


def ingested_files(summary: IngestedFilesSummary | None) -> IngestedFiles | None:
    """Return the files of a summary, or None without a summary.

    Raises:
        UnreadableDocumentError: the answer lacks a member that the service always sends.
    """
    return None if summary is None else IngestedFiles.of(summary)
