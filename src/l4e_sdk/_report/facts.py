"""Everything that a report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk._report.training_facts import TrainingFacts
    from l4e_sdk.shapes import DescribeModelVersionResponse, LabelSummary
    from l4e_sdk.views import ModelMetrics, Notice, SensorStatistics


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One number of two versions; None where a version does not have it."""

    name: str
    first: float | None
    second: float | None
    better: Literal["first", "second"] | None
    """The version with the better value; None if neither is better, or if the values cannot be compared."""


@dataclass(frozen=True, slots=True)
class PriorVersion:
    """The previous version, compared with this one."""

    name: str
    """The name of the version in the report."""
    is_like_for_like: bool
    """Whether both were evaluated on the same rows."""
    figures: tuple[ComparedFigure, ...]
    """The version before is the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFacts:
    """Everything that a report is made of."""

    version: DescribeModelVersionResponse
    made_at: datetime
    is_active: bool = False
    metrics: ModelMetrics | None = None
    """The evaluation; None without an evaluation range."""
    prior: PriorVersion | None = None
    sensors: tuple[SensorStatistics, ...] = ()
    labels: tuple[LabelSummary, ...] = ()
    """The labels of the version's label group, if it has one."""
    notices: tuple[Notice, ...] | None = None
    """The notices of the training; None if the endpoint does not report them."""
    training: TrainingFacts | None = None
    """The facts that only the training knows."""
    missing: tuple[str, ...] = ()
    """The missing parts, each with the reason in a sentence."""
