"""The rule that a scheduler must not run more often than its model samples.

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
    """Refuse an upload frequency that is shorter than the model's sampling rate. Only known values are compared.

    Raises:
        InvalidRequestError: the frequency is shorter.
    """
    rate = None if model is None or isinstance(model, str) else _sampling_rate(model)
    every = frequency if isinstance(frequency, timedelta) else _length(frequency)
    if rate is None or every is None or every >= rate:
        return
    message = f"is {every}, but the model samples every {rate}; give at least that."
    fault = Fault("data_upload_frequency", "DataUploadFrequency", "cross-field", message)
    raise InvalidRequestError(operation, [fault])


def _sampling_rate(model: Model) -> timedelta | None:
    """Return the model's sampling rate; None if it is unknown, or if the model uses the data's own rate."""
    seen: shapes.DescribeModelResponse | None = model._whole  # noqa: SLF001 - nothing is loaded for a check
    settings = seen and seen.data_pre_processing_configuration
    return _length(settings.target_sampling_rate) if settings else None


def _length(text: str | None) -> timedelta | None:
    try:
        return None if text is None else parse_duration(text)
    except InvalidValueError:
        return None  # the check of the request reports the fault
