"""The embedded engine: the whole service on one machine.

Most programs use ``LookoutEquipment.local("./plant")``. To use your own boto3 client, use ``LocalEngine`` and
``connect``.
"""

from l4e_sdk.errors import MissingExtraError

try:
    from l4e_sdk.local.backup import BackupError, Manifest, back_up, restore
    from l4e_sdk.local.connect import connect
    from l4e_sdk.local.doctor import Diagnosis, Finding, Severity, examine
    from l4e_sdk.local.engine import LocalEngine
    from l4e_sdk.local.objects import S3Settings
    from l4e_sdk.local.quotas import Quotas
    from l4e_sdk.local.retention import Retention
    from l4e_sdk.local.runner.listing import EngineJob, EngineJobs
    from l4e_sdk.local.settings import EngineSettings
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in {"filelock", "loky", "numpy", "polars", "sqlalchemy"}:
        raise
    raise MissingExtraError("local", "l4e_sdk.local") from error

__all__ = [
    "BackupError",
    "Diagnosis",
    "EngineJob",
    "EngineJobs",
    "EngineSettings",
    "Finding",
    "LocalEngine",
    "Manifest",
    "Quotas",
    "Retention",
    "S3Settings",
    "Severity",
    "back_up",
    "connect",
    "examine",
    "restore",
]
