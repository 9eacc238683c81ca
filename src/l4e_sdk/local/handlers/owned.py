"""Common features of all resources: a quota, tags, a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from l4e_sdk.local.lifecycle.identity import partition
from l4e_sdk.local.quotas import remedy
from l4e_sdk.local.wire.faults import QuotaExceeded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import Tag

_WORDS: Final = {
    "datasets": "datasets per account and Region",
    "models": "models per account and Region",
    "label_groups": "label groups per account and Region",
    "labels_per_group": "labels per label group",
    "pending_ingestion_jobs": "pending ingestion jobs",
    "pending_models": "pending models",
    "pending_dataset_imports": "dataset imports in progress",
    "pending_model_imports": "model imports in progress",
    "tags_per_resource": "tags per resource",
}


def within(context: Context, quota: str, wanted: int) -> None:
    """Refuse what would pass a quota.

    Args:
        context: whose quotas hold.
        quota: the name of the quota, an attribute of `Quotas`.
        wanted: how many there would be.

    Raises:
        QuotaExceeded: the quota is less than ``wanted``.
    """
    limit: int = getattr(context.settings.quotas, quota)
    if wanted > limit:
        helps = "wait until one has ended" if quota.startswith("pending") else "delete one"
        raise QuotaExceeded(
            f"The quota of {limit:,} {_WORDS[quota]} is used up; {helps}, or {remedy(quota)}."
        )


def tag(context: Context, arn: str, tags: Iterable[Tag] | None) -> None:
    """Set the tags of a resource.

    Raises:
        QuotaExceeded: the resource would have more tags than it may.
    """
    wanted = {item.key: item.value for item in tags or ()}
    if wanted:
        within(context, "tags_per_resource", len(context.store.tags.of(arn) | wanted))
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
