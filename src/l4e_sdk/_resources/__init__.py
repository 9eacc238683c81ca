"""Facades: the resources of the service as objects with methods, and collections of them."""

from l4e_sdk._resources._policies import AttachedPolicy
from l4e_sdk._resources.dataset import Dataset
from l4e_sdk._resources.datasets import Datasets
from l4e_sdk._resources.delete_plan import DeletePlan, DeleteStep
from l4e_sdk._resources.ensured import Difference, Ensured
from l4e_sdk._resources.inference_scheduler import InferenceScheduler
from l4e_sdk._resources.inference_schedulers import InferenceSchedulers
from l4e_sdk._resources.ingestion_job import IngestionJob
from l4e_sdk._resources.ingestion_jobs import IngestionJobs
from l4e_sdk._resources.label_group import LabelGroup
from l4e_sdk._resources.label_groups import LabelGroups
from l4e_sdk._resources.model import Model
from l4e_sdk._resources.model_version import ModelVersion
from l4e_sdk._resources.models import Models
from l4e_sdk._resources.retraining_scheduler import RetrainingRun, RetrainingScheduler
from l4e_sdk._resources.retraining_schedulers import RetrainingSchedulers
from l4e_sdk._resources.suspect_period import SuspectPeriod
from l4e_sdk._resources.tags import Tags
from l4e_sdk._resources.version_comparison import ComparedMetric, VersionComparison

__all__ = [
    "AttachedPolicy",
    "ComparedMetric",
    "Dataset",
    "Datasets",
    "DeletePlan",
    "DeleteStep",
    "Difference",
    "Ensured",
    "InferenceScheduler",
    "InferenceSchedulers",
    "IngestionJob",
    "IngestionJobs",
    "LabelGroup",
    "LabelGroups",
    "Model",
    "ModelVersion",
    "Models",
    "RetrainingRun",
    "RetrainingScheduler",
    "RetrainingSchedulers",
    "SuspectPeriod",
    "Tags",
    "VersionComparison",
]
