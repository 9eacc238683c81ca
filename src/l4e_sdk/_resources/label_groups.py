"""The label groups of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._resources._collection import Collection
from l4e_sdk._resources._ensure import ensure
from l4e_sdk._resources._recorded_requests import record
from l4e_sdk._resources._updatable import LABEL_GROUP
from l4e_sdk._resources.label_group import LabelGroup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from l4e_sdk import shapes


class LabelGroups(Collection):
    """The label groups that a client reaches."""

    def get(self, name: str) -> LabelGroup:
        """Return a label group with its description.

        Raises:
            ResourceNotFoundException: there is no label group of that name.
        """
        return LabelGroup(self._client, name).refresh()

    def list(
        self,
        *,
        label_group_name_begins_with: str | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[LabelGroup]:
        """List the label groups.

        Args:
            label_group_name_begins_with: only those whose name begins so.
            page_size: most items in a page, 1 to 500.
            start_token: where to go on.
        """

        def fetch(token: str | None, size: int | None) -> shapes.ListLabelGroupsResponse:
            return self._client.list_label_groups(
                label_group_name_begins_with=label_group_name_begins_with, next_token=token, max_results=size
            )

        def items(page: shapes.ListLabelGroupsResponse) -> Iterator[LabelGroup]:
            return (
                LabelGroup(self._client, each.label_group_name, each) for each in page.label_group_summaries
            )

        return Pager(fetch, items, page_size=page_size, start_token=start_token, of="label groups")

    def create(
        self,
        name: str,
        *,
        fault_codes: Sequence[str] | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> LabelGroup:
        """Create a label group.

        Args:
            name: its name; 1 to 200 letters, digits, ``_`` and ``-``.
            fault_codes: the fault codes that its labels may have; up to 50.
            tags: keys and values; a mapping will do.
            client_token: makes the request idempotent.

        Raises:
            ConflictException: a label group of that name exists.
            ServiceQuotaExceededException: the account has its full number of label groups.
        """
        answer = self._client.create_label_group(
            label_group_name=name, fault_codes=fault_codes, tags=tags, client_token=client_token
        )
        return LabelGroup(self._client, name, answer)

    def ensure(
        self,
        name: str,
        *,
        fault_codes: Sequence[str] | None = None,
        tags: shapes.TagsLike | None = None,
        client_token: str | None = None,
    ) -> LabelGroup:
        """Return a label group that is as the arguments say; create it if it is missing, otherwise change it.

        What is not given may be anything. ``group.ensured`` says what was done; if everything was as wanted, nothing
        was written. Labels are not looked at.

        Args:
            name: its name.
            fault_codes: exactly these, in any order; labels that have another one keep it.
            tags: those that are given are set, others stay.
            client_token: makes the request that creates it idempotent; made from what it says unless given.
        """
        wanted = record(
            self._client, lambda client: LabelGroups(client).create(name, fault_codes=fault_codes, tags=tags)
        )
        return ensure(LabelGroup(self._client, name), wanted, LABEL_GROUP, token=client_token)
