"""Typed views of what the service writes as text: JSON inside of a member, lines of a result file, counts to be judged.

The text itself stays where it was; a view is made from it when it is first read. Members that this version of the
package does not know are kept, and every member may be absent.
"""

from l4e_sdk.errors import UnreadableDocumentError
from l4e_sdk.views._document import Document
from l4e_sdk.views.data_schema import ColumnSchema, ComponentSchema, DataSchema
from l4e_sdk.views.diagnostic import Diagnostic
from l4e_sdk.views.inference_drift import DriftStatus, InferenceDrift
from l4e_sdk.views.inference_event import InferenceEvent
from l4e_sdk.views.inference_result import InferenceResult, PredictionReason
from l4e_sdk.views.model_metrics import (
    LabeledEventMetrics,
    LabeledRange,
    ModelMetrics,
    ModelVersionMetrics,
    PredictedRange,
    UnknownEventMetrics,
)
from l4e_sdk.views.schema_difference import SchemaDifference
from l4e_sdk.views.sensor_statistics import SensorGrade, SensorStatistics

__all__ = [
    "ColumnSchema",
    "ComponentSchema",
    "DataSchema",
    "Diagnostic",
    "Document",
    "DriftStatus",
    "InferenceDrift",
    "InferenceEvent",
    "InferenceResult",
    "LabeledEventMetrics",
    "LabeledRange",
    "ModelMetrics",
    "ModelVersionMetrics",
    "PredictedRange",
    "PredictionReason",
    "SchemaDifference",
    "SensorGrade",
    "SensorStatistics",
    "UnknownEventMetrics",
    "UnreadableDocumentError",
]
