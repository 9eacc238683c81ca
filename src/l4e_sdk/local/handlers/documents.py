"""JSON documents inside requests, read as the engine uses them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.local.timeseries.schema import DataSchema, SchemaError
from l4e_sdk.local.wire.faults import Invalid

if TYPE_CHECKING:
    from l4e_sdk.shapes import DatasetSchema


def schema(given: DatasetSchema | None) -> DataSchema | None:
    """Return the data schema of a request, or None when it has none.

    Raises:
        Invalid: it is not a schema, or has more components or columns than service/limits#datasets allows.
    """
    text = given.inline_data_schema if given else None
    if text is None:
        return None
    try:
        return DataSchema.parse(text)
    except SchemaError as error:
        raise Invalid(f"DatasetSchema: {error}") from error
