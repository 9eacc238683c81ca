"""The datasets of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.pagination import Pager
from l4e_sdk.resources._collection import Collection
from l4e_sdk.resources.dataset import Dataset
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

        return Pager(fetch, items, page_size=page_size, start_token=start_token)

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
