"""What can be seen of an engine: everything it answers, everything it has on its disk, and what must hold of both."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from botocore.exceptions import ClientError

from l4e_sdk.local.store.queue import TABLE

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
    seen = {name: _plain(items) for name, items in _everything(boto).items()}
    return {**seen, "objects": _files(engine.folder / "s3")}


def data_files(folder: Path) -> dict[str, str]:
    """Return the files of datasets and models with their contents' digests, without what differs from run to run."""
    return _files(folder / "data")


def _everything(boto: BaseClient) -> dict[str, list[Any]]:
    datasets = [boto.describe_dataset(DatasetName=name) for name in _names(boto, "list_datasets")]
    models = [boto.describe_model(ModelName=name) for name in _names(boto, "list_models")]
    schedulers = [
        boto.describe_inference_scheduler(InferenceSchedulerName=name)
        for name in _names(boto, "list_inference_schedulers")
    ]
    groups = [boto.describe_label_group(LabelGroupName=name) for name in _names(boto, "list_label_groups")]
    arns = [
        *(found["DatasetArn"] for found in datasets),
        *(found["ModelArn"] for found in models),
        *(found["InferenceSchedulerArn"] for found in schedulers),
    ]
    return {
        "datasets": datasets,
        "ingestion jobs": [
            boto.describe_data_ingestion_job(JobId=job["JobId"])
            for job in _listed(boto, "list_data_ingestion_jobs")
        ],
        "sensor statistics": [
            _listed(boto, "list_sensor_statistics", DatasetName=found["DatasetName"])
            for found in datasets
            if found["Status"] == "ACTIVE"
        ],
        "models": models,
        "versions": [
            boto.describe_model_version(ModelName=one["ModelName"], ModelVersion=one["ModelVersion"])
            for model in models
            for one in _listed(boto, "list_model_versions", ModelName=model["ModelName"])
        ],
        "inference schedulers": schedulers,
        "executions": [
            one
            for found in schedulers
            for one in _listed(
                boto, "list_inference_executions", InferenceSchedulerName=found["InferenceSchedulerName"]
            )
        ],
        "events": [
            one
            for found in schedulers
            for one in _listed(
                boto,
                "list_inference_events",
                InferenceSchedulerName=found["InferenceSchedulerName"],
                IntervalStartTime=0,
                IntervalEndTime=4e9,
            )
        ],
        "retraining schedulers": [
            boto.describe_retraining_scheduler(ModelName=one["ModelName"])
            for one in _listed(boto, "list_retraining_schedulers")
        ],
        "label groups": groups,
        "labels": [
            one
            for group in groups
            for one in _listed(boto, "list_labels", LabelGroupName=group["LabelGroupName"])
        ],
        "tags": [[arn, boto.list_tags_for_resource(ResourceArn=arn)["Tags"]] for arn in arns],
        "policies": [policy for arn in arns for policy in _policy(boto, arn)],
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


class Untrue(AssertionError):  # noqa: N818  # it is a finding, and reads as one
    """Something that was acknowledged does not hold, or a resource is in a state that nothing stands behind."""


def check_file(folder: Path) -> None:
    """Fail unless the database is whole."""
    path = folder / "state.db"
    if not path.exists():
        return
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        raise Untrue(f"the database is damaged: {found}")


def check_states(engine: LocalEngine, boto: BaseClient) -> None:
    """Fail if a resource says that work is going on and no job stands behind it, or that no work is and one does."""
    jobs = _jobs(engine)
    seen = _everything(boto)
    for dataset in seen["datasets"]:
        if dataset["Status"] in {"INGESTION_IN_PROGRESS", "IMPORT_IN_PROGRESS"}:
            _require(
                any(
                    job["DatasetArn"] == dataset["DatasetArn"] and job["Status"].endswith("IN_PROGRESS")
                    for job in seen["ingestion jobs"]
                ),
                f"dataset {dataset['DatasetName']} is {dataset['Status']} without an ingestion job",
            )
    for job in seen["ingestion jobs"]:
        working = job["Status"].endswith("IN_PROGRESS")
        behind = [one for one in jobs if one["payload"].get("job_id") == job["JobId"]]
        _require(
            working == bool(behind), f"ingestion job {job['JobId']} is {job['Status']}, its jobs: {behind}"
        )
    for version in seen["versions"]:
        _check_version(version, jobs)
    for execution in seen["executions"]:
        if execution["Status"] == "IN_PROGRESS":
            start = execution["DataStartTime"].timestamp()
            _require(
                any(job["kind"] == "inference" and job["payload"].get("start") == start for job in jobs),
                f"the execution of {execution['DataStartTime']} is in progress without a job",
            )
    _check_schedulers(seen, jobs)


def _check_version(version: dict[str, Any], jobs: list[dict[str, Any]]) -> None:
    working = version["Status"].endswith("IN_PROGRESS")
    behind = [
        job
        for job in jobs
        if job["payload"].get("model_name") == version["ModelName"]
        and job["kind"] in {"training", "import_model_version", "retraining"}
        and job["payload"].get("version", version["ModelVersion"]) == version["ModelVersion"]
    ]
    name = f"version {version['ModelVersion']} of {version['ModelName']}"
    _require(bool(behind) or not working, f"{name} is {version['Status']} without a job")
    _require(
        working or all(job["kind"] == "retraining" for job in behind),
        f"{name} is {version['Status']}, but has jobs: {behind}",
    )


def _check_schedulers(seen: dict[str, list[Any]], jobs: list[dict[str, Any]]) -> None:
    for kind, name in (("inference", "InferenceSchedulerName"), ("retraining", "ModelName")):
        for scheduler in seen[f"{kind} schedulers"]:
            member = {"inference": "scheduler_name", "retraining": "model_name"}[kind]
            mine = [job for job in jobs if job["payload"].get(member) == scheduler[name]]
            behind = {job["kind"] for job in mine} & {kind, f"settle_{kind}"}
            status = scheduler["Status"]
            says = f"the {kind} scheduler {scheduler[name]} is {status}, its jobs: {sorted(behind)}"
            if status in {"PENDING", "STOPPING"}:
                _require(f"settle_{kind}" in behind, says)
            elif status == "RUNNING":
                _require(bool(behind), says)
                runs = [job for job in mine if job["kind"] == kind]
                _require(len(runs) <= 1, f"{says}; {len(runs)} runs are planned")


def check_rest(folder: Path, engine: LocalEngine) -> None:
    """Fail if something is left of interrupted work after all work has ended and all delays have passed."""
    left = [str(path.relative_to(folder)) for path in folder.rglob("*.partial*")]
    _require(not left, f"files of interrupted work were left: {left}")
    jobs = [job for job in _jobs(engine) if job["due"] <= engine.clock.now().timestamp()]
    _require(not jobs, f"jobs are due after everything has ended: {jobs}")


def _jobs(engine: LocalEngine) -> list[dict[str, Any]]:
    with engine.store.atomic() as connection:
        rows = connection.execute(sa.select(TABLE).where(~TABLE.c.cancelled)).mappings().all()
    return [{**row, "payload": json.loads(row["payload"])} for row in rows]


def _require(holds: bool, says: str) -> None:
    if not holds:
        raise Untrue(says)


def _digest(content: bytes) -> str:
    # The drift object names its scheduler, whose ARN ends in an id of its own.
    return hashlib.sha256(_UNIQUE_BYTES.sub(b"<id>", content)).hexdigest()[:12]
