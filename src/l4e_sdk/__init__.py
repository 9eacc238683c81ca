"""Amazon Lookout for Equipment in Python: a typed client, and the service itself on this machine.

    import l4e_sdk as l4e

    client = l4e.LookoutEquipment.local("./plant")                                       # the embedded engine
    client = l4e.LookoutEquipment(endpoint_url="http://127.0.0.1:8600", region_name="us-east-1")  # any endpoint

Names are imported when they are first used, so importing this package loads neither boto3 nor pydantic.
"""

import logging
from importlib import import_module
from typing import TYPE_CHECKING

from l4e_sdk._version import __version__

if TYPE_CHECKING:
    from l4e_sdk import progress, shapes, vision
    from l4e_sdk._calls.backoff import Backoff
    from l4e_sdk._calls.objects import ObjectStore
    from l4e_sdk._calls.pagination import Page, Pager
    from l4e_sdk._calls.retries import while_in_transition
    from l4e_sdk._calls.session import install
    from l4e_sdk._calls.waiting import WaitEvent
    from l4e_sdk._client import LookoutEquipment
    from l4e_sdk._clock import Clock, SystemClock, VirtualClock
    from l4e_sdk._durations import CalendarDuration
    from l4e_sdk._resources import (
        AttachedPolicy,
        Dataset,
        DeletePlan,
        DeleteStep,
        Difference,
        Ensured,
        InferenceScheduler,
        IngestionJob,
        LabelGroup,
        Model,
        ModelVersion,
        RetrainingScheduler,
        SuspectPeriod,
    )
    from l4e_sdk._resources.waits import resume_wait, wait_all
    from l4e_sdk.data import InferenceFiles, check_folder, check_labels, read_labels, write_labels
    from l4e_sdk.errors import (
        AccessDeniedException,
        CannotChangeError,
        ClockStalledError,
        ConfigurationError,
        ConflictException,
        ConnectionFailedError,
        ExtensionMissingError,
        Fault,
        InternalServerException,
        InvalidRequestError,
        InvalidValueError,
        L4EError,
        MissingExtraError,
        NotAvailableError,
        ObjectError,
        Obstacle,
        PaginationError,
        RefusedError,
        ResourceFailedError,
        ResourceNotFoundException,
        ServiceEndedError,
        ServiceError,
        ServiceQuotaExceededException,
        ThrottlingException,
        UnexpectedStateError,
        UnreadableDocumentError,
        UnreadableResponseError,
        ValidationException,
        WaitAllError,
        WaitCancelledError,
        WaitError,
        WaitTimeoutError,
    )
    from l4e_sdk.shapes.enums import (
        AutoPromotionResult,
        DatasetStatus,
        DataUploadFrequency,
        FileNameTimestampFormat,
        InferenceDataImportStrategy,
        InferenceExecutionStatus,
        InferenceSchedulerStatus,
        IngestionJobStatus,
        LabelRating,
        LatestInferenceResult,
        LookbackWindow,
        ModelQuality,
        ModelStatus,
        ModelVersionSourceType,
        ModelVersionStatus,
        Monotonicity,
        PromoteMode,
        RetrainingSchedulerStatus,
        StatisticalIssueStatus,
        TargetSamplingRate,
    )
    from l4e_sdk.values import OffCondition, ResourcePolicy, S3Uri, TimeRange
    from l4e_sdk.views import DataSchema

