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
    """The column's header."""
    type: str | None = None
    """``DATETIME`` for the first column, ``DOUBLE`` for sensors."""


class ComponentSchema(Shape):
    """One component: a machine, or a part of one."""

    component_name: str | None = None
    """Name of the component."""
    columns: Items[ColumnSchema] = ()
    """Its columns, the timestamp first."""

    @property
    def header(self) -> tuple[str, ...]:
        """The first line of the component's files."""
        return tuple(column.name or "" for column in self.columns)

    @property
    def sensors(self) -> tuple[str, ...]:
        """Names of the sensors, in order."""
        return tuple(column.name or "" for column in self.columns if column.type == _SENSOR)


class DataSchema(Shape):
    """Components and their columns; can be handed on where a schema is asked for.

    >>> schema = DataSchema.parse('{"Components": [{"ComponentName": "pump", "Columns": ['
    ...     '{"Name": "Time", "Type": "DATETIME"}, {"Name": "rpm", "Type": "DOUBLE"}]}]}')
    >>> schema["pump"].sensors
    ('rpm',)
    """

    components: Items[ComponentSchema] = ()
    """The components, in the service's order."""

    @classmethod
    def parse(cls, text: str | bytes) -> Self:
        """Read the document.

        Raises:
            UnreadableDocumentError: the text is no JSON object, or a member has the wrong type.
        """
        return read(cls, text)

    @classmethod
    def from_folder(cls, folder: Path | str, *, component: str | None = None) -> Self:
        """Make the schema of a folder of CSV files, from their headers.

        Args:
            folder: has one sub-folder of CSV files for each component.
            component: the component whose files a folder has without sub-folders.

        Raises:
            InvalidValueError: there are no files, a name is not allowed, or files of a component have different
                columns.
        """
        return cls.of(joined(in_folder(folder, component), repr(str(folder))))

    @classmethod
    def from_frames(cls, frames: Mapping[str, Frame]) -> Self:
        """Make the schema of frames of pandas or polars, as they are uploaded: the times first.

        Raises:
            InvalidValueError: there are none, a name is not allowed, or which column holds the times is not clear.
        """
        found = (Found(name, f"the frame of {name!r}", header(frame)) for name, frame in frames.items())
        return cls.of(joined(found, "the mapping of frames"))

    @classmethod
    def from_objects(
        cls, store: ObjectStore, bucket: str, prefix: str = "", key_pattern: str = DEFAULT_PATTERN
    ) -> Self:
        """Make the schema of CSV files in a bucket; only the beginning of each file is read.

        Args:
            store: what has the bucket, such as ``client.objects``.
            bucket: its name.
            prefix: the folder of the files.
            key_pattern: how the component is found in a key.

        Raises:
            InvalidValueError: there are no files, a name is not allowed, or files of a component have different
                columns.
            ObjectError: the bucket cannot be read.
        """
        return cls.of(joined(in_store(store, bucket, prefix, key_pattern), f"s3://{bucket}/{prefix}"))

    @classmethod
    def of(cls, headers: Mapping[str, tuple[str, ...]]) -> Self:
        """Make a schema from the columns of each component, the timestamp first."""
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
        r"""Return what the other schema has differently.

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
            KeyError: there is no such component.
        """
        for known in self.components:
            if known.component_name == component:
                return known
        raise KeyError(component)

    def sensors(self) -> Iterator[str]:
        r"""Yield all sensors as ``component\sensor``, the way that results name them."""
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
