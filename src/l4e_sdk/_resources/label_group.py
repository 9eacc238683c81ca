"""A label group: known ranges of abnormal and normal behaviour."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from l4e_sdk._calls.pagination import Pager
from l4e_sdk._resources._attributes import LabelGroupAttributes
from l4e_sdk._resources.ensured import Ensurable
from l4e_sdk._resources.tags import Tags
from l4e_sdk.data.labels import read_labels, write_labels

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from l4e_sdk import shapes


class LabelGroup(Ensurable["shapes.DescribeLabelGroupResponse"], LabelGroupAttributes):
    """A label group with its last description.

    Examples:
        >>> from datetime import UTC, datetime
        >>> group = client.label_groups.create("seals", fault_codes=["leak"])
        >>> label = group.add(datetime(2024, 3, 2, tzinfo=UTC), datetime(2024, 3, 4, tzinfo=UTC), fault_code="leak")
        >>> [(each.rating.value, each.fault_code) for each in group.labels()]
        [('ANOMALY', 'leak')]
        >>> group.remove(label)
    """

    _KIND: ClassVar[str] = "label group"

    @property
    def tags(self) -> Tags:
        """The tags, as a mutable mapping."""
        return self._once("tags", lambda: Tags(self.client, self.label_group_arn))

    def labels(
        self,
        *,
        interval_start_time: datetime | None = None,
        interval_end_time: datetime | None = None,
        fault_code: str | None = None,
        equipment: str | None = None,
        page_size: int | None = None,
        start_token: str | None = None,
    ) -> Pager[shapes.LabelSummary]:
        """List the labels of the group, page by page.

        Args:
            interval_start_time: only labels that end at this time or later.
            interval_end_time: only labels that start before this time.
            fault_code: only labels with this fault code.
            equipment: only labels about this equipment.
            page_size: largest number of items on a page, 1 to 500.
            start_token: token of the page to continue after.
        """

        def fetch(token: str | None, size: int | None) -> shapes.ListLabelsResponse:
            return self.client.list_labels(
                label_group_name=self.name,
                interval_start_time=interval_start_time,
                interval_end_time=interval_end_time,
                fault_code=fault_code,
                equipment=equipment,
                next_token=token,
                max_results=size,
            )

        return Pager(
            fetch,
            lambda page: page.label_summaries,
            page_size=page_size,
            start_token=start_token,
            of=f"labels of {self._in_words()}",
        )

    def add(
        self,
        start_time: datetime,
        end_time: datetime,
        rating: shapes.LabelRatingLike = "ANOMALY",
        *,
        fault_code: str | None = None,
        notes: str | None = None,
        equipment: str | None = None,
        client_token: str | None = None,
    ) -> str:
        """Label a range of time, and return the label's id. A label cannot be changed, only removed.

        Args:
            start_time: start of the range; for an anomaly, its first sign.
            end_time: end of the range; for an anomaly, the failure or its repair.
            rating: ANOMALY, NO_ANOMALY or NEUTRAL.
            fault_code: the kind of fault; one of the group's fault codes.
            notes: free text.
            equipment: the equipment that the label is about.
            client_token: idempotency token.

        Raises:
            ServiceQuotaExceededException: the group has reached its number of labels.
            ValidationException: the group does not have the fault code.
        """
        answer = self.client.create_label(
            label_group_name=self.name,
            start_time=start_time,
            end_time=end_time,
            rating=rating,
            fault_code=fault_code,
            notes=notes,
            equipment=equipment,
            client_token=client_token,
        )
        return answer.label_id or ""

    def load_csv(
        self,
        source: Path | str,
        *,
        rating: shapes.LabelRatingLike = "ANOMALY",
        fault_code: str | None = None,
        notes: str | None = None,
        equipment: str | None = None,
    ) -> tuple[str, ...]:
        """Add the labels of a file, and return the ids of the new labels.

        Labels that the group already has are skipped, so you can repeat an interrupted call.

        Args:
            source: a path, an ``s3://bucket/key``, or the text itself. Each line has a start and an end in UTC; there
                is no header.
            rating: the rating of all labels.
            fault_code: the kind of fault of all labels; one of the group's fault codes.
            notes: free text for all labels.
            equipment: the equipment that all labels are about.

        Raises:
            InvalidValueError: a line is not a start and an end; nothing was added.
            ObjectError: the object cannot be read.
        """
        wanted = dict.fromkeys(read_labels(source, store=self.client.objects))
        present = {
            (label.start_time, label.end_time)
            for label in self.labels(fault_code=fault_code, equipment=equipment, page_size=500)
            if (label.rating, label.fault_code, label.equipment) == (rating, fault_code, equipment)
        }
        return tuple(
            self.add(start, end, rating, fault_code=fault_code, notes=notes, equipment=equipment)
            for start, end in wanted
            if (start, end) not in present
        )

    def save_csv(self, target: Path | str, *, rating: shapes.LabelRatingLike = "ANOMALY") -> int:
        """Write the labels with a rating to a file that training can read, and return their number.

        Args:
            target: a path or an ``s3://bucket/key``.
            rating: the rating of the labels to write.

        Raises:
            ObjectError: the object cannot be written.
        """
        found = sorted(
            (label.start_time, label.end_time)
            for label in self.labels(page_size=500)
            if label.rating == rating and label.start_time and label.end_time
        )
        return write_labels(target, found, store=self.client.objects)

    def remove(self, label: str | shapes.LabelSummary) -> None:
        """Delete a label, by the label itself or by its id.

        Raises:
            ResourceNotFoundException: the group does not have the label.
        """
        label_id = label if isinstance(label, str) else label.label_id or ""
        self.client.delete_label(label_group_name=self.name, label_id=label_id)

    def update(self, *, fault_codes: Sequence[str]) -> Self:
        """Replace the fault codes that future labels may have."""
        self.client.update_label_group(label_group_name=self.name, fault_codes=fault_codes)
        self._see(None)
        return self

    def delete(self) -> None:
        """Delete the group and its labels.

        Raises:
            ConflictException: a model uses the group.
        """
        self.client.delete_label_group(label_group_name=self.name)

    def _describe(self) -> shapes.DescribeLabelGroupResponse:
        return self.client.describe_label_group(label_group_name=self.name)
