"""A dataset: named sensor data with a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Self

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._resources._absence import no_data
from l4e_sdk._resources._attributes import DatasetAttributes
from l4e_sdk._resources._collection import name_of
from l4e_sdk._resources._policies import Shareable
from l4e_sdk._resources._role import role_for
from l4e_sdk._resources.delete_plan import DeletePlan, plan_for_dataset
from l4e_sdk._resources.ensured import Ensurable
from l4e_sdk._resources.ingestion_job import IngestionJob
from l4e_sdk._resources.tags import Tags
from l4e_sdk._rules.layout.keys import DEFAULT_PATTERN
from l4e_sdk.data.check import check_folder
from l4e_sdk.data.upload import Upload, upload
from l4e_sdk.errors import InvalidValueError
from l4e_sdk.views import DataSchema, SensorStatistics
from l4e_sdk.views._document import extended
from l4e_sdk.views.ingestion_summaries import data_quality, ingested_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta
    from pathlib import Path

    from l4e_sdk import shapes
    from l4e_sdk._calls.backoff import Backoff
    from l4e_sdk._calls.waiting import OnPoll
    from l4e_sdk._resources._absence import Absence
    from l4e_sdk.data.check_report import CheckReport
    from l4e_sdk.data.upload import OnFile, SensorData
    from l4e_sdk.views import DataQuality, IngestedFiles


_COMES_WITH_DATA: Final = frozenset(
    {"data_schema", "quality", "ingested_files_summary", "data_start_time", "data_end_time"}
)


class Dataset(
    Ensurable["shapes.DescribeDatasetResponse"],
    Shareable["shapes.DescribeDatasetResponse"],
    DatasetAttributes,
):
    """A dataset with its last description.

    Examples:
        >>> dataset = client.datasets.create("compressor")
        >>> upload = dataset.upload(folder, bucket="plant", prefix="train")
        >>> job = dataset.ingest(upload).wait()
        >>> dataset.refresh().data_schema["press-07"].sensors
        ('oil_temp', 'ram_speed')
        >>> [each.sensor_name for each in dataset.sensor_statistics() if each.grade == "LOW"]
        []
    """

    _KIND: ClassVar[str] = "dataset"
    _WAITERS: ClassVar[str] = "dataset"

    @property
    def data_schema(self) -> DataSchema:
        """The components and their columns.

        Raises:
            NotAvailableError: the dataset was created without a schema, and no data has been ingested.
        """
        return self._document("data_schema", "data_schema", DataSchema.parse)

    @property
    def quality(self) -> DataQuality:
        """The faults of the data, counted over all sensors.

        Raises:
            NotAvailableError: no data has been ingested.
        """
        summary = self._with("data_quality_summary").data_quality_summary
        return self._given("quality", self._once("quality", lambda: data_quality(summary)))

    @property
    def ingested_files_summary(self) -> IngestedFiles:
        """The number of files that were read, and the files that were skipped.

        Raises:
            NotAvailableError: no data has been ingested.
        """
        summary = self._with("ingested_files_summary").ingested_files_summary
        return self._given("ingested_files_summary", self._once("files", lambda: ingested_files(summary)))

    @property
    def tags(self) -> Tags:
        """The tags, as a mutable mapping."""
        return self._once("tags", lambda: Tags(self.client, self.dataset_arn))

    def upload(
        self,
        data: SensorData,
        *,
        bucket: str,
        prefix: str = "",
        component: str | None = None,
        workers: int = 4,
        resume: bool = True,
        on_file: OnFile | None = None,
    ) -> Upload:
        """Upload sensor data in the layout that ``ingest`` expects by default.

        Files keep their names. A frame becomes one file with the timestamps first and in UTC. The method deletes
        nothing, so a later ingestion also reads all other files below the prefix. A repeated upload continues where it
        stopped.

        Args:
            data: a folder with one sub-folder of CSV files for each component, a pandas or polars frame, or a mapping
                from component names to such frames.
            bucket: name of the bucket. It must exist, unless the engine is embedded.
            prefix: prefix of the keys in the bucket.
            component: the component of a frame, or of all files in a folder without sub-folders.
            workers: the number of files that are sent at the same time.
            resume: whether to skip files that the bucket already has with the same content.
            on_file: called after each file, in order, in the caller's thread.

        Raises:
            InvalidValueError: there is nothing to upload, or a component's name is not allowed.
            ObjectError: an object cannot be written.
        """
        return upload(
            self.client.objects,
            data,
            bucket=bucket,
            prefix=prefix,
            component=component,
            workers=workers,
            resume=resume,
            on_file=on_file,
        )

    def check(self, folder: Path | str, *, component: str | None = None) -> CheckReport:
        """Check a folder against the service's rules, and against the dataset's schema if it has one.

        The method sends nothing. It reports bad data and never raises for it. ``report.ok`` is true if ingestion would
        accept all files.

        Args:
            folder: a folder with one sub-folder of CSV files for each component.
            component: the component of all files, for a folder without sub-folders.
        """
        schema = self._view("data_schema", DataSchema.parse)
        return check_folder(folder, schema, component=component)

    def ingest(
        self,
        source: str | Upload,
        *,
        role_arn: str | None = None,
        key_pattern: str | None = None,
        client_token: str | None = None,
    ) -> IngestionJob:
        """Start an ingestion job that reads CSV files. When it succeeds, the new data replaces the old data.

        Args:
            source: an ``s3://bucket/prefix/``, or the result of ``upload``.
            role_arn: ARN of an IAM role that may read the bucket; an embedded engine needs none.
            key_pattern: pattern of the keys, which shows where the component is. Required for the first ingestion of a
                dataset without a schema. The result of ``upload`` has one.
            client_token: idempotency token.

        Raises:
            ConflictException: another job of the dataset is running.
            InvalidValueError: the source is not an S3 address, or the role is missing.
        """
        if isinstance(source, Upload):
            source, key_pattern = source.s3_uri, key_pattern or DEFAULT_PATTERN
        answer = self.client.start_data_ingestion_job(
            dataset_name=self.name,
            ingestion_input_configuration=_input(source, key_pattern),
            role_arn=role_for(self.client, role_arn),
            client_token=client_token,
        )
        self._see(None)
        return IngestionJob(self.client, answer.job_id, answer)

    def import_from(
        self,
        source: str | Dataset,
        *,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> IngestionJob:
        """Start to replace the data by a copy of another dataset's data; see ``Datasets.import_dataset``."""
        job = self.client.datasets.import_dataset(
            source,
            name=self.name,
            server_side_kms_key_id=server_side_kms_key_id,
            tags=tags,
            client_token=client_token,
        )
        self._see(None)
        return job

    def jobs(
        self,
        *,
        status: shapes.IngestionJobStatusLike | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[IngestionJob]:
        """List the dataset's ingestion and import jobs."""
        return self.client.ingestion_jobs.list(
            dataset=self, status=status, page_size=page_size, start_token=start_token
        )

    def sensor_statistics(
        self,
        job: IngestionJob | str | None = None,
        *,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[SensorStatistics]:
        """List the statistics that ingestion computed for each sensor.

        Args:
            job: the job, or its id. Default: the latest job that succeeded.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
        """
        job_id = name_of(job)

        def fetch(token: str | None, size: int | None) -> shapes.ListSensorStatisticsResponse:
            return self.client.list_sensor_statistics(
                dataset_name=self.name, ingestion_job_id=job_id, next_token=token, max_results=size
            )

        def items(page: shapes.ListSensorStatisticsResponse) -> Iterator[SensorStatistics]:
            return (extended(SensorStatistics, each) for each in page.sensor_statistics_summaries)

        return Pager(
            fetch,
            items,
            page_size=page_size,
            start_token=start_token,
            of=f"sensor statistics of {self._in_words()}",
        )

    def wait(
        self,
        *,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> Self:
        """Wait until the dataset is ACTIVE, and load its description.

        A dataset is CREATED until data is ingested. It has no status for a failed ingestion; to see a failure, wait for
        the job.

        Args:
            timeout: longest wait. Default: 6 hours.
            poll: interval between polls.
            on_poll: called after each poll; if it returns ``False``, the wait is cancelled.

        Raises:
            WaitTimeoutError: the timeout is over.
        """
        return self._wait(None, timeout, poll, on_poll)

    def delete(self) -> None:
        """Delete the dataset and the service's copy of its data. The files in your bucket stay.

        Raises:
            ConflictException: a job of the dataset runs, or a model still uses it.
        """
        self.client.delete_dataset(dataset_name=self.name)

    def plan_delete(self) -> DeletePlan:
        """Plan the deletion of the dataset with everything that depends on it: its models and their schedulers.

        This changes nothing. Print the plan, and call its ``apply()`` to delete the resources.

        Raises:
            ResourceNotFoundException: the dataset does not exist.
        """
        return plan_for_dataset(self.refresh())

    def wait_deleted(
        self,
        *,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> None:
        """Wait until the dataset is deleted. The arguments are the same as for ``wait``."""
        self._wait_deleted(timeout, poll, on_poll)

    @property
    def _arn(self) -> str:
        return self.dataset_arn

    def _absence(self, attribute: str) -> Absence:
        return no_data() if attribute in _COMES_WITH_DATA else super()._absence(attribute)

    def _rest(self) -> str:
        return "ACTIVE"

    def _describe(self) -> shapes.DescribeDatasetResponse:
        return self.client.describe_dataset(dataset_name=self.name)


def _input(address: str, key_pattern: str | None) -> dict[str, object]:
    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    if not address.startswith("s3://") or not bucket:
        raise InvalidValueError(f"source is {address!r}; give an address such as 's3://bucket/prefix/'.")
    prefix = prefix if prefix.endswith("/") or not prefix else f"{prefix}/"
    place = {"Bucket": bucket, "Prefix": prefix or None, "KeyPattern": key_pattern}
    return {"S3InputConfiguration": place}
