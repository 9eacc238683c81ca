"""An ingestion job: a run that reads CSV files, or another dataset, into a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, Self

from l4e_sdk._resources._absence import job_not_done
from l4e_sdk._resources._attributes import IngestionJobAttributes
from l4e_sdk.views.ingestion_summaries import data_quality, ingested_files

if TYPE_CHECKING:
    from datetime import timedelta

    from l4e_sdk import shapes
    from l4e_sdk._calls.backoff import Backoff
    from l4e_sdk._calls.waiting import OnPoll
    from l4e_sdk._resources._absence import Absence
    from l4e_sdk.views import DataQuality, IngestedFiles


_COMES_WITH_SUCCESS: Final = frozenset(
    {"quality", "ingested_files_summary", "data_start_time", "data_end_time"}
)


class IngestionJob(IngestionJobAttributes):
    """An ingestion job with its last description. Its name is its id.

    Examples:
        >>> job = client.datasets.get("press").jobs().first().wait()
        >>> job.status, job.ingested_files_summary.ingested_number_of_files
        (<IngestionJobStatus.SUCCESS: 'SUCCESS'>, 1)
    """

    _KIND: ClassVar[str] = "ingestion job"
    _WAITERS: ClassVar[str] = "data_ingestion_job"

    @property
    def job_id(self) -> str:
        """The id of the job."""
        return self.name

    @property
    def dataset_name(self) -> str:
        """The name of the dataset that the job fills.

        Raises:
            NotAvailableError: the endpoint did not send the dataset's ARN.
        """
        arn = self.dataset_arn  # arn:<partition>:lookoutequipment:<region>:<account>:dataset/<name>/<id>
        return self._given("dataset_name", arn.split("/")[1] if "/" in arn else None)

    @property
    def quality(self) -> DataQuality:
        """The faults of the data, counted over all sensors.

        Raises:
            NotAvailableError: the job has not succeeded.
        """
        summary = self._with("data_quality_summary").data_quality_summary
        return self._given("quality", self._once("quality", lambda: data_quality(summary)))

    @property
    def ingested_files_summary(self) -> IngestedFiles:
        """The number of files that were read, and the files that were skipped.

        Raises:
            NotAvailableError: the job has not succeeded.
        """
        summary = self._with("ingested_files_summary").ingested_files_summary
        return self._given("ingested_files_summary", self._once("files", lambda: ingested_files(summary)))

    def wait(
        self,
        *,
        timeout: timedelta | None = None,
        poll: Backoff | timedelta | None = None,
        on_poll: OnPoll | None = None,
    ) -> Self:
        """Wait until the job has succeeded, and load its description.

        Args:
            timeout: longest wait. Default: 6 hours.
            poll: interval between polls.
            on_poll: called after each poll; if it returns ``False``, the wait is cancelled.

        Raises:
            ResourceFailedError: the job failed; the message has the reason.
            WaitTimeoutError: the timeout is over.
        """
        return self._wait(None, timeout, poll, on_poll)

    def _absence(self, attribute: str) -> Absence:
        if attribute in _COMES_WITH_SUCCESS:
            return job_not_done(self._whole or self._load())
        return super()._absence(attribute)

    def _describe(self) -> shapes.DescribeDataIngestionJobResponse:
        return self.client.describe_data_ingestion_job(job_id=self.name)
