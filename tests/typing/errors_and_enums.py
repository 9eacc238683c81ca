"""Errors and enums, checked by mypy and pyright and never run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import assert_type

from botocore.exceptions import ClientError

import l4e_sdk as l4e

OURS: tuple[type[l4e.L4EError], ...] = (
    l4e.ClockStalledError,
    l4e.ConfigurationError,
    l4e.ConnectionFailedError,
    l4e.ExtensionMissingError,
    l4e.InvalidValueError,
    l4e.MissingExtraError,
    l4e.NotAvailableError,
    l4e.ObjectError,
    l4e.PaginationError,
    l4e.RefusedError,
    l4e.ServiceEndedError,
    l4e.UnexpectedStateError,
    l4e.UnreadableDocumentError,
    l4e.UnreadableResponseError,
    l4e.WaitError,
)
MODELLED: tuple[type[l4e.ServiceError], ...] = (
    l4e.AccessDeniedException,
    l4e.ConflictException,
    l4e.InternalServerException,
    l4e.ResourceNotFoundException,
    l4e.ServiceQuotaExceededException,
    l4e.ThrottlingException,
    l4e.ValidationException,
)
PYTHONS: tuple[type[ValueError | TimeoutError | ConnectionError], ...] = (
    l4e.InvalidRequestError,
    l4e.InvalidValueError,
    l4e.WaitTimeoutError,
    l4e.ConnectionFailedError,
)
WORDS: tuple[type[StrEnum], ...] = (
    l4e.AutoPromotionResult,
    l4e.DataUploadFrequency,
    l4e.DatasetStatus,
    l4e.FileNameTimestampFormat,
    l4e.InferenceDataImportStrategy,
    l4e.InferenceExecutionStatus,
    l4e.InferenceSchedulerStatus,
    l4e.IngestionJobStatus,
    l4e.LabelRating,
    l4e.LatestInferenceResult,
    l4e.LookbackWindow,
    l4e.ModelQuality,
    l4e.ModelStatus,
    l4e.ModelVersionSourceType,
    l4e.ModelVersionStatus,
    l4e.Monotonicity,
    l4e.PromoteMode,
    l4e.RetrainingSchedulerStatus,
    l4e.StatisticalIssueStatus,
    l4e.TargetSamplingRate,
)


def service_errors(error: l4e.ServiceError) -> ClientError:
    assert_type(error.code, str)
    assert_type(error.message, str)
    assert_type(error.operation, str)
    assert_type(error.request_id, str | None)
    assert_type(error.http_status, int | None)
    assert_type(error.http_headers, Mapping[str, str])
    assert_type(error.retryable, bool | None)
    return error


def response_errors(error: l4e.UnreadableResponseError) -> bytes | None:
    assert_type(error.operation, str)
    assert_type(error.request_id, str | None)
    return error.body


def request_errors(error: l4e.InvalidRequestError) -> str:
    assert_type(error.operation, str)
    assert_type(error.faults[0].path, str)
    assert_type(error.faults[0].wire_path, str)
    return error.faults[0].rule


def wait_errors(model: l4e.Model) -> str | None:
    try:
        model.wait(on_poll=lambda event: event.attempt < 3)
    except l4e.WaitTimeoutError as error:
        assert_type(error.elapsed, timedelta)
    except l4e.ResourceFailedError as error:
        return error.reason
    except l4e.WaitCancelledError as error:
        assert_type(error.last, l4e.shapes.Response | None)
        assert_type(error.status, str | None)
    return None


def watched(event: l4e.WaitEvent) -> None:
    assert_type(event.what, str)
    assert_type(event.status, str | None)
    assert_type(event.attempt, int)
    assert_type(event.elapsed, timedelta)
    assert_type(event.next_delay, timedelta | None)


def words(status: l4e.ModelStatus) -> None:
    assert_type(status.is_known, bool)
    assert_type(status == "SUCCESS", bool)
    assert_type(l4e.ModelStatus("NEW_STATE"), l4e.ModelStatus)
