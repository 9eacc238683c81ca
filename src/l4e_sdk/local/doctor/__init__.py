"""Faults of an engine's folder, with remedies."""

from l4e_sdk.local.doctor.examination import examine
from l4e_sdk.local.doctor.finding import Diagnosis, Finding, Severity

__all__ = ["Diagnosis", "Finding", "Severity", "examine"]
