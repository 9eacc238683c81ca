"""Names of resources in ARN form (service/wire#names)."""

from __future__ import annotations

import uuid

from l4e_sdk.local.store import Scope


def new_arn(scope: Scope, kind: str, name: str) -> str:
    """Return an ARN that no resource had before, even one of the same name."""
    return f"arn:{partition(scope.region)}:lookoutequipment:{scope.region}:{scope.account}:{kind}/{name}/{uuid.uuid4()}"


def version_arn(model_arn: str, version: int) -> str:
    """Return the ARN of a model version."""
    return f"{model_arn}/model-version/{version}"


def retraining_run(model_arn: str) -> str:
    """Return the queue's name for the retraining runs of a model, which have no ARN."""
    return f"{model_arn}/retraining"


def retraining_state(model_arn: str) -> str:
    """Return the queue's name for a retraining scheduler, whose status may change during its run."""
    return f"{model_arn}/retraining-scheduler"


def imports_of(arn: str) -> str:
    """Return the queue's name for the imports that read a dataset or a model."""
    return f"{arn}/imports"


def owner_of(arn: str) -> Scope:
    """Return the account and Region that an ARN belongs to."""
    _, _, _, region, account, _ = arn.split(":", 5)
    return Scope(account, region)


def model_of(arn: str) -> str:
    """Return the ARN of the model that the ARN of a version, or of the model itself, belongs to."""
    return arn.partition("/model-version/")[0]


def unique_part(arn: str) -> str:
    """Return the part of an ARN that is never used twice; folders are named by it."""
    return arn.split("/")[2]


def new_id() -> str:
    """Return an id of 32 hex characters, as jobs and labels have."""
    return uuid.uuid4().hex


def partition(region: str) -> str:
    """Return the partition of AWS that a Region belongs to."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"
