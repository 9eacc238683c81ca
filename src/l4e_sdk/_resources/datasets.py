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
    """The datasets in a client's account."""

    def get(self, name: str) -> Dataset:
        """Return a dataset with its description.

        Raises:
            ResourceNotFoundException: the dataset does not exist.
        """
        return Dataset(self._client, name).refresh()

    def list(
        self,
        *,
        dataset_name_begins_with: str | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[Dataset]:
        """List the datasets, page by page.

        Args:
            dataset_name_begins_with: prefix of the names to list.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
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
            name: name of the new dataset: 1 to 200 letters, digits, ``_`` and ``-``.
            dataset_schema: components and their columns. Default: the first ingestion detects them.
            server_side_kms_key_id: the KMS key that encrypts the service's data. Default: the service's own key.
            tags: keys and values, for example a mapping.
            client_token: idempotency token.

        Raises:
            ConflictException: a dataset with this name exists.
            ServiceQuotaExceededException: the account has reached its number of datasets.
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
        """Return the dataset with the given settings; create it if it is missing.

        Arguments that you omit are not compared. Given tags are set; other tags stay. ``dataset.ensured`` describes
        what was done. If nothing differs, the method changes nothing.

        Args:
            name: name of the dataset.
            dataset_schema: as for ``create``; the schema of an existing dataset cannot be changed.
            server_side_kms_key_id: as for ``create``; the key of an existing dataset cannot be changed.
            tags: as for ``create``.
            client_token: idempotency token of the create request. Default: derived from the settings.

        Raises:
            CannotChangeError: the schema or the key differs; nothing was changed.
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
        """Start to copy a dataset with its data, and return the import job.

        If a dataset with the name exists, the copy replaces it. To import from another account, its dataset needs a
        policy that allows the import.

        Args:
            source: the dataset, or its ARN, also in another account.
            name: name of the copy. Default: the name of the source.
            server_side_kms_key_id: the KMS key that encrypts the copy. Default: the service's own key.
            tags: keys and values, for example a mapping.
            client_token: idempotency token.

        Raises:
            ConflictException: a job of the dataset to replace is running.
            ResourceNotFoundException: the source does not exist.
            AccessDeniedException: the source is in another account, and no policy allows the import.
        """
        answer = self._client.import_dataset(
            source_dataset_arn=source if isinstance(source, str) else source.dataset_arn,
            dataset_name=name,
            server_side_kms_key_id=server_side_kms_key_id,
            tags=tags,
            client_token=client_token,
        )
        return IngestionJob(self._client, answer.job_id)
