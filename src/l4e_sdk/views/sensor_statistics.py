"""The statistics of one sensor, with a grade (service/ingestion#sensor-statistics)."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from l4e_sdk.shapes.enums import Monotonicity, StatisticalIssueStatus
from l4e_sdk.shapes.ingestion import SensorStatisticsSummary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.shapes.ingestion import (
        CategoricalValues,
        CountPercent,
        LargeTimestampGaps,
        MonotonicValues,
        MultipleOperatingModes,
    )

_LEAST_SPAN = timedelta(days=14)  # a shorter range cannot train a model (service/limits#training)
_MOST_MISSING = 10.0  # percent


class SensorGrade(StrEnum):
    """The suitability of a sensor's data for training."""

    HIGH = "HIGH"
    """No issue was found."""
    MEDIUM = "MEDIUM"
    """Usable, but check the issues."""
    LOW = "LOW"
    """Probably useless or harmful for training."""


class SensorStatistics(SensorStatisticsSummary):
    """The statistics that ingestion computed for one sensor. ``grade`` and ``issues`` summarize them.

    The service reports numbers only. The grade follows the rules of AWS's console.
    """

    @property
    def grade(self) -> SensorGrade:
        """The grade of the worst issue."""
        grades = {grade for grade, _ in self._findings()}
        return next(
            (grade for grade in (SensorGrade.LOW, SensorGrade.MEDIUM) if grade in grades), SensorGrade.HIGH
        )

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues in words; empty if there are none."""
        return tuple(words for _, words in self._findings())

    @property
    def has_issue(self) -> bool:
        """Whether there are issues."""
        return bool(self.issues)

    def _findings(self) -> Iterator[tuple[SensorGrade, str]]:
        yield from ((SensorGrade.LOW, words) for words in self._grave())
        yield from ((SensorGrade.MEDIUM, words) for words in self._odd())

    def _grave(self) -> Iterator[str]:
        if self.data_exists is False:
            yield "no data"
        elif self.data_start_time and self.data_end_time:
            span = self.data_end_time - self.data_start_time
            if span < _LEAST_SPAN:
                yield f"only {span.days} days of data"
        if _found(self.monotonic_values) and not self._is_static:
            yield f"monotonic: {self._monotonicity}"

    def _odd(self) -> Iterator[str]:
        if _found(self.monotonic_values) and self._is_static:
            yield "nearly constant"
        if _found(self.large_timestamp_gaps):
            yield f"gaps of up to {self._longest_gap} days"
        if _found(self.multiple_operating_modes):
            yield "several operating modes"
        if _found(self.categorical_values):
            yield "looks like a category"
        missing = self.missing_values.percentage if self.missing_values else None
        if missing and missing > _MOST_MISSING:
            yield f"{missing:.0f} % of values missing"
        if count := _count(self.invalid_values):
            yield f"{count} values are not numbers"
        if count := _count(self.duplicate_timestamps):
            yield f"{count} repeated timestamps"

    @property
    def _monotonicity(self) -> Monotonicity | None:
        return self.monotonic_values.monotonicity if self.monotonic_values else None

    @property
    def _is_static(self) -> bool:
        return self._monotonicity == Monotonicity.STATIC

    @property
    def _longest_gap(self) -> int | None:
        return self.large_timestamp_gaps.max_timestamp_gap_in_days if self.large_timestamp_gaps else None


def _found(
    check: CategoricalValues | LargeTimestampGaps | MonotonicValues | MultipleOperatingModes | None,
) -> bool:
    return check is not None and check.status == StatisticalIssueStatus.POTENTIAL_ISSUE_DETECTED


def _count(affected: CountPercent | None) -> int:
    return (affected.count if affected else None) or 0
