"""Operating points of model versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.folder import findings
from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.wire.faults import NotFound
from l4e_sdk.shapes import DescribeOperatingPointResponse, ModelVersionStatus

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.store.descriptions import StoredModelVersion
    from l4e_sdk.shapes import DescribeOperatingPointRequest


def describe_operating_point(
    context: Context, request: DescribeOperatingPointRequest
) -> DescribeOperatingPointResponse:
    """DescribeOperatingPoint: as the training set it."""
    version = find.chosen_version(context, request.model_name, request.model_version)
    point = findings.operating_point(context.version_folder(version.model_arn, version.model_version))
    if point is None:
        raise NotFound(_absence(version))
    members = {
        "alarms_per_month": point.alarms_per_month,
        "historical_alarms_per_month": point.historical_alarms_per_month,
        "level": point.level,
        "hold": point.hold,
        "peaks": point.peaks,
        "peaks_set_aside": point.set_aside,
        "risk": point.risk,
    }
    return changed(
        DescribeOperatingPointResponse(),
        model_name=version.model_name,
        model_arn=version.model_arn,
        model_version=version.model_version,
        model_version_arn=version.model_version_arn,
        **{name: value for name, value in members.items() if value is not None},
    )


def _absence(version: StoredModelVersion) -> str:
    name = f"Version {version.model_version} of {version.model_name!r}"
    if version.status != ModelVersionStatus.SUCCESS:
        return f"{name} is {version.status}; only a version that is SUCCESS has an operating point."
    return (
        f"{name} has no operating point: it was trained before thresholds were counted in alarms. "
        "It judges data as before; retrain the model to get one."
    )
