"""The rule that ties two resources: a scheduler does not run more often than its model samples.

Source: service/inference#frequency.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from l4e_sdk._durations import parse_duration
from l4e_sdk.errors import Fault, InvalidRequestError, InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk import shapes
    from l4e_sdk._resources.model import Model


def check_cadence(operation: str, model: str | Model | None, frequency: str | timedelta | None) -> None:
    """Refuse a frequency that is shorter than the model's sampling rate, as far as both are known without asking.

    Raises:
        InvalidRequestError: it is shorter.
    """
    rate = None if model is None or isinstance(model, str) else _sampling_rate(model)
    every = frequency if isinstance(frequency, timedelta) else _length(frequency)
    if rate is None or every is None or every >= rate:
        return
    message = f"is {every}, but the model samples every {rate}; give at least that."
    fault = Fault("data_upload_frequency", "DataUploadFrequency", "cross-field", message)
    raise InvalidRequestError(operation, [fault])


def _sampling_rate(model: Model) -> timedelta | None:
    """Return the rate that a model was seen with; None if none was seen, or if it is the data's own."""
    seen: shapes.DescribeModelResponse | None = model._whole  # noqa: SLF001 - nothing is loaded for a check
    settings = seen and seen.data_pre_processing_configuration
    return _length(settings.target_sampling_rate) if settings else None


def _length(text: str | None) -> timedelta | None:
    try:
        return None if text is None else parse_duration(text)
    except InvalidValueError:
        return None  # the request's own check says what is wrong with it
