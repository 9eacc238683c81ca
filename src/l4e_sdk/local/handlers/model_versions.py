"""Model versions: describe, list, activate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.handlers.pages import page
from l4e_sdk.local.lifecycle.change import changed, selected
from l4e_sdk.local.lifecycle.models import activated
from l4e_sdk.local.store import model_versions as rows
from l4e_sdk.local.wire.faults import Conflict
from l4e_sdk.shapes import (
    ListModelVersionsResponse,
    ModelVersionStatus,
    ModelVersionSummary,
    UpdateActiveModelVersionResponse,
)

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import (
        DescribeModelVersionRequest,
        DescribeModelVersionResponse,
        ListModelVersionsRequest,
        UpdateActiveModelVersionRequest,
    )


def describe_model_version(
    context: Context, request: DescribeModelVersionRequest
) -> DescribeModelVersionResponse:
    """DescribeModelVersion."""
    find.model(context, request.model_name)
    return find.model_version(context, request.model_name, request.model_version)


def list_model_versions(context: Context, request: ListModelVersionsRequest) -> ListModelVersionsResponse:
    """ListModelVersions: ascending; an unknown model has none."""
    shelf, columns = context.store.model_versions, rows.TABLE.c
    filters = [
        *shelf.equal("model_name", request.model_name),
        *shelf.equal("status", request.status),
        *shelf.equal("source_type", request.source_type),
    ]
    if request.min_model_version is not None:
        filters.append(columns.version >= request.min_model_version)
    if request.max_model_version is not None:
        filters.append(columns.version <= request.max_model_version)
    if request.created_at_start_time is not None:
        filters.append(columns.created_at > request.created_at_start_time.timestamp())
    if request.created_at_end_time is not None:
        filters.append(columns.created_at < request.created_at_end_time.timestamp())
    found = page(shelf, context.scope, request, *filters)
    summaries = tuple(selected(version, ModelVersionSummary) for version in found.items)
    return ListModelVersionsResponse(model_version_summaries=summaries, **found.token)


def update_active_model_version(
    context: Context, request: UpdateActiveModelVersionRequest
) -> UpdateActiveModelVersionResponse:
    """UpdateActiveModelVersion: at once; a running execution ends on the version it began with."""
    model = find.model(context, request.model_name)
    version = find.model_version(context, request.model_name, request.model_version)
    if version.status != ModelVersionStatus.SUCCESS:
        raise Conflict(
            f"Version {version.model_version} of {model.model_name!r} is {version.status}; "
            "only a version that is SUCCESS can be active."
        )
    now_active = activated(model, version, context.now())
    context.store.models.put(context.scope, now_active)
    return changed(
        UpdateActiveModelVersionResponse(),
        model_name=model.model_name,
        model_arn=model.model_arn,
        current_active_version=now_active.active_model_version,
        current_active_version_arn=now_active.active_model_version_arn,
        previous_active_version=now_active.previous_active_model_version,
        previous_active_version_arn=now_active.previous_active_model_version_arn,
    )
