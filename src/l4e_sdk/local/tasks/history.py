"""The training data of a model: the data of its dataset, and the data that inference has added since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from l4e_sdk._durations import parse_duration
from l4e_sdk.local.timeseries.accumulated import Accumulated
from l4e_sdk.local.timeseries.matrix import Matrix, load_matrix
from l4e_sdk.local.timeseries.off_condition import OffCondition
from l4e_sdk.local.timeseries.schema import DataSchema
from l4e_sdk.local.timeseries.sensor_data import SensorData, VanishedDataError
from l4e_sdk.shapes import IngestionJobStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from l4e_sdk.local.context import Context
    from l4e_sdk.local.store.descriptions import StoredModel, StoredModelVersion
    from l4e_sdk.local.tasks.span import Span
    from l4e_sdk.local.timeseries.readings import Readings


@dataclass(frozen=True, slots=True)
class History:
    """The readings for a training, and their conversion to rows."""

    dataset: Path
    accumulated: Path | None
    """The data that inference has added; None excludes it."""
    schema: str
    rate: str | None
    """None is the data's own."""
    off_condition: str | None

    @property
    def has_live_data(self) -> bool:
        """Whether there is anything that inference has added."""
        return self.accumulated is not None and Accumulated(self.accumulated).span() is not None

    def within(self, start: datetime, end: datetime) -> tuple[datetime, datetime]:
        """Return the part of a range that has readings; without any, it ends before it starts or is empty."""
        spans = [span for span in (source.span() for source in self._sources()) if span is not None]
        first = min((span[0] for span in spans), default=end)
        last = max((span[1] for span in spans), default=end)
        return max(first, start), min(last, end)

    def load(self, spans: Sequence[Span]) -> Matrix:
        """Read the rows from the earliest start to the latest end.

        Raises:
            DataLimitError: there are more rows than a model may have.
        """
        schema = DataSchema.parse(self.schema)
        starts, ends = [span.start for span in spans], [span.end for span in spans]
        return load_matrix(
            self._sources(),
            schema,
            rate=parse_duration(self.rate) if self.rate else None,
            start=None if None in starts else min(start for start in starts if start),
            end=None if None in ends else max(end for end in ends if end),
            off_condition=OffCondition.parse(self.off_condition, schema) if self.off_condition else None,
        )

    def _sources(self) -> list[Readings]:
        sources: list[Readings] = [SensorData(self.dataset)]
        if self.accumulated:
            sources.append(Accumulated(self.accumulated))
        return sources


def history_of(context: Context, version: StoredModelVersion, *, with_live_data: bool) -> History:
    """Return the current training data for a version."""
    return History(
        dataset=dataset_folder(context, version),
        accumulated=context.accumulated_folder(version.model_arn) if with_live_data else None,
        schema=version.data_schema,
        rate=sampling_rate(version),
        off_condition=version.off_condition,
    )


def dataset_folder(context: Context, model: StoredModel | StoredModelVersion) -> Path:
    """Return where the data is that a model's dataset has now.

    Raises:
        VanishedDataError: no ingestion of the dataset is known.
    """
    succeeded = IngestionJobStatus.SUCCESS
    jobs = context.store.jobs_of(context.scope, model.dataset_name, status=succeeded, limit=1)
    if not jobs:
        raise VanishedDataError(f"The dataset {model.dataset_name!r} has no data any more; ingest it again.")
    (current,) = jobs
    return context.ingested_folder(current.dataset_arn, current.job_id)


def sampling_rate(version: StoredModelVersion) -> str | None:
    """Return the rate that the data of a version is brought to; None is the data's own."""
    preparation = version.data_pre_processing_configuration
    return preparation.target_sampling_rate if preparation else None
