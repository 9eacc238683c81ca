"""Common features of all resources: a quota, tags, a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.lifecycle.identity import partition
from l4e_sdk.local.wire.faults import QuotaExceeded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import Tag


DELETE, WAIT = "delete one", "wait until one has ended"
"""Remedies for a quota that is used up."""


def within(wanted: int, limit: int, what: str, remedy: str = DELETE) -> None:
    """Refuse what would pass a quota.

    Args:
        wanted: how many there would be.
        limit: how many there may be.
        what: of what, in the plural.
        remedy: what helps, beside another quota.

    Raises:
        QuotaExceeded: ``wanted`` is more than ``limit``.
    """
    if wanted > limit:
        raise QuotaExceeded(
            f"The quota of {limit} {what} is used up; {remedy}, or raise the quota in EngineSettings."
        )


def tag(context: Context, arn: str, tags: Iterable[Tag] | None) -> None:
    """Set the tags of a resource.

    Raises:
        QuotaExceeded: the resource would have more tags than it may.
    """
    wanted = {item.key: item.value for item in tags or ()}
    if wanted:
        limit = context.settings.quotas.tags_per_resource
        within(len(context.store.tags.of(arn) | wanted), limit, "tags per resource")
        context.store.tags.put(arn, wanted)


def kms(context: Context, key: str | None) -> dict[str, str]:
    """Return the key as Describe shows it: an ARN, or None when the request had none (service/wire#kms)."""
    if key is None:
        return {}
    if key.startswith("arn:"):
        return {"server_side_kms_key_id": key}
    name = key if key.startswith("alias/") else f"key/{key}"
    region = context.scope.region
    return {"server_side_kms_key_id": f"arn:{partition(region)}:kms:{region}:{context.scope.account}:{name}"}
