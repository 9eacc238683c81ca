"""Typed views of documents that the service sends as text, such as JSON in a member or lines of a result file.

The original text stays available. A view is parsed on first access, and keeps members that this version of the package
does not know. A member is optional only if valid documents may lack it. A document without a required member raises
``UnreadableDocumentError``.
"""

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.views._document import Document
from l4e_sdk.views.data_schema import ColumnSchema, ComponentSchema, DataSchema
from l4e_sdk.views.diagnostic import Diagnostic
from l4e_sdk.views.inference_drift import DriftStatus, InferenceDrift
from l4e_sdk.views.inference_event import InferenceEvent
from l4e_sdk.views.inference_result import InferenceResult, PredictionReason
from l4e_sdk.views.ingestion_summaries import DataQuality, DiscardedFile, IngestedFiles
from l4e_sdk.views.model_metrics import (
    LabeledEventMetrics,
    LabeledRange,
    ModelMetrics,
    ModelVersionMetrics,
    PredictedRange,
    UnknownEventMetrics,
)
from l4e_sdk.views.notice import Notice
from l4e_sdk.views.operating_point import OperatingPoint
from l4e_sdk.views.schema_difference import SchemaDifference
from l4e_sdk.views.sensor_statistics import SensorGrade, SensorStatistics

__all__ = [
    "ColumnSchema",
    "ComponentSchema",
    "DataQuality",
    "DataSchema",
    "Diagnostic",
    "DiscardedFile",
    "Document",
    "DriftStatus",
    "InferenceDrift",
    "InferenceEvent",
    "InferenceResult",
    "IngestedFiles",
    "LabeledEventMetrics",
    "LabeledRange",
    "ModelMetrics",
    "ModelVersionMetrics",
    "Notice",
    "OperatingPoint",
    "PredictedRange",
    "PredictionReason",
    "SchemaDifference",
    "SensorGrade",
    "SensorStatistics",
    "UnknownEventMetrics",
    "UnreadableDocumentError",
]
