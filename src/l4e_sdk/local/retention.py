"""Retention: the time for which an engine keeps data of its schedulers."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import Final, Self

from l4e_sdk._durations import parse_duration
from l4e_sdk.errors import ConfigurationError, InvalidValueError

_LEAST: Final = timedelta(days=1)
_FOR_EVER: Final = "none"


@dataclass(frozen=True, slots=True)
class Retention:
    """The time for which an engine keeps data of inference; None keeps it without a limit.

    Once a UTC day, a job of each running scheduler removes older data. Time is the engine's clock, and the age of a
    window counts from its end.

    Attributes:
        executions: the entries of ``ListInferenceExecutions``.
        results: the result files, in the folder of the engine or in S3.
        accumulated: the input of judged windows, kept for retraining. Whole months are removed, so a retraining still
            finds up to a month more. Keep it longer than the look-back window of the retraining scheduler.

    Raises:
        ConfigurationError: a time is shorter than a day, or is not a ``timedelta``.
    """

    executions: timedelta | None = timedelta(days=400)
    results: timedelta | None = None
    accumulated: timedelta | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value is not None and (not isinstance(value, timedelta) or value < _LEAST):
                raise ConfigurationError(
                    f"The retention of {field.name} is {value!r}; give a timedelta of a day or more, or None to keep "
                    "everything."
                )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a retention from a text such as ``executions=P30D,results=P90D`` or ``executions=none``.

        Raises:
            ConfigurationError: a part does not name a kind of data and an ISO 8601 duration of a day or more.
        """
        retention, names = cls(), [field.name for field in fields(cls)]
        for part in text.split(","):
            name, _, value = (word.strip() for word in part.partition("="))
            if name not in names:
                raise ConfigurationError(
                    f"{part.strip()!r} is not a retention; write name=duration with one of {', '.join(names)}, such as "
                    "executions=P30D or results=none."
                )
            try:
                length = None if value == _FOR_EVER else parse_duration(value)
            except InvalidValueError as error:
                raise ConfigurationError(f"The retention of {name}: {error}") from error
            retention = replace(retention, **{name: length})
        return retention
