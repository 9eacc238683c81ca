"""A model version: the numbered result of a training, a retraining or an import."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Self

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._resources._absence import no_metrics, no_operating_point, no_schema
from l4e_sdk._resources._attributes import ModelVersionAttributes
from l4e_sdk._resources._policies import Shareable
from l4e_sdk._resources.suspect_period import SuspectPeriod
from l4e_sdk._resources.tags import Tags
from l4e_sdk.data.results import Results
from l4e_sdk.errors import RefusedError, ResourceNotFoundException, UnreadableDocumentError
from l4e_sdk.views import DataSchema, ModelMetrics, Notice, OperatingPoint
from l4e_sdk.views.inference_result import read_results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from matplotlib.axes import Axes

    from l4e_sdk import shapes
    from l4e_sdk._calls.backoff import Backoff
    from l4e_sdk._calls.waiting import OnPoll
    from l4e_sdk._client import LookoutEquipment
    from l4e_sdk._report import ReportFacts
    from l4e_sdk._resources._absence import Absence
    from l4e_sdk._resources.model import Model
    from l4e_sdk.shapes import Shape
    from l4e_sdk.views import InferenceResult

_LONGEST_PAGE: Final = 500


class ModelVersion(Shareable["shapes.DescribeModelVersionResponse"], ModelVersionAttributes):
    """A version of a model with its last description. Versions are never deleted, and a trained version never changes.

    Examples:
        >>> version = client.models.get("press").version(1)
        >>> version.status, version.is_active
        (<ModelVersionStatus.SUCCESS: 'SUCCESS'>, True)
        >>> [each.start.date().isoformat() for each in version.metrics.labeled_ranges]
        ['2024-01-26']
        >>> sum(row.is_anomalous for row in version.diagnostics()) > 0
        True

    Args:
        model: the model.
        version: number of the version.
        seen: a known part of the description.
    """

    _KIND: ClassVar[str] = "model version"
    _WAITERS: ClassVar[str] = "model_version"

    def __init__(self, model: Model, version: int, seen: Shape | None = None) -> None:
        super().__init__(model.client, model.name, seen)
        self._model = model
        self._version = version

    @property
    def model(self) -> Model:
        """The model. ``is_active`` depends on the model's last description."""
        return self._model

    @property
    def model_name(self) -> str:
        """The name of the model."""
        return self.name

    @property
    def version(self) -> int:
        """The number of the version."""
        return self._version

    @property
    def quality(self) -> shapes.ModelQuality | None:
        """A warning about the training, for information. None until the version is trained."""
        return self._with("model_quality").model_quality

    @property
    def metrics(self) -> ModelMetrics:
        """The evaluation of the version. ``model_metrics`` has the same as text, or None.

        Raises:
            NotAvailableError: the version is not trained, or it was trained without an evaluation range.
            UnreadableDocumentError: the service's text cannot be parsed.
        """
        return self._document("metrics", "model_metrics", ModelMetrics.parse)

    @property
    def prior_metrics(self) -> ModelMetrics | None:
        """The evaluation of the previous version on the same data; None unless this version was retrained."""
        return self._view("prior_model_metrics", ModelMetrics.parse)

    @property
    def data_schema(self) -> DataSchema:
        """The components and columns that the version uses.

        Raises:
            NotAvailableError: the endpoint has not sent the schema, or not yet.
        """
        return self._document("data_schema", "data_schema", DataSchema.parse)

    @property
    def tags(self) -> Tags:
        """The tags, as a mutable mapping."""
        return self._once("tags", lambda: Tags(self.client, self.model_version_arn))

    @property
    def is_active(self) -> bool:
        """Whether inference uses this version."""
        return self.model.active_model_version == self.version

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The findings of the training about the data that it left out or replaced, and about faults that it may miss.

        They are loaded on first access. Only an endpoint with the extension service reports them.

        Raises:
            ResourceNotFoundException: the version does not exist.
            ExtensionMissingError: the endpoint does not have the extension service.
        """
        return self._once("notices", self._notices)

    @property
    def operating_point(self) -> OperatingPoint:
        """The ceiling on alarms and the threshold that the training set for it.

        It is loaded on first access. Only an endpoint with the extension service reports it.

        Raises:
            NotAvailableError: the version is not trained, or an older engine trained it.
            ResourceNotFoundException: the version does not exist.
            ExtensionMissingError: the endpoint does not have the extension service.
        """
        return self._given("operating_point", self._once("operating_point", self._operating_point))

    def suspect_periods(
        self, *, page_size: int | None = None, start_token: str | None = None
    ) -> Pager[SuspectPeriod]:
        """List the periods of the history that look like unlabelled faults, page by page.

        ``label`` of a period labels it in the label group of the model. Only an endpoint with the extension service
        reports such periods.

        Args:
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.

        Raises:
            ResourceNotFoundException: the version does not exist.
            ExtensionMissingError: the endpoint does not have the extension service.
        """

        def fetch(token: str | None, size: int | None) -> shapes.ListSuspectPeriodsResponse:
            return self.client._extension.list_suspect_periods(  # noqa: SLF001 - the facades' way to the extension
                model_name=self.name, model_version=self.version, next_token=token, max_results=size
            )

        def items(page: shapes.ListSuspectPeriodsResponse) -> Iterator[SuspectPeriod]:
            return (SuspectPeriod(self.model, each) for each in page.suspect_period_summaries)

        return Pager(
            fetch,
            items,
            page_size=page_size,
            start_token=start_token,
            of=f"suspect periods of {self._in_words()}",
        )

    def activate(self) -> Self:
        """Activate this version: inference uses it from now on. It raises the errors of ``Model.activate``."""
        self.model.activate(self)
        return self

    def diagnostics(self) -> Results:
        """Read the result of each row of the evaluation range, or of the training range without an evaluation.

        Iterate over the rows, or convert them to a frame with ``to_pandas()`` or ``to_polars()``.

        Raises:
            RefusedError: the version wrote no diagnostics.
            ObjectError: the file cannot be read.
            UnreadableDocumentError: the file is not a gzip file of JSON lines.
        """
        file = self.model_diagnostics_results_object
        if file is None:
            raise RefusedError(
                f"{self!r} has no diagnostics; versions write them once they are trained, if the model has a "
                "model_diagnostics_output_configuration."
            )
        return Results(self._rows(file.bucket or "", file.key or ""))

    def report(self, path: Path | str) -> Path:
        """Write the evaluation report: a self-contained HTML file for the people who run the machine.

        The report names each part that the endpoint does not provide, with the reason.

        Args:
            path: the file to write; an existing file is replaced.

        Returns:
            The path.

        Raises:
            ServiceError: the version cannot be described.
            OSError: the file cannot be written.
        """
        from l4e_sdk._report import render_report

        path = Path(path)
        path.write_text(render_report(self.report_facts()), encoding="utf-8")
        return path

    def plot(self) -> Axes:
        """Plot the scores over time with labelled and detected ranges. Needs the ``plot`` extra.

        The figure is ``axes.figure``. ``l4e_sdk.plotting`` has more plots.

        Raises:
            MissingExtraError: matplotlib is not installed.
            ServiceError: the version cannot be described.
        """
        from l4e_sdk.plotting import plot_timeline

        return plot_timeline(self.report_facts())

    def report_facts(self) -> ReportFacts:
        """Return the facts of the report, for your own report or for ``l4e_sdk.plotting``.

        Raises:
            ServiceError: the version cannot be described.
        """
        from l4e_sdk._resources._report import gathered

        return gathered(self)

    def refresh(self) -> Self:
        """Load the description again. The model's description is loaded again on its next use."""
        super().refresh()
        self.model._see(None)  # noqa: SLF001 - whether this version is active is the model's to tell
        return self

    def wait(
        self,
        *,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> Self:
        """Wait until the version is trained or imported, and load its description.

        Args:
            timeout: longest wait. Default: 24 hours.
            poll: interval between polls.
            on_poll: called after each poll; if it returns ``False``, the wait is cancelled.

        Raises:
            ResourceFailedError: the training failed; the message has the reason.
            UnexpectedStateError: the training was cancelled.
            WaitTimeoutError: the timeout is over.
        """
        return self._wait(None, timeout, poll, on_poll)

    @property
    def _arn(self) -> str:
        return self.model_version_arn

    def _absence(self, attribute: str) -> Absence:
        seen = self._whole or self._load()
        if attribute == "metrics":
            return no_metrics(seen)
        if attribute == "operating_point":
            return no_operating_point(seen)
        return no_schema(seen) if attribute == "data_schema" else super()._absence(attribute)

    def _see_end(self, description: shapes.DescribeModelVersionResponse | None) -> None:
        super()._see_end(description)
        self.model._see(None)  # noqa: SLF001 - a first version that succeeds becomes the active one

    def _notices(self) -> tuple[Notice, ...]:
        def fetch(token: str | None, size: int | None) -> shapes.ListNoticesResponse:
            return self.client._extension.list_notices(  # noqa: SLF001 - the facades' way to the extension
                model_name=self.name, model_version=self.version, next_token=token, max_results=size
            )

        found = Pager(fetch, lambda page: page.notice_summaries, page_size=_LONGEST_PAGE, of="notices")
        return tuple(Notice(each) for each in found)

    def _operating_point(self) -> OperatingPoint | None:
        try:
            found = self.client._extension.describe_operating_point(  # noqa: SLF001 - the facades' way to the extension
                model_name=self.name, model_version=self.version
            )
        except ResourceNotFoundException:
            self._load()  # refuses a version that does not exist
            return None
        return OperatingPoint(found)

    def _describe(self) -> shapes.DescribeModelVersionResponse:
        return self.client.describe_model_version(model_name=self.name, model_version=self.version)

    def _rows(self, bucket: str, key: str) -> Iterator[InferenceResult]:
        content = self.client.objects.get(bucket, key)
        address = f"s3://{bucket}/{key}"
        try:
            with gzip.open(io.BytesIO(content)) as lines:
                yield from read_results(lines, address)
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise UnreadableDocumentError(f"{address} is not a complete gzip file: {error}") from error

    def _key(self) -> tuple[str | int, ...]:
        return (self.name, self.version)

    def _in_words(self) -> str:
        return f"version {self.version} of model {self.name!r}"

    def _with_client(self, client: LookoutEquipment | None) -> Self:
        copy = super()._with_client(client)
        copy._model = self._model._with_client(client)  # noqa: SLF001 - ours, and of the same kind
        return copy
