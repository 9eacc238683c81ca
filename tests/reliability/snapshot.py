"""What can be seen of an engine: everything it answers, and everything it has on its disk."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from botocore.client import BaseClient

    from l4e_sdk.local import LocalEngine

_UNIQUE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}")
_UNIQUE_BYTES = re.compile(_UNIQUE.pattern.encode())
_PARTIAL = ".l4e-partial-"
"""What a killed write leaves beside its object; it is never listed, and of no harm but its size."""


def snapshot(engine: LocalEngine, boto: BaseClient) -> dict[str, Any]:
    """Return everything that the engine answers and the objects it wrote, without what differs from run to run."""
    seen = {name: _plain(items) for name, items in everything(boto).items()}
    return {**seen, "objects": _files(engine.folder / "s3")}


def data_files(folder: Path) -> dict[str, str]:
    """Return the files of datasets and models with their contents' digests, without what differs from run to run."""
    return _files(folder / "data")


def everything(boto: BaseClient) -> dict[str, list[Any]]:
    """Return everything that an engine answers, by the kind of thing."""
    datasets = [boto.describe_dataset(DatasetName=name) for name in _names(boto, "list_datasets")]
    models = [boto.describe_model(ModelName=name) for name in _names(boto, "list_models")]
    schedulers = [
        boto.describe_inference_scheduler(InferenceSchedulerName=name)
        for name in _names(boto, "list_inference_schedulers")
    ]
    groups = _names(boto, "list_label_groups")
    arns = [
        *(found["DatasetArn"] for found in datasets),
        *(found["ModelArn"] for found in models),
        *(found["InferenceSchedulerArn"] for found in schedulers),
    ]
    return {
        "datasets": datasets,
        "models": models,
        "inference schedulers": schedulers,
        "label groups": [boto.describe_label_group(LabelGroupName=name) for name in groups],
        **_of_datasets(boto, [found["DatasetName"] for found in datasets if found["Status"] == "ACTIVE"]),
        **_of_models(boto, [found["ModelName"] for found in models]),
        **_of_schedulers(boto, [found["InferenceSchedulerName"] for found in schedulers]),
        "labels": [one for name in groups for one in _listed(boto, "list_labels", LabelGroupName=name)],
        "tags": [[arn, boto.list_tags_for_resource(ResourceArn=arn)["Tags"]] for arn in arns],
        "policies": [policy for arn in arns for policy in _policy(boto, arn)],
    }


def _of_datasets(boto: BaseClient, filled: list[str]) -> dict[str, list[Any]]:
    jobs = [job["JobId"] for job in _listed(boto, "list_data_ingestion_jobs")]
    return {
        "ingestion jobs": [boto.describe_data_ingestion_job(JobId=job) for job in jobs],
        "sensor statistics": [_listed(boto, "list_sensor_statistics", DatasetName=name) for name in filled],
    }


def _of_models(boto: BaseClient, names: list[str]) -> dict[str, list[Any]]:
    retrained = [one["ModelName"] for one in _listed(boto, "list_retraining_schedulers")]
    return {
        "versions": [
            boto.describe_model_version(ModelName=name, ModelVersion=one["ModelVersion"])
            for name in names
            for one in _listed(boto, "list_model_versions", ModelName=name)
        ],
        "retraining schedulers": [boto.describe_retraining_scheduler(ModelName=name) for name in retrained],
    }


def _of_schedulers(boto: BaseClient, names: list[str]) -> dict[str, list[Any]]:
    always = {"IntervalStartTime": 0, "IntervalEndTime": 4e9}
    return {
        "executions": [
            one
            for name in names
            for one in _listed(boto, "list_inference_executions", InferenceSchedulerName=name)
        ],
        "events": [
            one
            for name in names
            for one in _listed(boto, "list_inference_events", InferenceSchedulerName=name, **always)
        ],
    }


def _policy(boto: BaseClient, arn: str) -> list[Any]:
    try:
        return [boto.describe_resource_policy(ResourceArn=arn)]
    except ClientError:
        return []


def _names(boto: BaseClient, operation: str) -> list[str]:
    return [next(one[key] for key in one if key.endswith("Name")) for one in _named(boto, operation)]


def _named(boto: BaseClient, operation: str) -> Iterator[dict[str, Any]]:
    key = {
        "list_datasets": "DatasetName",
        "list_models": "ModelName",
        "list_inference_schedulers": "InferenceSchedulerName",
        "list_label_groups": "LabelGroupName",
    }[operation]
    return ({key: one[key]} for one in _listed(boto, operation))


def _listed(boto: BaseClient, operation: str, **members: Any) -> list[Any]:
    pages = boto.get_paginator(operation).paginate(**members, PaginationConfig={"PageSize": 50})
    return list(pages.search("@ | values(@) | [?type(@) == 'array'] | [0][]"))


def _plain(items: list[Any]) -> list[Any]:
    texts = [json.dumps(_without_envelope(item), sort_keys=True, default=str) for item in items]
    return [json.loads(text) for text in sorted(_UNIQUE.sub("<id>", text) for text in texts)]


def _without_envelope(item: Any) -> Any:
    if isinstance(item, dict):
        # A policy's revision is a digest or an id of its own, and signed places of statistics are unique.
        return {key: value for key, value in item.items() if key != "ResponseMetadata"}
    return item


def _files(folder: Path) -> dict[str, str]:
    return {
        _UNIQUE.sub("<id>", path.relative_to(folder).as_posix()): _digest(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(_PARTIAL)
    }


def _digest(content: bytes) -> str:
    # The drift object names its scheduler, whose ARN ends in an id of its own.
    return hashlib.sha256(_UNIQUE_BYTES.sub(b"<id>", content)).hexdigest()[:12]
