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
    """The label groups in a client's account."""

    def get(self, name: str) -> LabelGroup:
        """Return a label group with its description.

        Raises:
            ResourceNotFoundException: the label group does not exist.
        """
        return LabelGroup(self._client, name).refresh()

    def list(
        self,
        *,
        label_group_name_begins_with: str | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[LabelGroup]:
        """List the label groups, page by page.

        Args:
            label_group_name_begins_with: prefix of the names to list.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
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
            name: name of the new label group: 1 to 200 letters, digits, ``_`` and ``-``.
            fault_codes: the fault codes that its labels may have, at most 50.
            tags: keys and values, for example a mapping.
            client_token: idempotency token.

        Raises:
            ConflictException: a label group with this name exists.
            ServiceQuotaExceededException: the account has reached its number of label groups.
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
        """Return the label group with the given settings; create it if it is missing, otherwise change it.

        Arguments that you omit are not compared, and labels are not compared at all. ``group.ensured`` describes what
        was done. If nothing differs, the method changes nothing.

        Args:
            name: name of the label group.
            fault_codes: exactly these fault codes, in any order. Labels with another fault code keep it.
            tags: tags to set; other tags stay.
            client_token: idempotency token of the create request. Default: derived from the settings.
        """
        wanted = record(
            self._client, lambda client: LabelGroups(client).create(name, fault_codes=fault_codes, tags=tags)
        )
        return ensure(LabelGroup(self._client, name), wanted, LABEL_GROUP, token=client_token)
