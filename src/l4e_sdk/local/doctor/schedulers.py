"""Checks for schedulers that evaluate nothing because their runs only fail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from l4e_sdk.local.doctor.finding import warning
from l4e_sdk.local.doctor.words import name_of
from l4e_sdk.local.lifecycle.schedulers import RUNNING
from l4e_sdk.local.store import inference
from l4e_sdk.shapes import InferenceExecutionStatus, InferenceExecutionSummary

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlalchemy as sa

    from l4e_sdk.local.doctor.examined import Examined
    from l4e_sdk.local.doctor.finding import Finding

_IN_A_ROW: Final = 3
"""Number of failed windows that is more than a single late file.

A scheduler with fewer runs is failing if all have failed.
"""

_RUNS = inference.EXECUTIONS.c


def failing(examined: Examined) -> Iterator[Finding]:
    """Look for running schedulers whose newest runs all failed."""
    for scheduler in examined.rows(inference.SCHEDULERS, inference.SCHEDULERS.c.status == RUNNING):
        newest = _newest(examined, scheduler)
        if newest and all(run["status"] == InferenceExecutionStatus.FAILED for run in newest):
            yield warning(
                name_of(inference.SCHEDULERS, scheduler),
                f"It judges nothing: its newest runs failed ({len(newest)} or more), the last one with: "
                f"{_reason(newest[0])}",
                f"Mend what the reason names; l4e schedulers preflight {scheduler['name']} shows where the next run "
                f"looks.",
            )


def _newest(examined: Examined, scheduler: sa.RowMapping) -> list[sa.RowMapping]:
    """Return the newest runs of a scheduler that ended, newest first."""
    query = (
        inference.EXECUTIONS.select()
        .where(
            _RUNS.account == scheduler["account"],
            _RUNS.region == scheduler["region"],
            _RUNS.scheduler_name == scheduler["name"],
            _RUNS.status != InferenceExecutionStatus.IN_PROGRESS,
        )
        .order_by(_RUNS.data_start.desc(), _RUNS.data_end.desc())
        .limit(_IN_A_ROW)
    )
    return list(examined.connection.execute(query).mappings())


def _reason(run: sa.RowMapping) -> str:
    try:
        reason = InferenceExecutionSummary.from_json(run["document"].encode()).failed_reason
    except ValueError:
        reason = None  # that is a finding of its own
    return f"{(reason or 'no reason').rstrip('.')}."
