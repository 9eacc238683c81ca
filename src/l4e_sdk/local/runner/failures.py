"""The cause of a failed job, and the message about it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from l4e_sdk._rules.layout.keys import KeyPatternError
from l4e_sdk._rules.layout.labels import LabelError
from l4e_sdk._rules.layout.windows import Window
from l4e_sdk.errors import ObjectError
from l4e_sdk.local.detection.errors import InsufficientDataError, MissingModelError
from l4e_sdk.local.runner.work import CustomerError, Failure, StuckWorkError
from l4e_sdk.local.timeseries.grid import DataLimitError
from l4e_sdk.local.timeseries.off_condition import OffConditionError
from l4e_sdk.local.timeseries.schema import SchemaError
from l4e_sdk.local.timeseries.sensor_data import VanishedDataError
from l4e_sdk.local.timeseries.survey import IngestionError
from l4e_sdk.local.timeseries.window import InferenceInputError, NoReadingError

if TYPE_CHECKING:
    from l4e_sdk.local.store import Job

logger = logging.getLogger(__name__)

BY_CUSTOMER: tuple[type[Exception], ...] = (
    CustomerError,
    DataLimitError,
    IngestionError,
    InferenceInputError,
    InsufficientDataError,
    KeyPatternError,
    LabelError,
    MissingModelError,
    ObjectError,
    OffConditionError,
    SchemaError,
    VanishedDataError,
)
"""Errors of data, labels, limits and objects, which the user can fix. Missing data is one of them, because a
backup or a new ingestion restores it. The engine is the cause of all other errors."""

REASON_LIMIT = 5000
"""Most characters of a FailedReason (BoundedLengthString)."""


def failure_of(job: Job, error: Exception) -> Failure:
    """Return the failure of a job, with a message for the user.

    The log gets a line for each failure. It gets the traceback only if the user cannot fix the cause.
    """
    if isinstance(error, BY_CUSTOMER):
        reason = _fitting(str(error))
        logger.warning("%s failed: %s", _named(job), reason)
        return Failure(reason, by_customer=True, silent=isinstance(error, NoReadingError))
    if isinstance(error, StuckWorkError):
        logger.error("%s was ended: it took too long", _named(job))
        return Failure(str(error), by_customer=False)
    logger.error("%s failed", _named(job), exc_info=error)
    reason = f"The engine failed ({type(error).__name__}: {error}); its log has the details."
    return Failure(_fitting(reason), by_customer=False)


def worker_died(job: Job, error: Exception) -> Failure:
    """Return the failure of work that keeps killing its worker process."""
    logger.error("%s was given up: its worker process died again", _named(job), exc_info=error)
    reason = (
        f"The worker process died during this work, which was begun {job.attempts} times; most likely for lack of "
        f"memory: use fewer sensors, a lower sampling rate or a shorter range. ({error})"
    )
    return Failure(_fitting(reason), by_customer=False)


def _named(job: Job) -> str:
    """Return a job's description for the log: its kind, its subject, and its window if it has one."""
    name = f"{job.kind} of {job.subject}"
    if not {"start", "end"} <= job.payload.keys():
        return name
    start, end = (datetime.fromtimestamp(float(job.payload[bound] or 0), UTC) for bound in ("start", "end"))
    return f"{name}, window {Window(start, end)},"


def _fitting(reason: str) -> str:
    return reason if len(reason) <= REASON_LIMIT else reason[: REASON_LIMIT - 1] + "…"