__all__ = [
    "AccessDeniedException",
    "AttachedPolicy",
    "AutoPromotionResult",
    "Backoff",
    "CalendarDuration",
    "CannotChangeError",
    "Clock",
    "ClockStalledError",
    "ConfigurationError",
    "ConflictException",
    "ConnectionFailedError",
    "DataSchema",
    "DataUploadFrequency",
    "Dataset",
    "DatasetStatus",
    "DeletePlan",
    "DeleteStep",
    "Difference",
    "Ensured",
    "ExtensionMissingError",
    "Fault",
    "FileNameTimestampFormat",
    "InferenceDataImportStrategy",
    "InferenceExecutionStatus",
    "InferenceFiles",
    "InferenceScheduler",
    "InferenceSchedulerStatus",
    "IngestionJob",
    "IngestionJobStatus",
    "InternalServerException",
    "InvalidRequestError",
    "InvalidValueError",
    "L4EError",
    "LabelGroup",
    "LabelRating",
    "LatestInferenceResult",
    "LookbackWindow",
    "LookoutEquipment",
    "MissingExtraError",
    "Model",
    "ModelQuality",
    "ModelStatus",
    "ModelVersion",
    "ModelVersionSourceType",
    "ModelVersionStatus",
    "Monotonicity",
    "NotAvailableError",
    "ObjectError",
    "ObjectStore",
    "Obstacle",
    "OffCondition",
    "Page",
    "Pager",
    "PaginationError",
    "PromoteMode",
    "RefusedError",
    "ResourceFailedError",
    "ResourceNotFoundException",
    "ResourcePolicy",
    "RetrainingScheduler",
    "RetrainingSchedulerStatus",
    "S3Uri",
    "ServiceEndedError",
    "ServiceError",
    "ServiceQuotaExceededException",
    "StatisticalIssueStatus",
    "SuspectPeriod",
    "SystemClock",
    "TargetSamplingRate",
    "ThrottlingException",
    "TimeRange",
    "UnexpectedStateError",
    "UnreadableDocumentError",
    "UnreadableResponseError",
    "ValidationException",
    "VirtualClock",
    "WaitAllError",
    "WaitCancelledError",
    "WaitError",
    "WaitEvent",
    "WaitTimeoutError",
    "__version__",
    "check_folder",
    "check_labels",
    "install",
    "progress",
    "read_labels",
    "resume_wait",
    "shapes",
    "vision",
    "wait_all",
    "while_in_transition",
    "write_labels",
]

_HOMES = {
    "DataSchema": "views",
    "Backoff": "_calls.backoff",
    "LookoutEquipment": "_client",
    **dict.fromkeys(["Clock", "SystemClock", "VirtualClock"], "_clock"),
    **dict.fromkeys(
        ["InferenceFiles", "check_folder", "check_labels", "read_labels", "write_labels"], "data"
    ),
    "CalendarDuration": "_durations",
    "while_in_transition": "_calls.retries",
    **dict.fromkeys(
        [
            "AccessDeniedException",
            "CannotChangeError",
            "ClockStalledError",
            "ConfigurationError",
            "ConflictException",
            "ConnectionFailedError",
            "ExtensionMissingError",
            "Fault",
            "InternalServerException",
            "InvalidRequestError",
            "InvalidValueError",
            "L4EError",
            "MissingExtraError",
            "NotAvailableError",
            "ObjectError",
            "Obstacle",
            "PaginationError",
            "RefusedError",
            "ResourceFailedError",
            "ResourceNotFoundException",
            "ServiceEndedError",
            "ServiceError",
            "ServiceQuotaExceededException",
            "ThrottlingException",
            "UnexpectedStateError",
            "UnreadableDocumentError",
            "UnreadableResponseError",
            "ValidationException",
            "WaitAllError",
            "WaitCancelledError",
            "WaitError",
            "WaitTimeoutError",
        ],
        "errors",
    ),
    "ObjectStore": "_calls.objects",
    **dict.fromkeys(["Page", "Pager"], "_calls.pagination"),
    **dict.fromkeys(
        [
            "AttachedPolicy",
            "Dataset",
            "DeletePlan",
            "DeleteStep",
            "Difference",
            "Ensured",
            "InferenceScheduler",
            "IngestionJob",
            "LabelGroup",
            "Model",
            "ModelVersion",
            "RetrainingScheduler",
            "SuspectPeriod",
        ],
        "_resources",
    ),
    "install": "_calls.session",
    **dict.fromkeys(
        [
            "AutoPromotionResult",
            "DataUploadFrequency",
            "DatasetStatus",
            "FileNameTimestampFormat",
            "InferenceDataImportStrategy",
            "InferenceExecutionStatus",
            "InferenceSchedulerStatus",
            "IngestionJobStatus",
            "LabelRating",
            "LatestInferenceResult",
            "LookbackWindow",
            "ModelQuality",
            "ModelStatus",
            "ModelVersionSourceType",
            "ModelVersionStatus",
            "Monotonicity",
            "PromoteMode",
            "RetrainingSchedulerStatus",
            "StatisticalIssueStatus",
            "TargetSamplingRate",
        ],
        "shapes.enums",
    ),
    **dict.fromkeys(["OffCondition", "ResourcePolicy", "S3Uri", "TimeRange"], "values"),
    "WaitEvent": "_calls.waiting",
    **dict.fromkeys(["resume_wait", "wait_all"], "_resources.waits"),
}

# This package logs nothing unless the application configures a handler.
logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> object:
    """Import a public name when it is first used."""
    if name in {"progress", "shapes", "vision"}:
        return import_module(f"l4e_sdk.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
