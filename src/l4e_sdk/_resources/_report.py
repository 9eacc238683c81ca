"""Collection of the facts for the report of a version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from l4e_sdk._report import ComparedFigure, PriorVersion, ReportFacts, TrainingFacts
from l4e_sdk._resources.version_comparison import compared, metrics_compared, metrics_or_none
from l4e_sdk._rules.layout.report_file import facts_key
from l4e_sdk.errors import L4EError
from l4e_sdk.shapes import LabelRating, ModelVersionStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from l4e_sdk._resources.model_version import ModelVersion
    from l4e_sdk._resources.version_comparison import ComparedMetric
    from l4e_sdk.shapes import LabelSummary
    from l4e_sdk.views import Notice, SensorStatistics

    T = TypeVar("T")


def gathered(version: ModelVersion) -> ReportFacts:
    """Return everything that the endpoint reports about a version, and a list of missing parts.

    A part that cannot be read becomes a sentence in the report instead of an error. A report is still useful without,
    for example, the grades of sensors.

    Raises:
        ServiceError: the version cannot be described.
    """
    version.refresh()
    gathering = _Gathering(version)
    prior, sensors, labels, training = (
        gathering.prior(),
        gathering.sensors(),
        gathering.labels(),
        gathering.training(),
    )
    notices = gathering.notices()
    return ReportFacts(
        version=version._load(),  # noqa: SLF001 - the description as it came
        made_at=version.client.clock.now(),
        is_active=version.is_active,
        metrics=metrics_or_none(version),
        prior=prior,
        sensors=sensors,
        labels=labels,
        notices=notices,
        training=training,
        missing=tuple(gathering.missing),
    )


@dataclass(frozen=True, slots=True)
class _Gathering:
    version: ModelVersion
    missing: list[str] = field(default_factory=list)

    def prior(self) -> PriorVersion | None:
        """Return the metrics of the previous version: on the same rows if training compared both, otherwise its own."""
        version = self.version
        if version.prior_metrics and (metrics := metrics_or_none(version)):
            figures = metrics_compared(version.prior_metrics, metrics)
            return PriorVersion("version in use before", is_like_for_like=True, figures=_figures(figures))
        if version.version == 1:
            return None
        return self._had("The version before is not compared", None, self._version_before)

    def _version_before(self) -> PriorVersion | None:
        before = self.version.model.version(self.version.version - 1)
        if before.status != ModelVersionStatus.SUCCESS:
            return None
        both = compared(before, self.version)
        return PriorVersion(f"version {before.version}", both.is_like_for_like, _figures(both.metrics))

    def sensors(self) -> tuple[SensorStatistics, ...]:
        """Return the statistics of the sensors in the version's schema."""
        return self._had("The grades of the sensors are missing", (), self._statistics)

    def _statistics(self) -> tuple[SensorStatistics, ...]:
        schema = self.version.data_schema
        used = {(part.component_name, column.name) for part in schema.components for column in part.columns}
        found = self.version.client.datasets.get(self.version.dataset_name).sensor_statistics()
        return tuple(one for one in found if (one.component_name, one.sensor_name) in used)

    def labels(self) -> tuple[LabelSummary, ...]:
        """Return the labels of the version's group."""
        configuration = self.version.labels_input_configuration
        group = configuration.label_group_name if configuration else None
        if group is None:
            return ()
        labels = self.version.client.label_groups.get(group).labels
        return self._had(
            "Notes on the labels are missing",
            (),
            lambda: tuple(one for one in labels() if one.rating == LabelRating.ANOMALY),
        )

    def training(self) -> TrainingFacts | None:
        """Return the facts that training stored, from the engine or from a file next to the diagnostics."""
        facts = self._had("Scores, signals, threshold and drift are missing", None, self._left_by_training)
        if facts is None and not self.missing:
            self.missing.append(
                "Scores, signals, threshold and drift are missing: the endpoint keeps them to itself. An engine of "
                "this package writes them beside the pointwise diagnostics, if the model has a "
                "model_diagnostics_output_configuration."
            )
        return facts

    def notices(self) -> tuple[Notice, ...] | None:
        """Return the notices of the training."""
        return self._had("Notices are missing", None, lambda: self.version.notices)

    def _left_by_training(self) -> TrainingFacts | None:
        version, client = self.version, self.version.client
        if client.engine is not None:
            content = client.engine.report_facts(version.model_arn, version.version)
            if content is not None:
                return TrainingFacts.unpack(content)
        file = version.model_diagnostics_results_object
        if file is None or not file.bucket or not file.key:
            return None
        key = facts_key(file.key)
        if not client.objects.exists(file.bucket, key):
            return None
        return TrainingFacts.unpack(client.objects.get(file.bucket, key))

    def _had(self, otherwise: str, nothing: T, get: Callable[[], T]) -> T:
        try:
            return get()
        except L4EError as error:
            self.missing.append(f"{otherwise}: {error}")
            return nothing


def _figures(metrics: Iterable[ComparedMetric]) -> tuple[ComparedFigure, ...]:
    return tuple(ComparedFigure(one.name, one.first, one.second, one.better) for one in metrics)
