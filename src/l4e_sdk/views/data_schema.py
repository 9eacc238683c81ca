"""The schema of a dataset or model: components and their columns (spec 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from l4e_sdk.shapes._shape import Items, Shape
from l4e_sdk.views._document import read

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENSOR = "DOUBLE"


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
