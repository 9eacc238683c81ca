"""The comparison of two versions of a model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from l4e_sdk._resources.model_version import ModelVersion
    from l4e_sdk.views import ModelMetrics


@dataclass(frozen=True, slots=True)
class ComparedMetric:
    """One metric of both versions; None if a version does not have it."""

    name: str
    first: float | None
    second: float | None
    more_is_better: bool | None
    """Whether a higher value is better; None if neither direction is better."""

    @property
    def difference(self) -> float | None:
        """The second value minus the first."""
        return None if self.first is None or self.second is None else self.second - self.first

    @property
    def better(self) -> Literal["first", "second"] | None:
        """The version with the better value; None if neither is better, or if the values cannot be compared."""
        if not self.difference or self.more_is_better is None:
            return None
        return "second" if (self.difference > 0) == self.more_is_better else "first"


@dataclass(frozen=True, slots=True, repr=False)
class VersionComparison:
    """The comparison of two versions of a model.

    Examples:
        >>> model = client.models.get("press")
        >>> comparison = model.compare(1, 1)
        >>> comparison.is_like_for_like, comparison["recall"].better
        (True, None)
    """

    first: ModelVersion
    second: ModelVersion
    metrics: tuple[ComparedMetric, ...]
    is_like_for_like: bool
    """Whether both versions were evaluated on the same range. Metrics of different ranges are not comparable."""
    verdict: str | None = None
    """The decision of the retraining that compared the versions, with its reason; None if no retraining did."""

    def __getitem__(self, name: str) -> ComparedMetric:
        """Return a metric by its name.

        Raises:
            KeyError: the comparison does not have the metric.
        """
        for metric in self.metrics:
            if metric.name == name:
                return metric
        raise KeyError(name)

    def __str__(self) -> str:
        heads = ("", *(f"version {each.version}" for each in (self.first, self.second)))
        rows = [heads, *self._rows()]
        name, *both = (max(map(len, column)) for column in zip(*rows, strict=True))
        lines = [f"{row[0]:<{name}}  {row[1]:>{both[0]}}  {row[2]:>{both[1]}}" for row in rows]
        return "\n".join([*lines, *([self.verdict] if self.verdict else [])])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.first!r} and {self.second!r}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{escape(first)}</td><td>{escape(second)}</td></tr>"
            for name, first, second in self._rows()
        )
        heads = "".join(f"<th>version {each.version}</th>" for each in (self.first, self.second))
        verdict = f"<p>{escape(self.verdict)}</p>" if self.verdict else ""
        return f"<table><tr><th></th>{heads}</tr>{rows}</table>{verdict}"

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
    """Compare two versions by the results of their evaluations.

    If a retraining made one version and compared it with the other, the metrics come from that comparison, on the same
    rows.
    """
    one, other = metrics_or_none(first), metrics_or_none(second)
    like = _range(first) is not None and _range(first) == _range(second)
    verdict = _verdict(second, first) or _verdict(first, second)
    if _verdict(second, first) and second.prior_metrics:
        one, like = second.prior_metrics, True
    elif _verdict(first, second) and first.prior_metrics:
        other, like = first.prior_metrics, True
    return VersionComparison(first, second, metrics_compared(one, other), like, verdict)


def _verdict(new: ModelVersion, prior: ModelVersion) -> str | None:
    """Return the decision about a version, if its retraining compared it with the other version.

    The API has no member for the number of the prior version; the engine's reason names it.
    """
    reason = new.auto_promotion_result_reason or ""
    named = re.search(r"Version (\d+) against version (\d+): ", reason)
    return reason if named and named.groups() == (str(new.version), str(prior.version)) else None


def metrics_or_none(version: ModelVersion) -> ModelMetrics | None:
    """Return the metrics of a version, or None if it was not evaluated."""
    return None if version.model_metrics is None else version.metrics


def metrics_compared(first: ModelMetrics | None, second: ModelMetrics | None) -> tuple[ComparedMetric, ...]:
    """Compare two evaluations metric by metric."""
    one, other = _numbers(first), _numbers(second)
    return tuple(ComparedMetric(name, one[name], other[name], more) for name, more in _MORE_IS_BETTER.items())


def _numbers(metrics: ModelMetrics | None) -> dict[str, float | None]:
    if metrics is None:
        return dict.fromkeys(_MORE_IS_BETTER)
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
    metrics = metrics_or_none(version)
    start = (metrics and metrics.data_start_time) or version.evaluation_data_start_time
    end = (metrics and metrics.data_end_time) or version.evaluation_data_end_time
    return (start, end) if start and end else None


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,.4g}"
