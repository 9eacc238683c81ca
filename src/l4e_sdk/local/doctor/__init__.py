"""What is wrong with an engine's folder, and what to do about it."""

from l4e_sdk.local.doctor.examination import examine
from l4e_sdk.local.doctor.finding import Diagnosis, Finding, Severity

__all__ = ["Diagnosis", "Finding", "Severity", "examine"]
