"""The schema of a dataset or model: components and their columns (service/datasets#schema)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from l4e_sdk._rules.frame import header
from l4e_sdk._rules.layout.keys import DEFAULT_PATTERN
from l4e_sdk.shapes._shape import Items, Shape
from l4e_sdk.views._document import read
from l4e_sdk.views._headers import Found, in_folder, in_store, joined
from l4e_sdk.views.schema_difference import SchemaDifference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from l4e_sdk._calls.objects import ObjectStore
    from l4e_sdk._rules.frame import Frame

_TIME, _SENSOR = "DATETIME", "DOUBLE"


class ColumnSchema(Shape):
    """One column of a component's files."""

    name: str | None = None
    """The name in the file's header."""
    type: str | None = None
    """The type: ``DATETIME`` for the first column, ``DOUBLE`` for sensors."""


class ComponentSchema(Shape):
    """A component: a machine, or a part of one."""

    component_name: str | None = None
    """The name of the component."""
    columns: Items[ColumnSchema] = ()
    """The columns, with the timestamp first."""

    @property
    def header(self) -> tuple[str, ...]:
        """The column names in the header of the component's files."""
        return tuple(column.name or "" for column in self.columns)

    @property
    def sensors(self) -> tuple[str, ...]:
        """The names of the sensors, in the order of the columns."""
        return tuple(column.name or "" for column in self.columns if column.type == _SENSOR)


class DataSchema(Shape):
    """The components of a dataset and their columns. Operations accept it wherever they need a schema.

    >>> schema = DataSchema.parse('{"Components": [{"ComponentName": "pump", "Columns": ['
    ...     '{"Name": "Time", "Type": "DATETIME"}, {"Name": "rpm", "Type": "DOUBLE"}]}]}')
    >>> schema["pump"].sensors
    ('rpm',)
    """

    components: Items[ComponentSchema] = ()
    """The components, in the service's order."""

    @classmethod
    def parse(cls, text: str | bytes) -> Self:
        """Parse the document.

        Raises:
            UnreadableDocumentError: the text is not a JSON object, or a member has the wrong type.
        """
        return read(cls, text)

    @classmethod
    def from_folder(cls, folder: Path | str, *, component: str | None = None) -> Self:
        """Return the schema of a folder of CSV files, from their headers.

        Args:
            folder: a folder with one sub-folder of CSV files for each component.
            component: the component of all files, for a folder without sub-folders.

        Raises:
            InvalidValueError: there are no files, a name is not allowed, or files of a component have different
                columns.
        """
        return cls.of(joined(in_folder(folder, component), repr(str(folder))))

    @classmethod
    def from_frames(cls, frames: Mapping[str, Frame]) -> Self:
        """Return the schema of pandas or polars frames in the form for an upload, with the timestamps first.

        Raises:
            InvalidValueError: there are no frames, a name is not allowed, or the column with the timestamps is
                ambiguous.
        """
        found = (Found(name, f"the frame of {name!r}", header(frame)) for name, frame in frames.items())
        return cls.of(joined(found, "the mapping of frames"))

    @classmethod
    def from_objects(
        cls, store: ObjectStore, bucket: str, prefix: str = "", key_pattern: str = DEFAULT_PATTERN
    ) -> Self:
        """Return the schema of CSV files in a bucket. Only the beginning of each file is read.

        Args:
            store: the object store with the bucket, such as ``client.objects``.
            bucket: name of the bucket.
            prefix: prefix of the files' keys.
            key_pattern: pattern of the keys, which shows where the component is.

        Raises:
            InvalidValueError: there are no files, a name is not allowed, or files of a component have different
                columns.
            ObjectError: the bucket cannot be read.
        """
        return cls.of(joined(in_store(store, bucket, prefix, key_pattern), f"s3://{bucket}/{prefix}"))

    @classmethod
    def of(cls, headers: Mapping[str, tuple[str, ...]]) -> Self:
        """Return a schema from the columns of each component, with the timestamp first."""
        return cls(
            components=tuple(
                ComponentSchema(
                    component_name=name,
                    columns=tuple(
                        ColumnSchema(name=column, type=_SENSOR if place else _TIME)
                        for place, column in enumerate(columns)
                    ),
                )
                for name, columns in headers.items()
            )
        )

    def difference(self, other: DataSchema) -> SchemaDifference:
        r"""Return the differences of another schema from this one.

        >>> old = DataSchema.of({"pump": ("Time", "rpm", "heat")})
        >>> print(old.difference(DataSchema.of({"pump": ("Time", "heat", "amps")})))
        missing: pump\rpm; added: pump\amps
        """
        ours, theirs = self._headers(), other._headers()
        return SchemaDifference(
            missing=_only_in(ours, theirs), added=_only_in(theirs, ours), reordered=_reordered(ours, theirs)
        )

    def __getitem__(self, component: str) -> ComponentSchema:
        """Return a component by its name.

        Raises:
            KeyError: the schema does not have the component.
        """
        for known in self.components:
            if known.component_name == component:
                return known
        raise KeyError(component)

    def sensors(self) -> Iterator[str]:
        r"""Return all sensors as ``component\sensor``, as in results."""
        for component in self.components:
            yield from (f"{component.component_name}\\{sensor}" for sensor in component.sensors)

    def _headers(self) -> dict[str, tuple[str, ...]]:
        return {component.component_name or "": component.header for component in self.components}


def _only_in(these: Mapping[str, tuple[str, ...]], others: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(
        f"{name}\\{column}"
        for name, columns in these.items()
        for column in columns
        if column not in others.get(name, ())
    )


def _reordered(
    these: Mapping[str, tuple[str, ...]], others: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    return tuple(
        name
        for name, columns in these.items()
        if [each for each in columns if each in others.get(name, ())]
        != [each for each in others.get(name, ()) if each in columns]
    )
