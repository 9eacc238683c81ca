"""Resource policies: put, describe and delete, by the owner of the resource only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from l4e_sdk.local.lifecycle.identity import new_id, owner_of
from l4e_sdk.local.lifecycle.policy_document import PolicyError, parse
from l4e_sdk.local.store.descriptions import StoredPolicy
from l4e_sdk.local.wire.faults import AccessDenied, Conflict, Invalid, NotFound
from l4e_sdk.shapes import (
    DescribeResourcePolicyResponse,
    EmptyResponse,
    PutResourcePolicyResponse,
)

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import (
        DeleteResourcePolicyRequest,
        DescribeResourcePolicyRequest,
        PutResourcePolicyRequest,
    )

_KIND = re.compile(r"(dataset|model)/[^/]+/[^/]+(/model-version/\d+)?", re.ASCII)


def put_resource_policy(context: Context, request: PutResourcePolicyRequest) -> PutResourcePolicyResponse:
    """PutResourcePolicy: created or replaced; with a revision, only if that is the current one."""
    _check_owned(context, request.resource_arn)
    try:
        parse(request.resource_policy)
    except PolicyError as error:
        raise Invalid(f"ResourcePolicy: {error}.") from error
    current = context.store.policies.get(request.resource_arn)
    _check_revision(request, current)
    now = context.now()
    policy = StoredPolicy(
        policy_revision_id=new_id(),
        resource_policy=request.resource_policy,
        creation_time=current.creation_time if current else now,
        last_modified_time=now,
    )
    context.store.policies.put(request.resource_arn, policy)
    return PutResourcePolicyResponse(
        resource_arn=request.resource_arn, policy_revision_id=policy.policy_revision_id
    )


def describe_resource_policy(
    context: Context, request: DescribeResourcePolicyRequest
) -> DescribeResourcePolicyResponse:
    """DescribeResourcePolicy."""
    return _policy(context, request.resource_arn)


def delete_resource_policy(context: Context, request: DeleteResourcePolicyRequest) -> EmptyResponse:
    """DeleteResourcePolicy: from then on, other accounts import nothing."""
    _policy(context, request.resource_arn)
    context.store.policies.delete(request.resource_arn)
    context.store.tokens.free_all(context.scope, "PutResourcePolicy", request.resource_arn)
    return EmptyResponse()


def _policy(context: Context, arn: str) -> StoredPolicy:
    _check_owned(context, arn)
    policy = context.store.policies.get(arn)
    if policy is None:
        raise NotFound(f"The resource {arn!r} has no policy.")
    return policy


def _check_revision(request: PutResourcePolicyRequest, current: StoredPolicy | None) -> None:
    if request.policy_revision_id is None:
        return
    revision = current.policy_revision_id if current else None
    if request.policy_revision_id.lower() != revision:
        raise Conflict(
            f"PolicyRevisionId {request.policy_revision_id!r} is not the policy's revision, which is {revision!r}; "
            "read the policy again before changing it."
        )


def _check_owned(context: Context, arn: str) -> None:
    kind = _KIND.fullmatch(arn.split(":", 5)[5])
    if kind is None:
        raise Invalid(f"ResourceArn {arn!r}: only datasets, models and model versions can have a policy.")
    if owner_of(arn).account != context.scope.account:
        raise AccessDenied(f"Only the owner of {arn!r} may read or change its policy.")
    store = context.store
    shelf = store.datasets if kind[1] == "dataset" else store.model_versions if kind[2] else store.models
    if owner_of(arn) != context.scope or shelf.with_arn(context.scope, arn) is None:
        raise NotFound(f"There is no resource {arn!r} in this account and Region.")
