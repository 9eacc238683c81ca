"""Model versions: describe, list, activate, import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local import find
from l4e_sdk.local.handlers import owned, sources
from l4e_sdk.local.handlers.models import check_labels, check_number
from l4e_sdk.local.handlers.pages import page
from l4e_sdk.local.lifecycle.change import changed, selected
from l4e_sdk.local.lifecycle.identity import imports_of, new_arn, owner_of
from l4e_sdk.local.lifecycle.models import activated, imported_version
from l4e_sdk.local.store import model_versions as rows
from l4e_sdk.local.store.descriptions import StoredDataset, StoredModel, StoredModelVersion
from l4e_sdk.local.store.shelf import seconds
from l4e_sdk.local.timeseries.schema import DataSchema
from l4e_sdk.local.wire.faults import Conflict, Invalid
from l4e_sdk.shapes import (
    DatasetStatus,
    DescribeModelVersionResponse,
    ImportModelVersionResponse,
    InferenceDataImportStrategy,
    ListModelVersionsResponse,
    ModelStatus,
    ModelVersionStatus,
    ModelVersionSummary,
    UpdateActiveModelVersionResponse,
)

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.shapes import (
        DescribeModelVersionRequest,
        ImportModelVersionRequest,
        ListModelVersionsRequest,
        UpdateActiveModelVersionRequest,
    )


def describe_model_version(
    context: Context, request: DescribeModelVersionRequest
) -> DescribeModelVersionResponse:
    """DescribeModelVersion."""
    find.model(context, request.model_name)
    return find.model_version(context, request.model_name, request.model_version)


def list_model_versions(context: Context, request: ListModelVersionsRequest) -> ListModelVersionsResponse:
    """ListModelVersions: ascending; an unknown model has none."""
    shelf, columns = context.store.model_versions, rows.TABLE.c
    filters = [
        *shelf.equal("model_name", request.model_name),
        *shelf.equal("status", request.status),
        *shelf.equal("source_type", request.source_type),
    ]
    if request.min_model_version is not None:
        filters.append(columns.version >= request.min_model_version)
    if request.max_model_version is not None:
        filters.append(columns.version <= request.max_model_version)
    if request.created_at_start_time is not None:
        filters.append(columns.created_at > request.created_at_start_time.timestamp())
    if request.created_at_end_time is not None:
        filters.append(columns.created_at < request.created_at_end_time.timestamp())
    found = page(shelf, context.scope, request, *filters)
    summaries = tuple(selected(version, ModelVersionSummary) for version in found.items)
    return ListModelVersionsResponse(model_version_summaries=summaries, **found.token)


def update_active_model_version(
    context: Context, request: UpdateActiveModelVersionRequest
) -> UpdateActiveModelVersionResponse:
    """UpdateActiveModelVersion: at once; a running execution ends on the version it began with."""
    model = find.model(context, request.model_name)
    version = find.model_version(context, request.model_name, request.model_version)
    if version.status != ModelVersionStatus.SUCCESS:
        raise Conflict(
            f"Version {version.model_version} of {model.model_name!r} is {version.status}; "
            "only a version that is SUCCESS can be active."
        )
    now_active = activated(model, version, context.now())
    context.store.models.put(context.scope, now_active)
    return changed(
        UpdateActiveModelVersionResponse(),
        model_name=model.model_name,
        model_arn=model.model_arn,
        current_active_version=now_active.active_model_version,
        current_active_version_arn=now_active.active_model_version_arn,
        previous_active_version=now_active.previous_active_model_version,
        previous_active_version_arn=now_active.previous_active_model_version_arn,
    )


def import_model_version(context: Context, request: ImportModelVersionRequest) -> ImportModelVersionResponse:
    """ImportModelVersion: a copy of a version; in use at once if it is the first of its model."""
    strategy = request.inference_data_import_strategy or InferenceDataImportStrategy.NO_IMPORT
    importing_data = strategy != InferenceDataImportStrategy.NO_IMPORT
    source = sources.model_version(context, request.source_model_version_arn, importing_data=importing_data)
    _check_source(source)
    dataset = find.dataset(context, request.dataset_name)
    _check_dataset(source, dataset)
    check_labels(context, request.labels_input_configuration)
    _check_imports(context)
    name = request.model_name or source.model_name
    model = context.store.models.get(context.scope, name)
    if model is None:
        check_number(context)
        model = _new_model(context, name, request, source, dataset)
    else:
        _check_target(model, dataset)
    version = _begin(context, model, source, request)
    _enqueue(context, version, source, strategy)
    return selected(version, ImportModelVersionResponse)


def _check_source(source: StoredModelVersion) -> None:
    if source.status != ModelVersionStatus.SUCCESS:
        raise Invalid(
            f"SourceModelVersionArn {source.model_version_arn!r} is {source.status}; "
            "only a version that is SUCCESS can be imported."
        )


def _check_dataset(source: StoredModelVersion, dataset: StoredDataset) -> None:
    """Refuse a dataset that cannot be that of the version: without data, or without its columns."""
    if dataset.status != DatasetStatus.ACTIVE or dataset.data_schema is None:
        raise Conflict(
            f"The dataset {dataset.dataset_name!r} is {dataset.status}; import the version's dataset first "
            "and wait until it is ACTIVE."
        )
    needed = DataSchema.parse(source.data_schema)
    missing = needed.missing_from(DataSchema.parse(dataset.data_schema))
    if missing:
        raise Invalid(
            f"DatasetName: {dataset.dataset_name!r} lacks columns that the version was trained on: "
            f"{', '.join(missing[:10])}."
        )


def _check_target(model: StoredModel, dataset: StoredDataset) -> None:
    if model.status in {ModelStatus.IN_PROGRESS, ModelStatus.IMPORT_IN_PROGRESS}:
        raise Conflict(f"The model {model.model_name!r} is {model.status}; wait until that has ended.")
    if model.dataset_name != dataset.dataset_name:
        raise Invalid(
            f"DatasetName: the model {model.model_name!r} uses the dataset {model.dataset_name!r}; name that one, "
            "or import into a new model."
        )


def _check_imports(context: Context) -> None:
    pending = context.store.model_versions.count(
        context.scope, rows.TABLE.c.status == ModelVersionStatus.IMPORT_IN_PROGRESS
    )
    owned.within(context, "pending_model_imports", pending + 1)


def _new_model(
    context: Context,
    name: str,
    request: ImportModelVersionRequest,
    source: StoredModelVersion,
    dataset: StoredDataset,
) -> StoredModel:
    now = context.now()
    model = changed(
        StoredModel(
            model_name=name,
            model_arn=new_arn(context.scope, "model", name),
            dataset_name=dataset.dataset_name,
            dataset_arn=dataset.dataset_arn,
            data_schema=source.data_schema,
            status=ModelStatus.IMPORT_IN_PROGRESS,
            created_at=now,
            last_updated_time=now,
            import_job_start_time=now,
        ),
        data_pre_processing_configuration=source.data_pre_processing_configuration,
        off_condition=source.off_condition,
        labels_input_configuration=request.labels_input_configuration,
        role_arn=request.role_arn,
        source_model_version_arn=source.model_version_arn,
        **owned.kms(context, request.server_side_kms_key_id),
    )
    context.store.models.put(context.scope, model)
    owned.tag(context, model.model_arn, request.tags)
    return model


def _begin(
    context: Context,
    model: StoredModel,
    source: StoredModelVersion,
    request: ImportModelVersionRequest,
) -> StoredModelVersion:
    number = context.store.next_version(context.scope, model.model_name)
    version = imported_version(
        model,
        number,
        source,
        context.now(),
        labels_input_configuration=request.labels_input_configuration,
        role_arn=request.role_arn,
        **owned.kms(context, request.server_side_kms_key_id),
    )
    context.store.model_versions.put(context.scope, version)
    if number > 1:
        owned.tag(context, version.model_version_arn, request.tags)
    return version


def _enqueue(
    context: Context,
    version: StoredModelVersion,
    source: StoredModelVersion,
    strategy: InferenceDataImportStrategy,
) -> None:
    """Begin the job that copies the files; all else is remembered now, because the source may change meanwhile."""
    arn = source.model_arn
    model = context.store.models.with_arn(owner_of(arn), arn)
    context.enqueue(
        "import_model_version",
        imports_of(arn),
        model_name=version.model_name,
        version=version.model_version,
        source=context.place(context.version_folder(arn, source.model_version)),
        strategy=strategy,
        data=context.place(context.accumulated_folder(arn)),
        data_start=seconds(model.accumulated_inference_data_start_time if model else None),
        data_end=seconds(model.accumulated_inference_data_end_time if model else None),
    )
