"""Two versions of a model side by side."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

from l4e_sdk.views import ModelMetrics

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from l4e_sdk.resources.model_version import ModelVersion


@dataclass(frozen=True, slots=True)
class ComparedMetric:
    """One number of both versions; None where a version does not have it."""

    name: str
    first: float | None
    second: float | None
    more_is_better: bool | None
    """None if neither more nor less of it is better."""

    @property
    def difference(self) -> float | None:
        """The second less the first."""
        return None if self.first is None or self.second is None else self.second - self.first

    @property
    def better(self) -> Literal["first", "second"] | None:
        """Which version is better by this number; None if neither, or if it cannot be said."""
        if not self.difference or self.more_is_better is None:
            return None
        return "second" if (self.difference > 0) == self.more_is_better else "first"


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """Two versions of a model side by side.

    Examples:
        >>> model = client.models.get("press")
        >>> comparison = model.compare(1, 1)
        >>> comparison.is_like_for_like, comparison["recall"].better
        (True, None)
    """

    first: ModelVersion
    second: ModelVersion
    metrics: tuple[ComparedMetric, ...]

    @property
    def is_like_for_like(self) -> bool:
        """Whether both were evaluated on the same range; numbers of different ranges say little about the models."""
        return _range(self.first) is not None and _range(self.first) == _range(self.second)

    def __getitem__(self, name: str) -> ComparedMetric:
        """Return a metric by its name.

        Raises:
            KeyError: there is no such metric.
        """
        for metric in self.metrics:
            if metric.name == name:
                return metric
        raise KeyError(name)

    def __str__(self) -> str:
        heads = ("", *(f"version {each.version}" for each in (self.first, self.second)))
        rows = [heads, *self._rows()]
        return "\n".join(f"{name:<28}{first:>22}{second:>22}".rstrip() for name, first, second in rows)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(first)}</td><td>{escape(second)}</td></tr>"
            for name, first, second in self._rows()
        )
        heads = "".join(f"<th>version {each.version}</th>" for each in (self.first, self.second))
        return f"<table><tr><th></th>{heads}</tr>{rows}</table>"

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        yield "quality", str(self.first.quality or "-"), str(self.second.quality or "-")
        yield from ((each.name, _number(each.first), _number(each.second)) for each in self.metrics)


_MORE_IS_BETTER = {
    "precision": True,
    "recall": True,
    "mean_fractional_lead_time": True,
    "auc": True,
    "labeled_events": None,
    "identified_events": True,
    "mean_warning_time_in_seconds": True,
    "unknown_events": False,
    "unknown_duration_in_seconds": False,
}


def compared(first: ModelVersion, second: ModelVersion) -> VersionComparison:
    """Compare two versions by what their evaluations found."""
    one, other = (_numbers(version.metrics or ModelMetrics()) for version in (first, second))
    metrics = (ComparedMetric(name, one[name], other[name], more) for name, more in _MORE_IS_BETTER.items())
    return VersionComparison(first, second, tuple(metrics))


def _numbers(metrics: ModelMetrics) -> dict[str, float | None]:
    scores, labeled, unknown = (
        metrics.model_version_metrics,
        metrics.labeled_event_metrics,
        metrics.unknown_event_metrics,
    )
    warning = labeled.mean_warning_time
    return {
        "precision": scores.precision,
        "recall": scores.recall,
        "mean_fractional_lead_time": scores.mean_fractional_lead_time,
        "auc": scores.auc,
        "labeled_events": labeled.num_labeled,
        "identified_events": labeled.num_identified,
        "mean_warning_time_in_seconds": None if warning is None else warning.total_seconds(),
        "unknown_events": unknown.num_identified,
        "unknown_duration_in_seconds": unknown.total_duration_in_seconds,
    }


def _range(version: ModelVersion) -> tuple[datetime, datetime] | None:
    metrics = version.metrics or ModelMetrics()
    start = metrics.data_start_time or version.evaluation_data_start_time
    end = metrics.data_end_time or version.evaluation_data_end_time
    return (start, end) if start and end else None


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.4g}"
