"""The ingestion jobs of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._resources._collection import Collection, name_of
from l4e_sdk._resources.ingestion_job import IngestionJob

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk import shapes
    from l4e_sdk._resources.dataset import Dataset


class IngestionJobs(Collection):
    """The ingestion and import jobs in a client's account. ``Dataset.ingest`` starts one."""

    def get(self, job_id: str) -> IngestionJob:
        """Return a job with its description.

        Raises:
            ResourceNotFoundException: the job does not exist.
        """
        return IngestionJob(self._client, job_id).refresh()

    def list(
        self,
        *,
        dataset: str | Dataset | None = None,
        status: shapes.IngestionJobStatusLike | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[IngestionJob]:
        """List the jobs, page by page.

        Args:
            dataset: only jobs of this dataset.
            status: only jobs with this status.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
        """
        dataset_name = name_of(dataset)

        def fetch(token: str | None, size: int | None) -> shapes.ListDataIngestionJobsResponse:
            return self._client.list_data_ingestion_jobs(
                dataset_name=dataset_name, status=status, next_token=token, max_results=size
            )

        def items(page: shapes.ListDataIngestionJobsResponse) -> Iterator[IngestionJob]:
            return (
                IngestionJob(self._client, each.job_id, each) for each in page.data_ingestion_job_summaries
            )

        owner = f" of dataset {dataset_name!r}" if dataset_name else ""
        return Pager(fetch, items, page_size=page_size, start_token=start_token, of=f"ingestion jobs{owner}")
