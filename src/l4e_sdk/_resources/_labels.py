"""The source of labels in requests: a location in S3 or a label group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._resources.label_group import LabelGroup

if TYPE_CHECKING:
    from l4e_sdk import shapes


def labels_of(
    source: shapes.LabelsInputConfigurationLike | LabelGroup | None,
) -> shapes.LabelsInputConfigurationLike | None:
    """Return the request's form of a source of labels. A label group is passed by its name."""
    return {"LabelGroupName": source.name} if isinstance(source, LabelGroup) else source
