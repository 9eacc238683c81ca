"""The source of an import: in this account, or in another one whose policies allow it.

Source: service/model-versions#import, service/policies#evaluation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from l4e_sdk.local.lifecycle import policies
from l4e_sdk.local.lifecycle.identity import model_of, owner_of
from l4e_sdk.local.lifecycle.policy_document import parse
from l4e_sdk.local.wire.faults import AccessDenied, NotFound

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.store import Shelf
    from l4e_sdk.local.store.descriptions import StoredDataset, StoredModelVersion
    from l4e_sdk.shapes import Shape

D = TypeVar("D", bound="Shape")


def dataset(context: Context, arn: str) -> StoredDataset:
    """Return the dataset to import.

    Raises:
        NotFound: the account does not have the dataset.
        AccessDenied: another account owns it, and its policy does not allow the import.
    """
    attempt = policies.Attempt(context.scope.account, policies.IMPORT_DATASET, (arn,))
    return _allowed(context, context.store.datasets, attempt)


def model_version(context: Context, arn: str, *, importing_data: bool) -> StoredModelVersion:
    """Return the model version to import.

    Args:
        context: the context of the importing account.
        arn: ARN of the version.
        importing_data: whether the import includes the inference data of the model.

    Raises:
        NotFound: the account does not have the version.
        AccessDenied: another account owns it, and its policy does not allow the import.
    """
    wanted = (arn, model_of(arn))
    attempt = policies.Attempt(
        context.scope.account, policies.IMPORT_MODEL_VERSION, wanted, importing_data=importing_data
    )
    return _allowed(context, context.store.model_versions, attempt)


def _allowed(context: Context, shelf: Shelf[D], attempt: policies.Attempt) -> D:
    arn, owner = attempt.resources[0], owner_of(attempt.resources[0])
    found = shelf.with_arn(owner, arn) if owner.region == context.scope.region else None
    if owner.account == context.scope.account:
        if found is None:
            raise NotFound(f"There is no resource {arn!r} in this account and Region.")
        return found
    attached = [context.store.policies.get(resource) for resource in attempt.resources]
    parsed = [parse(policy.resource_policy) for policy in attached if policy]
    # A missing resource and a forbidden one must get the same answer.
    if found is None or not policies.permits(parsed, attempt):
        raise AccessDenied(
            f"The account {owner.account} does not let {context.scope.account} import {arn!r}; its owner can allow it "
            f"{attempt.action} with PutResourcePolicy."
        )
    return found
