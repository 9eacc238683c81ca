"""Models: create, describe, list, update, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.handlers import owned, training
from l4e_sdk.local.handlers.pages import page
from l4e_sdk.local.lifecycle.change import changed, selected
from l4e_sdk.local.lifecycle.identity import imports_of, new_arn, retraining_run, retraining_state
from l4e_sdk.local.lifecycle.models import new_version
from l4e_sdk.local.store import inference as scheduler_rows
from l4e_sdk.local.store import model_versions as version_rows
from l4e_sdk.local.store import models as rows
from l4e_sdk.local.store.descriptions import StoredModel
from l4e_sdk.local.wire.faults import Conflict, Invalid
from l4e_sdk.shapes import (
    CreateModelResponse,
    DescribeModelResponse,
    EmptyResponse,
    ListModelsResponse,
    ModelStatus,
    ModelSummary,
    ModelVersionSourceType,
    ModelVersionStatus,
)

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import (
        CreateModelRequest,
        DeleteModelRequest,
        DescribeModelRequest,
        LabelsInputConfiguration,
        ListModelsRequest,
        UpdateModelRequest,
    )

# Members of the create request that a model keeps.
_KEPT = (
    "labels_input_configuration",
    "role_arn",
    "data_pre_processing_configuration",
    "off_condition",
    "model_diagnostics_output_configuration",
)

# The ranges of the first version. The model shows them when the version is active.
_RANGES = (
    "training_data_start_time",
    "training_data_end_time",
    "evaluation_data_start_time",
    "evaluation_data_end_time",
)


def create_model(context: Context, request: CreateModelRequest) -> CreateModelResponse:
    """CreateModel: the model and its version 1, which is trained in the background."""
    if context.store.models.get(context.scope, request.model_name):
        raise Conflict(
            f"A model named {request.model_name!r} exists already; choose another name or delete it."
        )
    check_number(context)
    _check_pending(context)
    dataset = find.dataset(context, request.dataset_name)
    check_labels(context, request.labels_input_configuration)
    schema = training.check(context, request, dataset)
    now = context.now()
    model = changed(
        StoredModel(
            model_name=request.model_name,
            model_arn=new_arn(context.scope, "model", request.model_name),
            dataset_name=dataset.dataset_name,
            dataset_arn=dataset.dataset_arn,
            data_schema=schema,
            status=ModelStatus.IN_PROGRESS,
            created_at=now,
            last_updated_time=now,
            training_execution_start_time=now,
        ),
        **{name: getattr(request, name) for name in (*_KEPT, *_RANGES)},
        **owned.kms(context, request.server_side_kms_key_id),
    )
    ranges = {name: getattr(request, name) for name in _RANGES}
    version = new_version(model, 1, ModelVersionSourceType.TRAINING, now, **ranges)
    context.store.models.put(context.scope, model)
    context.store.model_versions.put(context.scope, version)
    owned.tag(context, model.model_arn, request.tags)
    context.enqueue("training", model.model_arn, model_name=model.model_name, version=1)
    return selected(model, CreateModelResponse)


def describe_model(context: Context, request: DescribeModelRequest) -> DescribeModelResponse:
    """DescribeModel."""
    return find.model(context, request.model_name)


def list_models(context: Context, request: ListModelsRequest) -> ListModelsResponse:
    """ListModels: by name."""
    shelf = context.store.models
    filters = [
        *shelf.equal("status", request.status),
        *shelf.begins_with("name", request.model_name_begins_with),
        *shelf.begins_with("dataset_name", request.dataset_name_begins_with),
    ]
    found = page(shelf, context.scope, request, *filters)
    summaries = tuple(selected(model, ModelSummary) for model in found.items)
    return ListModelsResponse(model_summaries=summaries, **found.token)


def update_model(context: Context, request: UpdateModelRequest) -> EmptyResponse:
    """UpdateModel: change the settings of future retrainings."""
    model = find.model(context, request.model_name)
    check_labels(context, request.labels_input_configuration)
    _check_role(model, request)
    names = ("labels_input_configuration", "role_arn", "model_diagnostics_output_configuration")
    given = {name: getattr(request, name) for name in names if getattr(request, name) is not None}
    context.store.models.put(context.scope, changed(model, last_updated_time=context.now(), **given))
    return EmptyResponse()


def delete_model(context: Context, request: DeleteModelRequest) -> EmptyResponse:
    """DeleteModel: the model, its versions and the data that was kept for retraining."""
    model = find.model(context, request.model_name)
    _check_unused(context, model)
    name, arn = request.model_name, model.model_arn
    for subject in (arn, retraining_run(arn), retraining_state(arn)):
        context.store.queue.cancel(subject)
    context.store.retraining_schedulers.delete(context.scope, name)
    context.store.model_versions.delete_where(context.scope, version_rows.TABLE.c.model_name == name)
    context.store.models.delete(context.scope, name)
    context.store.tags.clear(arn)
    context.store.policies.clear(arn)
    context.store.accumulated_folders.delete(arn)
    context.discard(context.model_folder(arn), subject=retraining_run(arn), readers=imports_of(arn))
    return EmptyResponse()


def check_number(context: Context) -> None:
    """Refuse a model beyond the quota."""
    owned.within(context, "models", context.store.models.count(context.scope) + 1)


def check_labels(context: Context, source: LabelsInputConfiguration | None) -> None:
    """Refuse a source of labels that is not there."""
    if source is not None and source.label_group_name is not None:
        find.label_group(context, source.label_group_name)


def _check_role(model: StoredModel, request: UpdateModelRequest) -> None:
    """Refuse labels in S3 without a role. The model's own role is sufficient (service/labels#training)."""
    labels = request.labels_input_configuration
    if labels and labels.s3_input_configuration and not (request.role_arn or model.role_arn):
        raise Invalid(
            f"RoleArn is missing, and the model {model.model_name!r} has none; give the role with which labels are "
            "read from S3."
        )


def _check_pending(context: Context) -> None:
    pending = context.store.models.count(context.scope, rows.TABLE.c.status == ModelStatus.IN_PROGRESS)
    owned.within(context, "pending_models", pending + 1)


def _check_unused(context: Context, model: StoredModel) -> None:
    name = model.model_name
    if model.status in {ModelStatus.IN_PROGRESS, ModelStatus.IMPORT_IN_PROGRESS}:
        raise Conflict(f"The model {name!r} is {model.status}; wait until that has ended.")
    versions = context.store.model_versions
    importing = (
        versions.equal("model_name", name),
        versions.equal("status", ModelVersionStatus.IMPORT_IN_PROGRESS),
    )
    if versions.count(context.scope, *importing[0], *importing[1]):
        raise Conflict(f"A version of the model {name!r} is being imported; wait until that has ended.")
    attached = context.store.inference_schedulers.select(
        context.scope, scheduler_rows.SCHEDULERS.c.model_name == name, limit=1
    )
    if attached:
        scheduler = attached[0].inference_scheduler_name
        raise Conflict(f"The inference scheduler {scheduler!r} uses this model; stop and delete it first.")
    retraining = context.store.retraining_schedulers.get(context.scope, name)
    if retraining and retraining.status != "STOPPED":
        raise Conflict(f"The retraining scheduler of {name!r} is {retraining.status}; stop it first.")
