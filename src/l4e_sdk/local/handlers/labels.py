"""Label groups and labels; all calls are done at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.handlers import owned
from l4e_sdk.local.handlers.pages import page
from l4e_sdk.local.lifecycle.change import changed, selected
from l4e_sdk.local.lifecycle.identity import new_arn, new_id
from l4e_sdk.local.store import labels as rows
from l4e_sdk.local.store.descriptions import StoredLabel, StoredLabelGroup
from l4e_sdk.local.wire.faults import Conflict, Invalid, NotFound
from l4e_sdk.shapes import (
    CreateLabelGroupResponse,
    CreateLabelResponse,
    DescribeLabelGroupResponse,
    DescribeLabelResponse,
    EmptyResponse,
    LabelGroupSummary,
    LabelSummary,
    ListLabelGroupsResponse,
    ListLabelsResponse,
)

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import (
        CreateLabelGroupRequest,
        CreateLabelRequest,
        DeleteLabelGroupRequest,
        DeleteLabelRequest,
        DescribeLabelGroupRequest,
        DescribeLabelRequest,
        ListLabelGroupsRequest,
        ListLabelsRequest,
        UpdateLabelGroupRequest,
    )


def create_label_group(context: Context, request: CreateLabelGroupRequest) -> CreateLabelGroupResponse:
    """CreateLabelGroup."""
    shelf, name, now = context.store.label_groups, request.label_group_name, context.now()
    if shelf.get(context.scope, name):
        raise Conflict(f"A label group named {name!r} exists already; choose another name or delete it.")
    owned.within(context, "label_groups", shelf.count(context.scope) + 1)
    group = StoredLabelGroup(
        label_group_name=name,
        label_group_arn=new_arn(context.scope, "label-group", name),
        fault_codes=request.fault_codes or (),
        created_at=now,
        updated_at=now,
    )
    shelf.put(context.scope, group)
    owned.tag(context, group.label_group_arn, request.tags)
    return selected(group, CreateLabelGroupResponse)


def describe_label_group(context: Context, request: DescribeLabelGroupRequest) -> DescribeLabelGroupResponse:
    """DescribeLabelGroup."""
    return find.label_group(context, request.label_group_name)


def list_label_groups(context: Context, request: ListLabelGroupsRequest) -> ListLabelGroupsResponse:
    """ListLabelGroups: by name."""
    shelf = context.store.label_groups
    found = page(
        shelf, context.scope, request, *shelf.begins_with("name", request.label_group_name_begins_with)
    )
    summaries = tuple(selected(group, LabelGroupSummary) for group in found.items)
    return ListLabelGroupsResponse(label_group_summaries=summaries, **found.token)


def update_label_group(context: Context, request: UpdateLabelGroupRequest) -> EmptyResponse:
    """UpdateLabelGroup: replaces the list of fault codes; labels keep the code they have."""
    group = find.label_group(context, request.label_group_name)
    codes = group.fault_codes if request.fault_codes is None else request.fault_codes
    context.store.label_groups.put(context.scope, changed(group, fault_codes=codes, updated_at=context.now()))
    return EmptyResponse()


def delete_label_group(context: Context, request: DeleteLabelGroupRequest) -> EmptyResponse:
    """DeleteLabelGroup: with its labels, unless a model trains from it."""
    group = find.label_group(context, request.label_group_name)
    name = group.label_group_name
    for model in context.store.models.select(context.scope):
        if model.labels_input_configuration and model.labels_input_configuration.label_group_name == name:
            raise Conflict(
                f"The model {model.model_name!r} trains from this group; delete or update the model first."
            )
    context.store.labels.delete_where(context.scope, rows.LABELS.c.group_name == name)
    context.store.label_groups.delete(context.scope, name)
    context.store.tags.clear(group.label_group_arn)
    return EmptyResponse()


def create_label(context: Context, request: CreateLabelRequest) -> CreateLabelResponse:
    """CreateLabel: store a range of time with its rating."""
    group = find.label_group(context, request.label_group_name)
    if request.fault_code is not None and request.fault_code not in group.fault_codes:
        raise Invalid(
            f"FaultCode {request.fault_code!r} is none of the group's codes; add it with UpdateLabelGroup."
        )
    shelf = context.store.labels
    labelled = shelf.count(context.scope, rows.LABELS.c.group_name == request.label_group_name)
    owned.within(context, "labels_per_group", labelled + 1)
    label = StoredLabel(
        label_group_name=group.label_group_name,
        label_group_arn=group.label_group_arn,
        label_id=new_id(),
        start_time=request.start_time,
        end_time=request.end_time,
        rating=request.rating,
        fault_code=request.fault_code,
        notes=request.notes,
        equipment=request.equipment,
        created_at=context.now(),
    )
    shelf.put(context.scope, label)
    return selected(label, CreateLabelResponse)


def describe_label(context: Context, request: DescribeLabelRequest) -> DescribeLabelResponse:
    """DescribeLabel."""
    return _label(context, request.label_group_name, request.label_id)


def list_labels(context: Context, request: ListLabelsRequest) -> ListLabelsResponse:
    """ListLabels: by start time; an unknown group has none."""
    shelf, columns = context.store.labels, rows.LABELS.c
    filters = [
        *shelf.equal("group_name", request.label_group_name),
        *shelf.equal("fault_code", request.fault_code),
        *shelf.equal("equipment", request.equipment),
    ]
    if request.interval_start_time is not None:
        filters.append(columns.label_end >= request.interval_start_time.timestamp())
    if request.interval_end_time is not None:
        filters.append(columns.label_start < request.interval_end_time.timestamp())
    found = page(shelf, context.scope, request, *filters)
    summaries = tuple(selected(label, LabelSummary) for label in found.items)
    return ListLabelsResponse(label_summaries=summaries, **found.token)


def delete_label(context: Context, request: DeleteLabelRequest) -> EmptyResponse:
    """DeleteLabel."""
    label = _label(context, request.label_group_name, request.label_id)
    context.store.labels.delete(context.scope, label.label_group_name, label.label_id)
    return EmptyResponse()


def _label(context: Context, group_name: str, label_id: str) -> StoredLabel:
    find.label_group(context, group_name)
    label = context.store.labels.get(context.scope, group_name, label_id)
    if label is None:
        raise NotFound(f"The label group {group_name!r} has no label {label_id!r}.")
    return label
