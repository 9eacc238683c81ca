"""A model mirrors its active version; a version is trained once and then final.

Source: service/models#states, service/models#active-version, service/model-versions#activation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.lifecycle.change import changed
from l4e_sdk.local.lifecycle.identity import version_arn
from l4e_sdk.local.store.descriptions import StoredModel, StoredModelVersion
from l4e_sdk.shapes import (
    ModelStatus,
    ModelVersionSourceType,
    ModelVersionStatus,
)

if TYPE_CHECKING:
    from datetime import datetime


# Members of the active version that DescribeModel shows. A member that the version lacks is removed.
MIRRORED = (
    "data_schema",
    "data_pre_processing_configuration",
    "off_condition",
    "training_data_start_time",
    "training_data_end_time",
    "evaluation_data_start_time",
    "evaluation_data_end_time",
    "training_execution_start_time",
    "training_execution_end_time",
    "model_metrics",
    "prior_model_metrics",
    "model_quality",
    "source_model_version_arn",
    "import_job_start_time",
    "import_job_end_time",
)

# Members that a version gets from its model at its creation, in addition to names, ARNs and schema.
INHERITED = (
    "labels_input_configuration",
    "role_arn",
    "data_pre_processing_configuration",
    "server_side_kms_key_id",
    "off_condition",
    "model_diagnostics_output_configuration",
)

# Members that an imported version gets from its source: ranges and metrics, but not labels and role.
IMPORTED = (
    "data_pre_processing_configuration",
    "off_condition",
    "training_data_start_time",
    "training_data_end_time",
    "evaluation_data_start_time",
    "evaluation_data_end_time",
    "training_execution_start_time",
    "training_execution_end_time",
    "model_metrics",
    "prior_model_metrics",
    "model_quality",
)


def new_version(
    model: StoredModel,
    number: int,
    source: ModelVersionSourceType,
    now: datetime,
    **members: object,
) -> StoredModelVersion:
    """Return a version that is about to be trained."""
    return changed(
        StoredModelVersion(
            model_name=model.model_name,
            model_arn=model.model_arn,
            model_version=number,
            model_version_arn=version_arn(model.model_arn, number),
            dataset_name=model.dataset_name,
            dataset_arn=model.dataset_arn,
            data_schema=model.data_schema,
            status=ModelVersionStatus.IN_PROGRESS,
            source_type=source,
            created_at=now,
            last_updated_time=now,
            training_execution_start_time=now,
        ),
        **{name: getattr(model, name) for name in INHERITED},
        **members,
    )


def imported_version(
    model: StoredModel,
    number: int,
    source: StoredModelVersion,
    now: datetime,
    **members: object,
) -> StoredModelVersion:
    """Return a version that is about to be copied from another model."""
    return changed(
        StoredModelVersion(
            model_name=model.model_name,
            model_arn=model.model_arn,
            model_version=number,
            model_version_arn=version_arn(model.model_arn, number),
            dataset_name=model.dataset_name,
            dataset_arn=model.dataset_arn,
            data_schema=source.data_schema,
            status=ModelVersionStatus.IMPORT_IN_PROGRESS,
            source_type=ModelVersionSourceType.IMPORT,
            source_model_version_arn=source.model_version_arn,
            created_at=now,
            last_updated_time=now,
            import_job_start_time=now,
        ),
        **{name: getattr(source, name) for name in IMPORTED},
        **members,
    )


def import_ended(
    version: StoredModelVersion, status: ModelVersionStatus, now: datetime, **members: object
) -> StoredModelVersion:
    """Return a version whose import has ended, well or not."""
    return changed(version, status=status, last_updated_time=now, import_job_end_time=now, **members)


def ended(
    version: StoredModelVersion, status: ModelVersionStatus, now: datetime, **members: object
) -> StoredModelVersion:
    """Return a version after its training, successful or not."""
    return changed(version, status=status, last_updated_time=now, training_execution_end_time=now, **members)


def activated(model: StoredModel, version: StoredModelVersion, now: datetime) -> StoredModel:
    """Return the model with this version active and the one before it remembered as the previous."""
    if model.active_model_version == version.model_version:
        return model
    return changed(
        model,
        # A model whose first training failed works from here on.
        status=ModelStatus.SUCCESS,
        failed_reason=None,
        active_model_version=version.model_version,
        active_model_version_arn=version.model_version_arn,
        model_version_activated_at=now,
        previous_active_model_version=model.active_model_version,
        previous_active_model_version_arn=model.active_model_version_arn,
        previous_model_version_activated_at=model.model_version_activated_at,
        last_updated_time=now,
        **{name: getattr(version, name) for name in MIRRORED},
    )


def first_trained(model: StoredModel, version: StoredModelVersion, now: datetime) -> StoredModel:
    """Return the model after its first version has been trained: in use, or failed."""
    if version.status == ModelVersionStatus.SUCCESS:
        return activated(model, version, now)
    return changed(
        model,
        status=ModelStatus.FAILED,
        failed_reason=version.failed_reason,
        last_updated_time=now,
        training_execution_start_time=version.training_execution_start_time,
        training_execution_end_time=version.training_execution_end_time,
    )


def imported(model: StoredModel, version: StoredModelVersion, now: datetime) -> StoredModel:
    """Return the model after an import has ended: a new one is in use or has failed, any other is as it was."""
    if model.status != ModelStatus.IMPORT_IN_PROGRESS:
        return model
    if version.status == ModelVersionStatus.SUCCESS:
        return activated(model, version, now)
    return changed(
        model,
        status=ModelStatus.FAILED,
        failed_reason=version.failed_reason,
        last_updated_time=now,
        import_job_end_time=now,
    )


def retraining(model: StoredModel, version: StoredModelVersion, now: datetime) -> StoredModel:
    """Return the model with the state of its latest scheduled retraining; its own status stays."""
    return changed(
        model,
        latest_scheduled_retraining_model_version=version.model_version,
        latest_scheduled_retraining_start_time=version.training_execution_start_time,
        latest_scheduled_retraining_status=version.status,
        latest_scheduled_retraining_failed_reason=version.failed_reason,
        latest_scheduled_retraining_available_data_in_days=version.retraining_available_data_in_days,
        last_updated_time=now,
    )
