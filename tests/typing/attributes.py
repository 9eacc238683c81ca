"""What facades read from the last description, checked by mypy and pyright and never run."""

from __future__ import annotations

from datetime import datetime
from typing import assert_type

import l4e_sdk as l4e
from l4e_sdk import shapes, views


def datasets(dataset: l4e.Dataset) -> None:
    assert_type(dataset.dataset_arn, str)
    assert_type(dataset.created_at, datetime)
    assert_type(dataset.updated_at, datetime)
    assert_type(dataset.status, shapes.DatasetStatus)
    assert_type(dataset.server_side_kms_key_id, str | None)
    assert_type(dataset.ingestion_input_configuration, shapes.IngestionInputConfiguration | None)
    assert_type(dataset.ingested_files_summary, views.IngestedFiles)
    assert_type(dataset.role_arn, str | None)
    assert_type(dataset.data_start_time, datetime)
    assert_type(dataset.data_end_time, datetime)
    assert_type(dataset.source_dataset_arn, str | None)


def jobs(job: l4e.IngestionJob) -> None:
    assert_type(job.dataset_arn, str)
    assert_type(job.ingestion_input_configuration, shapes.IngestionInputConfiguration | None)
    assert_type(job.role_arn, str | None)
    assert_type(job.created_at, datetime)
    assert_type(job.status, shapes.IngestionJobStatus)
    assert_type(job.failed_reason, str | None)
    assert_type(job.ingested_files_summary, views.IngestedFiles)
    assert_type(job.status_detail, str | None)
    assert_type(job.ingested_data_size, int | None)
    assert_type(job.data_start_time, datetime)
    assert_type(job.data_end_time, datetime)
    assert_type(job.source_dataset_arn, str | None)


def models(model: l4e.Model) -> None:
    assert_type(model.model_arn, str)
    assert_type(model.dataset_name, str)
    assert_type(model.dataset_arn, str)
    assert_type(model.labels_input_configuration, shapes.LabelsInputConfiguration | None)
    assert_type(model.training_data_start_time, datetime | None)
    assert_type(model.training_data_end_time, datetime | None)
    assert_type(model.evaluation_data_start_time, datetime | None)
    assert_type(model.evaluation_data_end_time, datetime | None)
    assert_type(model.role_arn, str | None)
    assert_type(model.data_pre_processing_configuration, shapes.DataPreProcessingConfiguration | None)
    assert_type(model.status, shapes.ModelStatus)
    assert_type(model.training_execution_start_time, datetime | None)
    assert_type(model.training_execution_end_time, datetime | None)
    assert_type(model.failed_reason, str | None)
    assert_type(model.model_metrics, str | None)
    assert_type(model.updated_at, datetime)
    assert_type(model.created_at, datetime)
    assert_type(model.server_side_kms_key_id, str | None)
    assert_type(model.off_condition, str | None)
    assert_type(model.source_model_version_arn, str | None)
    assert_type(model.import_job_start_time, datetime | None)
    assert_type(model.import_job_end_time, datetime | None)
    assert_type(model.active_model_version, int | None)
    assert_type(model.active_model_version_arn, str | None)
    assert_type(model.model_version_activated_at, datetime | None)
    assert_type(model.previous_active_model_version, int | None)
    assert_type(model.previous_active_model_version_arn, str | None)
    assert_type(model.previous_model_version_activated_at, datetime | None)
    assert_type(model.prior_model_metrics, str | None)
    assert_type(model.latest_scheduled_retraining_failed_reason, str | None)
    assert_type(model.latest_scheduled_retraining_status, shapes.ModelVersionStatus | None)
    assert_type(model.latest_scheduled_retraining_model_version, int | None)
    assert_type(model.latest_scheduled_retraining_start_time, datetime | None)
    assert_type(model.latest_scheduled_retraining_available_data_in_days, int | None)
    assert_type(model.next_scheduled_retraining_start_date, datetime | None)
    assert_type(model.accumulated_inference_data_start_time, datetime | None)
    assert_type(model.accumulated_inference_data_end_time, datetime | None)
    assert_type(model.retraining_scheduler_status, shapes.RetrainingSchedulerStatus | None)
    assert_type(
        model.model_diagnostics_output_configuration, shapes.ModelDiagnosticsOutputConfiguration | None
    )


