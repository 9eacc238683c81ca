"""The rules for a request to train that the description does not have.

Source: service/models#refusals, service/models#ranges, service/limits#training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.handlers import documents
from l4e_sdk.local.quotas import remedy
from l4e_sdk.local.timeseries.off_condition import OffCondition, OffConditionError
from l4e_sdk.local.timeseries.schema import DataSchema
from l4e_sdk.local.wire.faults import Conflict, Invalid
from l4e_sdk.shapes import DatasetStatus

if TYPE_CHECKING:
    from l4e_sdk.local.context import Context
    from l4e_sdk.local.store.descriptions import StoredDataset
    from l4e_sdk.shapes import CreateModelRequest


def check(context: Context, request: CreateModelRequest, dataset: StoredDataset) -> str:
    """Return the schema that a model is trained on, as a JSON document.

    Raises:
        Conflict: the dataset has no data.
        Invalid: the request asks for what the dataset lacks.
    """
    if dataset.status != DatasetStatus.ACTIVE or dataset.data_schema is None:
        raise Conflict(
            f"The dataset {dataset.dataset_name!r} is {dataset.status}; a model needs one that is ACTIVE, "
            "so ingest data first."
        )
    schema = _schema(request, DataSchema.parse(dataset.data_schema))
    _check_size(context, schema)
    if request.off_condition:
        try:
            OffCondition.parse(request.off_condition, schema)
        except OffConditionError as error:
            raise Invalid(f"OffCondition: {error}") from error
    _check_span(context, request, dataset)
    return schema.to_json()


def _schema(request: CreateModelRequest, available: DataSchema) -> DataSchema:
    wanted = documents.schema(request.dataset_schema)
    if wanted is None:
        return available
    missing = wanted.missing_from(available)
    if missing:
        listed = ", ".join(missing[:10])
        raise Invalid(f"DatasetSchema names columns that the dataset does not have: {listed}.")
    return wanted


def _check_size(context: Context, schema: DataSchema) -> None:
    quotas = context.settings.quotas
    limits = (
        (len(schema.components), quotas.components_per_model, "components", "components_per_model"),
        (schema.columns, quotas.columns_per_model, "columns", "columns_per_model"),
    )
    for count, limit, what, quota in limits:
        if count > limit:
            raise Invalid(
                f"A model can have {limit} {what} and would have {count} {what}; give a DatasetSchema that selects "
                f"fewer, or {remedy(quota)}."
            )


def _check_span(context: Context, request: CreateModelRequest, dataset: StoredDataset) -> None:
    first, last = dataset.data_start_time, dataset.data_end_time
    if first is None or last is None:
        raise Conflict(f"The dataset {dataset.dataset_name!r} holds no rows; ingest data first.")
    start = max(request.training_data_start_time or first, first)
    end = min(request.training_data_end_time or last, last)
    if end - start < context.settings.minimum_training:
        days = context.settings.minimum_training.days
        found = f"data from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}" if start <= end else "none"
        raise Invalid(
            f"Training needs at least {days} days of data; the range asked for has {found}, and the dataset from "
            f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M}."
        )
    evaluation = request.evaluation_data_start_time
    if evaluation and request.training_data_start_time is None:
        raise Invalid(
            "TrainingDataStartTime and TrainingDataEndTime are missing; without them all data trains, and the "
            "evaluation "
            "range must come after the training range."
        )
    if evaluation and evaluation > last:
        raise Invalid(f"The evaluation range begins after the dataset's last row, {last:%Y-%m-%d %H:%M}.")
