"""Sensor data on the user's side: checks, uploads, labels, live files and replay, without pandas or polars."""

from l4e_sdk._rules.layout.windows import Window
from l4e_sdk.data.check import check_folder
from l4e_sdk.data.check_report import CheckedFile, CheckReport
from l4e_sdk.data.convert import Conversion, ConvertedFile, convert_export
from l4e_sdk.data.export_format import DateOrder, ExportFormat
from l4e_sdk.data.finding import Finding, Rule, Severity
from l4e_sdk.data.inference_files import InferenceFiles
from l4e_sdk.data.labels import check_labels, read_labels, write_labels
from l4e_sdk.data.preflight import ComponentInput, FoundFile, Preflight
from l4e_sdk.data.replay import ReplayedWindow
from l4e_sdk.data.results import Results
from l4e_sdk.data.upload import Upload, UploadedFile
from l4e_sdk.views import DataSchema, SchemaDifference

__all__ = [
    "CheckReport",
    "CheckedFile",
    "ComponentInput",
    "Conversion",
    "ConvertedFile",
    "DataSchema",
    "DateOrder",
    "ExportFormat",
    "Finding",
    "FoundFile",
    "InferenceFiles",
    "Preflight",
    "ReplayedWindow",
    "Results",
    "Rule",
    "SchemaDifference",
    "Severity",
    "Upload",
    "UploadedFile",
    "Window",
    "check_folder",
    "check_labels",
    "convert_export",
    "read_labels",
    "write_labels",
]
