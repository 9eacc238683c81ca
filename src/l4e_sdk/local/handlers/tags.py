"""Tags of any resource that can have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from l4e_sdk.local.handlers import owned
from l4e_sdk.local.wire.faults import NotFound
from l4e_sdk.shapes import ListTagsForResourceResponse, Tag, TagResourceResponse, UntagResourceResponse

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import ListTagsForResourceRequest, TagResourceRequest, UntagResourceRequest


def tag_resource(context: Context, request: TagResourceRequest) -> TagResourceResponse:
    """TagResource: set by key; other tags stay."""
    _check_exists(context, request.resource_arn)
    owned.tag(context, request.resource_arn, request.tags)
    return TagResourceResponse()


def untag_resource(context: Context, request: UntagResourceRequest) -> UntagResourceResponse:
    """UntagResource: absent keys are ignored."""
    _check_exists(context, request.resource_arn)
    context.store.tags.remove(request.resource_arn, request.tag_keys)
    return UntagResourceResponse()


def list_tags_for_resource(
    context: Context, request: ListTagsForResourceRequest
) -> ListTagsForResourceResponse:
    """ListTagsForResource: by key."""
    _check_exists(context, request.resource_arn)
    tags = context.store.tags.of(request.resource_arn)
    return ListTagsForResourceResponse(tags=tuple(Tag(key=key, value=value) for key, value in tags.items()))


def _check_exists(context: Context, arn: str) -> None:
    store = context.store
    taggable = (
        store.datasets,
        store.models,
        store.model_versions,
        store.inference_schedulers,
        store.label_groups,
    )
    for shelf in taggable:
        if shelf.count(context.scope, shelf.table.c.arn == sa.literal(arn)):
            return
    raise NotFound(f"There is no resource {arn!r} in this account and Region.")
