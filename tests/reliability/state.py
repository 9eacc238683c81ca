"""What must hold of an engine: its files are whole, its states are true, and nothing is left of interrupted work."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from l4e_sdk.local.store.queue import TABLE
from tests.reliability.snapshot import everything

if TYPE_CHECKING:
    from pathlib import Path

    from botocore.client import BaseClient

    from l4e_sdk.local import LocalEngine


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
    seen = everything(boto)
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
