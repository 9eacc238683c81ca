"""A model: a detector that was trained on a dataset, in numbered versions."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Self

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._resources._absence import no_active_version, no_metrics, no_schema
from l4e_sdk._resources._labels import labels_of
from l4e_sdk._resources._policies import Shareable
from l4e_sdk._resources._retrainable import RetrainableModel
from l4e_sdk._resources.delete_plan import DeletePlan, plan_for_model
from l4e_sdk._resources.ensured import Ensurable
from l4e_sdk._resources.model_version import ModelVersion
from l4e_sdk._resources.tags import Tags
from l4e_sdk._resources.version_comparison import compared
from l4e_sdk.errors import ConflictException, InvalidValueError, L4EError, RefusedError
from l4e_sdk.views import DataSchema, ModelMetrics

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta

    from l4e_sdk import shapes
    from l4e_sdk._calls.backoff import Backoff
    from l4e_sdk._calls.waiting import OnPoll
    from l4e_sdk._resources._absence import Absence
    from l4e_sdk._resources.dataset import Dataset
    from l4e_sdk._resources.inference_scheduler import InferenceScheduler
    from l4e_sdk._resources.label_group import LabelGroup
    from l4e_sdk._resources.version_comparison import VersionComparison
    from l4e_sdk.shapes import Shape
    from l4e_sdk.views import OperatingPoint


class Model(
    Ensurable["shapes.DescribeModelResponse"], Shareable["shapes.DescribeModelResponse"], RetrainableModel
):
    """A model with its last description.

    Attributes that depend on a version (metrics, quality, ranges) describe the active version.

    Examples:
        >>> model = client.models.get("press")
        >>> model.active_version
        <ModelVersion 'press' 1>
        >>> [version.version for version in model.versions(status="SUCCESS")]
        [1]
        >>> model.metrics.labeled_event_metrics.num_identified
        1
        >>> max(model.metrics.predicted_ranges, key=lambda event: event.duration).top(1)[0].sensor
        'oil_temp'
    """

    _KIND: ClassVar[str] = "model"
    _WAITERS: ClassVar[str] = "model"

    @property
    def data_schema(self) -> DataSchema:
        """The components and columns that the model uses.

        Raises:
            NotAvailableError: the endpoint has not sent the schema, or not yet.
        """
        return self._document("data_schema", "data_schema", DataSchema.parse)

    @property
    def metrics(self) -> ModelMetrics:
        """The evaluation of the active version. ``model_metrics`` has the same as text, or None.

        Raises:
            NotAvailableError: the model is not trained, or it was trained without an evaluation range.
            UnreadableDocumentError: the service's text cannot be parsed.
        """
        return self._document("metrics", "model_metrics", ModelMetrics.parse)

    @property
    def prior_metrics(self) -> ModelMetrics | None:
        """The evaluation of the previous version on the same data; None unless the active version was retrained."""
        return self._view("prior_model_metrics", ModelMetrics.parse)

    @property
    def quality(self) -> shapes.ModelQuality | None:
        """A warning about the training, for information. None until the model is trained."""
        return self._with("model_quality").model_quality

    @property
    def tags(self) -> Tags:
        """The tags, as a mutable mapping."""
        return self._once("tags", lambda: Tags(self.client, self.model_arn))

    @property
    def active_version(self) -> ModelVersion:
        """The version that inference uses. ``active_model_version`` is its number, or None.

        Raises:
            NotAvailableError: no version is trained.
        """
        return ModelVersion(self, self._given("active_version", self.active_model_version))

    @property
    def operating_point(self) -> OperatingPoint:
        """The operating point of the active version: its ceiling on alarms and its threshold.

        Only an endpoint with the extension service reports it.

        Raises:
            NotAvailableError: no version is trained, or an older engine trained the active version.
            ExtensionMissingError: the endpoint does not have the extension service.
        """
        return self.active_version.operating_point

    @property
    def previous_active_version(self) -> ModelVersion | None:
        """The version that was active before the current one; None if there was none."""
        number = self.previous_active_model_version
        return None if number is None else ModelVersion(self, number)

    def version(self, number: int) -> ModelVersion:
        """Return a version with its description.

        Raises:
            ResourceNotFoundException: the model does not have the version.
        """
        version = ModelVersion(self, number)
        version._load()  # noqa: SLF001 - ours; refresh() would also let go of what was seen of the model
        return version

    def versions(
        self,
        *,
        status: shapes.ModelVersionStatusLike | None = None,
        source_type: shapes.ModelVersionSourceTypeLike | None = None,
        created_after: datetime | None = None,
        created_before: datetime | None = None,
        min_version: int | None = None,
        max_version: int | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[ModelVersion]:
        """List the versions, page by page.

        Args:
            status: only versions with this status.
            source_type: only versions from this source: TRAINING, RETRAINING or IMPORT.
            created_after: only versions that were created after this time.
            created_before: only versions that were created before this time.
            min_version: only versions from this number on.
            max_version: only versions up to this number.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
        """

        def fetch(token: str | None, size: int | None) -> shapes.ListModelVersionsResponse:
            return self.client.list_model_versions(
                model_name=self.name,
                status=status,
                source_type=source_type,
                created_at_start_time=created_after,
                created_at_end_time=created_before,
                min_model_version=min_version,
                max_model_version=max_version,
                next_token=token,
                max_results=size,
            )

        def items(page: shapes.ListModelVersionsResponse) -> Iterator[ModelVersion]:
            return (
                ModelVersion(self, each.model_version or 0, each) for each in page.model_version_summaries
            )

        return Pager(
            fetch, items, page_size=page_size, start_token=start_token, of=f"versions of {self._in_words()}"
        )

    def activate(self, version: int | ModelVersion) -> Self:
        """Activate a version: inference uses it from now on. A run in progress finishes with the old version.

        Raises:
            ConflictException: the version is not trained; a note on the error has its status and the reason.
            ResourceNotFoundException: the model does not have the version.
            InvalidValueError: the version belongs to another model.
        """
        number = self._number(version) if isinstance(version, ModelVersion) else version
        try:
            self.client.update_active_model_version(model_name=self.name, model_version=number)
        except ConflictException as error:
            with suppress(L4EError):  # the original error matters, with or without an explanation
                error.add_note(_reason(ModelVersion(self, number)))
            raise
        self._see(None)
        return self

    def rollback(self) -> Self:
        """Activate the version that was active before the current one.

        The method first loads the description. A second call undoes the first.

        Raises:
            RefusedError: there is no previous version.
        """
        previous = self.refresh().previous_active_version
        if previous is None:
            raise RefusedError(
                f"{self!r} has no version to go back to: none was active before version "
                f"{self.active_model_version}. Activate another with activate(version)."
            )
        return self.activate(previous)

    def compare(self, first: int | ModelVersion, second: int | ModelVersion) -> VersionComparison:
        """Compare two versions: their quality and the metrics of their evaluations.

        Raises:
            ResourceNotFoundException: the model does not have the version.
        """
        return compared(self._version(first), self._version(second))

    def import_version(
        self,
        source: str | ModelVersion,
        *,
        dataset: str | Dataset | None = None,
        labels_input_configuration: shapes.LabelsInputConfigurationLike | LabelGroup | None = None,
        role_arn: str | None = None,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        inference_data_import_strategy: shapes.InferenceDataImportStrategyLike | None = None,
        client_token: str | None = None,
    ) -> ModelVersion:
        """Start to copy a version of another model into the next version of this one; see ``Models.import_version``.

        Args:
            source: the version, or its ARN.
            dataset: your copy of the version's training dataset. Default: the model's dataset.
            labels_input_configuration: as for ``Models.import_version``.
            role_arn: as for ``Models.import_version``.
            server_side_kms_key_id: as for ``Models.import_version``.
            tags: tags of the version.
            inference_data_import_strategy: as for ``Models.import_version``.
            client_token: idempotency token.
        """
        version = self.client.models.import_version(
            source,
            dataset=dataset or self.dataset_name,
            name=self.name,
            labels_input_configuration=labels_input_configuration,
            role_arn=role_arn,
            server_side_kms_key_id=server_side_kms_key_id,
            tags=tags,
            inference_data_import_strategy=inference_data_import_strategy,
            client_token=client_token,
        )
        self._see(None)
        return ModelVersion(self, version.version, version._part)  # noqa: SLF001 - the same version, of this object

    def inference_schedulers(self) -> Pager[InferenceScheduler]:
        """List the inference schedulers of the model; AWS allows one."""
        return self.client.inference_schedulers.list(model=self.name)

    def create_inference_scheduler(
        self,
        name: str,
        *,
        data_upload_frequency: shapes.DataUploadFrequencyLike,
        data_input_configuration: shapes.InferenceInputConfigurationLike,
        data_output_configuration: shapes.InferenceOutputConfigurationLike,
        role_arn: str | None = None,
        data_delay_offset_in_minutes: shapes.DataDelayOffsetInMinutesLike | None = None,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> InferenceScheduler:
        """Create and start a scheduler that looks for anomalies in new files; see ``InferenceSchedulers.create``."""
        return self.client.inference_schedulers.create(
            name,
            model=self,
            data_upload_frequency=data_upload_frequency,
            data_input_configuration=data_input_configuration,
            data_output_configuration=data_output_configuration,
            role_arn=role_arn,
            data_delay_offset_in_minutes=data_delay_offset_in_minutes,
            server_side_kms_key_id=server_side_kms_key_id,
            tags=tags,
            client_token=client_token,
        )

    def update(
        self,
        *,
        labels_input_configuration: shapes.LabelsInputConfigurationLike | LabelGroup | None = None,
        role_arn: str | None = None,
        model_diagnostics_output_configuration: shapes.ModelDiagnosticsOutputConfigurationLike | None = None,
    ) -> Self:
        """Change where future retrainings read labels and write diagnostics. This retrains nothing now.

        Args:
            labels_input_configuration: a label group, or ``s3://bucket/prefix/`` of label files.
            role_arn: ARN of the IAM role that reads labels and writes diagnostics; required with diagnostics.
            model_diagnostics_output_configuration: ``s3://bucket/prefix/``.
        """
        self.client.update_model(
            model_name=self.name,
            labels_input_configuration=labels_of(labels_input_configuration),
            role_arn=role_arn,
            model_diagnostics_output_configuration=model_diagnostics_output_configuration,
        )
        self._see(None)
        return self

    def wait(
        self,
        *,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> Self:
        """Wait until the model is trained or imported, and load its description.

        Args:
            timeout: longest wait. Default: 24 hours.
            poll: interval between polls.
            on_poll: called after each poll; if it returns ``False``, the wait is cancelled.

        Raises:
            ResourceFailedError: the training failed; the message has the reason.
            WaitTimeoutError: the timeout is over.
        """
        return self._wait(None, timeout, poll, on_poll)

    def delete(self) -> None:
        """Delete the model with all its versions and with the inference data that is kept for retraining.

        Raises:
            ConflictException: the model is in training, has an inference scheduler, or has a retraining scheduler that
                is not STOPPED.
        """
        self.client.delete_model(model_name=self.name)

    def plan_delete(self) -> DeletePlan:
        """Plan the deletion of the model with everything that depends on it: its schedulers.

        This changes nothing. Print the plan, and call its ``apply()`` to delete the resources.

        Raises:
            ResourceNotFoundException: the model does not exist.
        """
        return plan_for_model(self.refresh())

    def wait_deleted(
        self,
        *,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> None:
        """Wait until the model is deleted. The arguments are the same as for ``wait``."""
        self._wait_deleted(timeout, poll, on_poll)

    @property
    def _arn(self) -> str:
        return self.model_arn

    def _describe(self) -> shapes.DescribeModelResponse:
        return self.client.describe_model(model_name=self.name)

    def _begun(self, number: int, seen: Shape) -> ModelVersion:
        return ModelVersion(self, number, seen)

    def _absence(self, attribute: str) -> Absence:
        seen = self._whole or self._load()
        if attribute == "metrics":
            return no_metrics(seen)
        if attribute == "active_version":
            return no_active_version(seen)
        return no_schema(seen) if attribute == "data_schema" else super()._absence(attribute)

    def _version(self, version: int | ModelVersion) -> ModelVersion:
        return version if isinstance(version, ModelVersion) else self.version(version)

    def _number(self, version: ModelVersion) -> int:
        if version.model_name != self.name:
            raise InvalidValueError(
                f"version is {version!r}, which is none of {self!r}; pass one of its own."
            )
        return version.version


def _reason(version: ModelVersion) -> str:
    failed = f": {version.failed_reason}" if version.failed_reason else ""
    return f"Version {version.version} is {version.status}{failed}; only a version that is SUCCESS can be active."
