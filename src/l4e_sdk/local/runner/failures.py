"""Who is to blame for failed work, and what is said about it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from l4e_sdk._rules.layout.keys import KeyPatternError
from l4e_sdk._rules.layout.labels import LabelError
from l4e_sdk.errors import ObjectError
from l4e_sdk.local.detection.errors import InsufficientDataError
from l4e_sdk.local.runner.work import CustomerError, Failure, StuckWorkError
from l4e_sdk.local.timeseries.grid import DataLimitError
from l4e_sdk.local.timeseries.off_condition import OffConditionError
from l4e_sdk.local.timeseries.schema import SchemaError
from l4e_sdk.local.timeseries.survey import IngestionError
from l4e_sdk.local.timeseries.window import InferenceInputError

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
    ObjectError,
    OffConditionError,
    SchemaError,
)
"""Errors that speak of data, labels, limits and objects: of what the user can mend. All others are the engine's."""

REASON_LIMIT = 5000
"""Most characters of a FailedReason (BoundedLengthString)."""


def failure_of(job: Job, error: Exception) -> Failure:
    """Return what an error means to the user; the log gets the traceback of what the user cannot mend."""
    if isinstance(error, BY_CUSTOMER):
        return Failure(_fitting(str(error)), by_customer=True)
    if isinstance(error, StuckWorkError):
        logger.error("%s of %s was ended: it took too long", job.kind, job.subject)
        return Failure(str(error), by_customer=False)
    logger.error("%s of %s failed", job.kind, job.subject, exc_info=error)
    reason = f"The engine failed ({type(error).__name__}: {error}); its log has the details."
    return Failure(_fitting(reason), by_customer=False)


def worker_died(job: Job, error: Exception) -> Failure:
    """Return the failure of work that keeps killing its worker process."""
    logger.error(
        "%s of %s was given up: its worker process died again", job.kind, job.subject, exc_info=error
    )
    reason = (
        f"The worker process died during this work, which was begun {job.attempts} times; most likely for lack of "
        f"memory: use fewer sensors, a lower sampling rate or a shorter range. ({error})"
    )
    return Failure(_fitting(reason), by_customer=False)


def _fitting(reason: str) -> str:
    return reason if len(reason) <= REASON_LIMIT else reason[: REASON_LIMIT - 1] + "…"
