"""The statistics of each sensor of a dataset (service/ingestion#sensor-statistics)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from l4e_sdk.local.timeseries.instants import aware
from l4e_sdk.local.timeseries.modes import has_several_modes
from l4e_sdk.shapes.common import (
    DataQualitySummary,
    DuplicateTimestamps,
    InsufficientSensorData,
    InvalidSensorData,
    MissingCompleteSensorData,
    MissingSensorData,
    SensorsWithShortDateRange,
    UnsupportedTimestamps,
)
from l4e_sdk.shapes.enums import Monotonicity, StatisticalIssueStatus
from l4e_sdk.shapes.ingestion import (
    CategoricalValues,
    CountPercent,
    LargeTimestampGaps,
    MonotonicValues,
    MultipleOperatingModes,
    SensorStatisticsSummary,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_ISSUE: Final = StatisticalIssueStatus.POTENTIAL_ISSUE_DETECTED
_NO_ISSUE: Final = StatisticalIssueStatus.NO_ISSUE_DETECTED
_SHORT_RANGE: Final = timedelta(days=14)
_LARGE_GAP: Final = np.timedelta64(30, "D")
_CATEGORIES: Final = 10
_ONE_DIRECTION: Final = 0.99
_STATIC_RANGE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts for a sensor, from reading its files."""

    rows: int = 0
    """Rows with a supported timestamp."""
    unsupported: int = 0
    """Rows without one."""
    duplicates: int = 0
    """Rows whose timestamp was there before."""
    missing: int = 0
    """Empty cells in `rows`."""
    invalid: int = 0
    """The number of cells in `rows` that are not numbers."""

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.rows + other.rows,
            self.unsupported + other.unsupported,
            self.duplicates + other.duplicates,
            self.missing + other.missing,
            self.invalid + other.invalid,
        )


def sensor_statistics(
    component: str, sensor: str, times: NDArray[np.datetime64], values: NDArray[np.float64], counts: Counts
) -> SensorStatisticsSummary:
    """Return the statistics of one sensor.

    Percentages run from 0 to 100: of all rows for unsupported timestamps, of the rows with a timestamp for the rest.
    An issue that was not found has a status and nothing else, as in the service's answers.

    Args:
        component: the name of the component.
        sensor: the name of the sensor.
        times: the timestamps of the readings, ascending.
        values: the readings, without gaps.
        counts: the counts from reading the files.
    """
    exists, categories = len(values) > 0, _categories(values)
    return SensorStatisticsSummary(
        component_name=component,
        sensor_name=sensor,
        data_exists=exists,
        missing_values=_share(counts.missing, counts.rows),
        invalid_values=_share(counts.invalid, counts.rows),
        invalid_date_entries=_share(counts.unsupported, counts.rows + counts.unsupported),
        duplicate_timestamps=_share(counts.duplicates, counts.rows),
        categorical_values=_categorical(categories),
        multiple_operating_modes=_operating_modes(values, categories),
        large_timestamp_gaps=_large_gaps(times),
        monotonic_values=_monotonic(values),
        **({"data_start_time": aware(times[0]), "data_end_time": aware(times[-1])} if exists else {}),
    )


def quality_summary(
    statistics: Sequence[SensorStatisticsSummary], *, unsupported: int, duplicates: int
) -> DataQualitySummary:
    """Sum up a dataset.

    Args:
        statistics: of all its sensors.
        unsupported: rows in its files whose timestamp could not be read.
        duplicates: rows in its files whose timestamp was there before.
    """
    missing = [_count(one.missing_values) for one in statistics]
    invalid = [_count(one.invalid_values) for one in statistics]
    return DataQualitySummary(
        insufficient_sensor_data=InsufficientSensorData(
            missing_complete_sensor_data=MissingCompleteSensorData(
                affected_sensor_count=sum(not one.data_exists for one in statistics)
            ),
            sensors_with_short_date_range=SensorsWithShortDateRange(
                affected_sensor_count=sum(_is_short(one) for one in statistics)
            ),
        ),
        missing_sensor_data=MissingSensorData(
            affected_sensor_count=sum(count > 0 for count in missing),
            total_number_of_missing_values=sum(missing),
        ),
        invalid_sensor_data=InvalidSensorData(
            affected_sensor_count=sum(count > 0 for count in invalid),
            total_number_of_invalid_values=sum(invalid),
        ),
        unsupported_timestamps=UnsupportedTimestamps(total_number_of_unsupported_timestamps=unsupported),
        duplicate_timestamps=DuplicateTimestamps(total_number_of_duplicate_timestamps=duplicates),
    )


def _share(count: int, total: int) -> CountPercent:
    return CountPercent(count=count, percentage=100 * count / total if total else 0.0)


def _count(share: CountPercent | None) -> int:
    return (share.count or 0) if share else 0


def _is_short(one: SensorStatisticsSummary) -> bool:
    first, last = one.data_start_time, one.data_end_time
    return first is not None and last is not None and last - first < _SHORT_RANGE


def _categories(values: NDArray[np.float64]) -> int | None:
    """Return the number of different values if it is small; most sensors show more in their first readings."""
    if len(np.unique(values[:1000])) > _CATEGORIES:
        return None
    found = len(np.unique(values))
    return found if 0 < found <= _CATEGORIES else None


def _categorical(categories: int | None) -> CategoricalValues:
    if categories is None:
        return CategoricalValues(status=_NO_ISSUE)
    return CategoricalValues(status=_ISSUE, number_of_category=categories)


def _operating_modes(values: NDArray[np.float64], categories: int | None) -> MultipleOperatingModes:
    # A density says nothing about a handful of different values; such a sensor is reported as categorical.
    several = len(values) > 0 and categories is None and has_several_modes(values)
    return MultipleOperatingModes(status=_ISSUE if several else _NO_ISSUE)


def _large_gaps(times: NDArray[np.datetime64]) -> LargeTimestampGaps:
    gaps = np.diff(times)
    large = gaps[gaps > _LARGE_GAP]
    if not len(large):
        return LargeTimestampGaps(status=_NO_ISSUE)
    days = int(large.max() / np.timedelta64(1, "D"))
    return LargeTimestampGaps(
        status=_ISSUE, number_of_large_timestamp_gaps=len(large), max_timestamp_gap_in_days=days
    )


def _monotonic(values: NDArray[np.float64]) -> MonotonicValues:
    direction = _direction(values) if len(values) else None
    return (
        MonotonicValues(status=_NO_ISSUE)
        if direction is None
        else MonotonicValues(status=_ISSUE, monotonicity=direction)
    )


def _direction(values: NDArray[np.float64]) -> Monotonicity | None:
    low, high = values.min(), values.max()
    with np.errstate(over="ignore"):  # a range beyond all numbers is a wide one
        extent = high - low
    if extent <= _STATIC_RANGE * max(abs(low), abs(high)):
        return Monotonicity.STATIC
    # A comparison instead of a subtraction, because the step from -1e308 to 1e308 is not a finite number.
    before, after = values[:-1], values[1:]
    rising, falling = np.count_nonzero(after > before), np.count_nonzero(after < before)
    if rising >= _ONE_DIRECTION * (rising + falling):
        return Monotonicity.INCREASING
    if falling >= _ONE_DIRECTION * (rising + falling):
        return Monotonicity.DECREASING
    return None