def versions(version: l4e.ModelVersion) -> None:
    assert_type(version.model_arn, str)
    assert_type(version.model_version_arn, str)
    assert_type(version.status, shapes.ModelVersionStatus)
    assert_type(version.source_type, shapes.ModelVersionSourceType)
    assert_type(version.dataset_name, str)
    assert_type(version.dataset_arn, str)
    assert_type(version.labels_input_configuration, shapes.LabelsInputConfiguration | None)
    assert_type(version.training_data_start_time, datetime | None)
    assert_type(version.training_data_end_time, datetime | None)
    assert_type(version.evaluation_data_start_time, datetime | None)
    assert_type(version.evaluation_data_end_time, datetime | None)
    assert_type(version.role_arn, str | None)
    assert_type(version.data_pre_processing_configuration, shapes.DataPreProcessingConfiguration | None)
    assert_type(version.training_execution_start_time, datetime | None)
    assert_type(version.training_execution_end_time, datetime | None)
    assert_type(version.failed_reason, str | None)
    assert_type(version.model_metrics, str | None)
    assert_type(version.updated_at, datetime)
    assert_type(version.created_at, datetime)
    assert_type(version.server_side_kms_key_id, str | None)
    assert_type(version.off_condition, str | None)
    assert_type(version.source_model_version_arn, str | None)
    assert_type(version.import_job_start_time, datetime | None)
    assert_type(version.import_job_end_time, datetime | None)
    assert_type(version.imported_data_size_in_bytes, int | None)
    assert_type(version.prior_model_metrics, str | None)
    assert_type(version.retraining_available_data_in_days, int | None)
    assert_type(version.auto_promotion_result, shapes.AutoPromotionResult | None)
    assert_type(version.auto_promotion_result_reason, str | None)
    assert_type(
        version.model_diagnostics_output_configuration, shapes.ModelDiagnosticsOutputConfiguration | None
    )
    assert_type(version.model_diagnostics_results_object, shapes.S3Object | None)


def inference_schedulers(scheduler: l4e.InferenceScheduler) -> None:
    assert_type(scheduler.model_arn, str)
    assert_type(scheduler.model_name, str)
    assert_type(scheduler.inference_scheduler_arn, str)
    assert_type(scheduler.status, shapes.InferenceSchedulerStatus)
    assert_type(scheduler.data_delay_offset_in_minutes, int)
    assert_type(scheduler.data_upload_frequency, shapes.DataUploadFrequency)
    assert_type(scheduler.created_at, datetime)
    assert_type(scheduler.updated_at, datetime)
    assert_type(scheduler.data_input_configuration, shapes.InferenceInputConfiguration)
    assert_type(scheduler.data_output_configuration, shapes.InferenceOutputConfiguration)
    assert_type(scheduler.role_arn, str)
    assert_type(scheduler.server_side_kms_key_id, str | None)
    assert_type(scheduler.latest_inference_result, shapes.LatestInferenceResult | None)


def retraining_schedulers(scheduler: l4e.RetrainingScheduler) -> None:
    assert_type(scheduler.model_arn, str)
    assert_type(scheduler.retraining_start_date, datetime)
    assert_type(scheduler.retraining_frequency, str)
    assert_type(scheduler.lookback_window, shapes.LookbackWindow)
    assert_type(scheduler.status, shapes.RetrainingSchedulerStatus)
    assert_type(scheduler.promote_mode, shapes.PromoteMode)
    assert_type(scheduler.created_at, datetime)
    assert_type(scheduler.updated_at, datetime)


def label_groups(group: l4e.LabelGroup) -> None:
    assert_type(group.label_group_arn, str)
    assert_type(group.fault_codes, tuple[str, ...])
    assert_type(group.created_at, datetime)
    assert_type(group.updated_at, datetime)
