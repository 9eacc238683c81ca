"""The datasets of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._resources._collection import Collection
from l4e_sdk._resources._ensure import ensure
from l4e_sdk._resources._recorded_requests import record
from l4e_sdk._resources._updatable import DATASET
from l4e_sdk._resources.dataset import Dataset
from l4e_sdk._resources.ingestion_job import IngestionJob
from l4e_sdk.views import DataSchema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk import shapes


class Datasets(Collection):
    """The datasets that a client reaches."""

    def get(self, name: str) -> Dataset:
        """Return a dataset with its description.

        Raises:
            ResourceNotFoundException: there is no dataset of that name.
        """
        return Dataset(self._client, name).refresh()

    def list(
        self,
        *,
        dataset_name_begins_with: str | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[Dataset]:
        """List the datasets.

        Args:
            dataset_name_begins_with: only those whose name begins so.
            page_size: most items in a page, 1 to 500.
            start_token: where to go on.
        """

        def fetch(token: str | None, size: int | None) -> shapes.ListDatasetsResponse:
            return self._client.list_datasets(
                dataset_name_begins_with=dataset_name_begins_with, next_token=token, max_results=size
            )

        def items(page: shapes.ListDatasetsResponse) -> Iterator[Dataset]:
            return (Dataset(self._client, each.dataset_name, each) for each in page.dataset_summaries)

        return Pager(fetch, items, page_size=page_size, start_token=start_token, of="datasets")

    def create(
        self,
        name: str,
        *,
        dataset_schema: shapes.DatasetSchemaLike | DataSchema | None = None,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> Dataset:
        """Create a dataset without data.

        Args:
            name: its name; 1 to 200 letters, digits, ``_`` and ``-``.
            dataset_schema: components and their columns; detected by the first ingestion unless given.
            server_side_kms_key_id: the KMS key that encrypts what the service keeps; the service's own unless given.
            tags: keys and values; a mapping will do.
            client_token: makes the request idempotent.

        Raises:
            ConflictException: a dataset of that name exists.
            ServiceQuotaExceededException: the account has its full number of datasets.
        """
        if isinstance(dataset_schema, DataSchema):
            dataset_schema = dataset_schema.to_dict(wire=True)
        answer = self._client.create_dataset(
            dataset_name=name,
            dataset_schema=dataset_schema,
            server_side_kms_key_id=server_side_kms_key_id,
            tags=tags,
            client_token=client_token,
        )
        return Dataset(self._client, name, answer)

    def ensure(
        self,
        name: str,
        *,
        dataset_schema: shapes.DatasetSchemaLike | DataSchema | None = None,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> Dataset:
        """Return a dataset that is as the arguments say; create it if it is missing.

        What is not given may be anything. Tags that are given are set, others stay. ``dataset.ensured`` says what was
        done; if everything was as wanted, nothing was written.

        Args:
            name: its name.
            dataset_schema: as for ``create``; a dataset keeps the schema that it has.
            server_side_kms_key_id: as for ``create``; a dataset keeps its key.
            tags: as for ``create``.
            client_token: makes the request that creates it idempotent; made from what it says unless given.

        Raises:
            CannotChangeError: schema or key are not as wanted; nothing was changed.
        """
        wanted = record(
            self._client,
            lambda client: Datasets(client).create(
                name,
                dataset_schema=dataset_schema,
                server_side_kms_key_id=server_side_kms_key_id,
                tags=tags,
            ),
        )
        return ensure(Dataset(self._client, name), wanted, DATASET, token=client_token)

    def import_dataset(
        self,
        source: str | Dataset,
        *,
        name: str | None = None,
        server_side_kms_key_id: str | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> IngestionJob:
        """Start to copy a dataset, its data included; wait for the job.

        A dataset that has the name already is overwritten. Another account's dataset needs a policy that allows it.

        Args:
            source: the dataset, or its ARN; it may be another account's.
            name: name of the copy; the source's unless given.
            server_side_kms_key_id: the KMS key that encrypts the copy; the service's own unless given.
            tags: keys and values; a mapping will do.
            client_token: makes the request idempotent.

        Raises:
            ConflictException: the dataset that would be overwritten is busy.
            ResourceNotFoundException: the source does not exist.
            AccessDeniedException: the source is another account's, and has no policy that allows the import.
        """
        answer = self._client.import_dataset(
            source_dataset_arn=source if isinstance(source, str) else source.dataset_arn,
            dataset_name=name,
            server_side_kms_key_id=server_side_kms_key_id,
            tags=tags,
            client_token=client_token,
        )
        return IngestionJob(self._client, answer.job_id)
