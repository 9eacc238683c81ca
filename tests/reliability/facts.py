"""Whether that which was acknowledged is true, asked of an engine that was opened after a kill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tests.reliability.state import Untrue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.client import BaseClient

    from tests.reliability.steps import Fact


def check(boto: BaseClient, facts: Mapping[Fact, Any]) -> None:
    """Fail if the engine answers something else than what was acknowledged."""
    for (kind, name), expected in facts.items():
        found = _READERS[kind](boto, name)
        if found != expected:
            raise Untrue(f"{kind} {name!r} was acknowledged as {expected!r} and is {found!r}")


def _exists(operation: str, member: str) -> Callable[[BaseClient, str], bool]:
    return lambda boto, name: _described(boto, operation, member, name) is not None


def _described(boto: BaseClient, operation: str, member: str, name: str) -> dict[str, Any] | None:
    try:
        return getattr(boto, operation)(**{member: name})
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        raise


def _scheduler(boto: BaseClient, name: str) -> dict[str, Any]:
    return _described(boto, "describe_inference_scheduler", "InferenceSchedulerName", name) or {}


def _arn(boto: BaseClient, name: str) -> str:
    return str(boto.describe_dataset(DatasetName=name)["DatasetArn"])


def _tags(boto: BaseClient, name: str) -> dict[str, str]:
    tags = boto.list_tags_for_resource(ResourceArn=_arn(boto, name))["Tags"]
    return {tag["Key"]: tag["Value"] for tag in tags}


def _policy(boto: BaseClient, name: str) -> bool:
    return _described(boto, "describe_resource_policy", "ResourceArn", _arn(boto, name)) is not None


_READERS: dict[str, Callable[[BaseClient, str], Any]] = {
    "dataset": _exists("describe_dataset", "DatasetName"),
    "model": _exists("describe_model", "ModelName"),
    "label group": _exists("describe_label_group", "LabelGroupName"),
    "inference scheduler": _exists("describe_inference_scheduler", "InferenceSchedulerName"),
    "retraining scheduler": _exists("describe_retraining_scheduler", "ModelName"),
    "tags of dataset": _tags,
    "policy of dataset": _policy,
    "active version": lambda boto, name: boto.describe_model(ModelName=name).get("ActiveModelVersion"),
    "delay of": lambda boto, name: _scheduler(boto, name).get("DataDelayOffsetInMinutes"),
    "stopped": lambda boto, name: _scheduler(boto, name).get("Status") in {"STOPPING", "STOPPED"},
}
