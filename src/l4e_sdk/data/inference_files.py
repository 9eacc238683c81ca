"""The input files of an inference scheduler: their names and their rows.

Source: service/inference#settings, service/inference#file-names.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, Self

from l4e_sdk._missing import is_missing, refusal
from l4e_sdk._rules.frame import is_frame, write_csv
from l4e_sdk._rules.layout.input_names import (
    DEFAULT_DELIMITER,
    DEFAULT_TIMESTAMP_FORMAT,
    DELIMITERS,
    TIMESTAMP_FORMATS,
    InputNames,
    parse_offset,
)
from l4e_sdk._rules.layout.limits import COMPONENT_NAME
from l4e_sdk.data.rows import rows_csv
from l4e_sdk.errors import InvalidValueError
from l4e_sdk.shapes import (
    FileNameTimestampFormat,
    InferenceInputConfiguration,
    InferenceInputNameConfiguration,
    InferenceS3InputConfiguration,
)

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk._calls.objects import ObjectStore
    from l4e_sdk._rules.frame import Frame
    from l4e_sdk.data.rows import Rows

_UTC: Final = "+00:00"


@dataclass(frozen=True, slots=True)
class InferenceFiles:
    """The location of a scheduler's input files, and the format of their names.

    >>> files = InferenceFiles("plant", "live/in/", delimiter="_", zone="+05:30")
    >>> files.key("press-07", datetime(2024, 3, 11, 13, tzinfo=UTC))
    'live/in/press-07_20240311183000.csv'

    Raises:
        InvalidValueError: the service does not know the delimiter, the format or the zone.
    """

    bucket: str
    """The name of the bucket."""
    prefix: str = ""
    """The prefix of the files: empty, or with a slash at its end. Sub-folders are ignored."""
    delimiter: str = DEFAULT_DELIMITER
    """The separator between component and time: ``-``, ``_``, a space or nothing."""
    timestamp_format: str = DEFAULT_TIMESTAMP_FORMAT
    """The format of the time: the default, ``yyyy-MM-dd-HH-mm-ss``, or ``EPOCH`` for seconds."""
    zone: str = _UTC
    """The time zone of names, such as ``+05:30``. Timestamps inside the files are always in UTC."""

    def __post_init__(self) -> None:
        _check_one_of("delimiter", self.delimiter, DELIMITERS)
        _check_one_of("timestamp_format", self.timestamp_format, TIMESTAMP_FORMATS)
        if self.prefix and not self.prefix.endswith("/"):
            raise InvalidValueError(f"prefix is {self.prefix!r}; end it with a slash.")
        try:
            parse_offset(self.zone)
        except ValueError as error:
            raise InvalidValueError(f"zone: {error}.") from error

    @classmethod
    def of(cls, configuration: InferenceInputConfiguration) -> Self:
        """Return the location and format in a scheduler's ``data_input_configuration``.

        Raises:
            InvalidValueError: the bucket is missing, or the service does not know a value.
        """
        place = configuration.s3_input_configuration
        if place is None:
            raise InvalidValueError("the configuration has no s3_input_configuration; update the scheduler.")
        names = configuration.inference_input_name_configuration or InferenceInputNameConfiguration()
        delimiter = names.component_timestamp_delimiter
        return cls(
            place.bucket,
            place.prefix or "",
            DEFAULT_DELIMITER if delimiter is None else delimiter,
            str(names.timestamp_format or DEFAULT_TIMESTAMP_FORMAT),
            configuration.input_time_zone_offset or _UTC,
        )

    @property
    def configuration(self) -> InferenceInputConfiguration:
        """The ``data_input_configuration`` for a scheduler that reads these files."""
        return InferenceInputConfiguration(
            s3_input_configuration=InferenceS3InputConfiguration(bucket=self.bucket, prefix=self.prefix),
            input_time_zone_offset=self.zone,
            inference_input_name_configuration=InferenceInputNameConfiguration(
                timestamp_format=FileNameTimestampFormat(self.timestamp_format),
                component_timestamp_delimiter=self.delimiter,
            ),
        )

    @property
    def names(self) -> InputNames:
        """The format of the names, without the location."""
        return InputNames(self.prefix, self.delimiter, self.timestamp_format, parse_offset(self.zone))

    def key(self, component: str, moment: datetime) -> str:
        """Return the key of a file.

        Args:
            component: name of the component.
            moment: a time with a zone, for example the end of the rows' window.

        Raises:
            InvalidValueError: the time has no zone, or the component's name is not allowed.
        """
        if is_missing(moment):
            raise InvalidValueError(f"moment {refusal(moment)}.")
        if moment.utcoffset() is None:
            raise InvalidValueError(
                f"{moment.isoformat()} has no time zone; write {moment.isoformat()}+00:00 for UTC."
            )
        if COMPONENT_NAME.fullmatch(component) is None:
            raise InvalidValueError(
                f"component is {component!r}; a component's name has 1 to 200 letters, digits, '.', '_' and '-'."
            )
        return self.names.key(component, moment)

    def parse(self, key: str) -> tuple[str, datetime] | None:
        """Return the component and the UTC time in a key, or None if the key has another format."""
        return self.names.parse(key)

    def write_window(self, store: ObjectStore, component: str, data: Frame | Rows, *, end: datetime) -> str:
        """Write the rows of one window to the file that the scheduler will read, and return its key.

        Args:
            store: the object store with the bucket, such as ``client.objects``.
            component: the component of the rows; every component of the model needs a file.
            data: a pandas or polars frame, or a mapping for each row, with a time with a zone, and numbers.
            end: the end of the window. A row at the end belongs to the window, a row at its start does not.

        Raises:
            InvalidValueError: the data has no times, or a time has no zone.
            ObjectError: the object cannot be written.
        """
        key = self.key(component, end)
        if not is_frame(data):
            store.put(self.bucket, key, rows_csv(data))
            return key
        with TemporaryDirectory() as folder:
            file = Path(folder, "window.csv")
            write_csv(data, file)
            store.put(self.bucket, key, file)
        return key


def _check_one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise InvalidValueError(f"{name} is {value!r}; it can be {', '.join(map(repr, allowed))}.")
