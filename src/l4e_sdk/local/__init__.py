"""The embedded engine: the whole service on one machine.

``LookoutEquipment.local("./plant")`` is the usual way in; ``LocalEngine`` and ``connect`` are for those who have a
boto3 client of their own.
"""

from l4e_sdk.local.connect import connect
from l4e_sdk.local.engine import LocalEngine
from l4e_sdk.local.settings import EngineSettings, Quotas

__all__ = ["EngineSettings", "LocalEngine", "Quotas", "connect"]
