"""The schema document: the components of a dataset and their columns (service/datasets#schema)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Self

from l4e_sdk._rules.layout.csv_header import repeated
from l4e_sdk._rules.layout.limits import COLUMN_NAME, COMPONENT_NAME, MAX_COLUMNS, MAX_COMPONENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SHOWN: Final = 20


class SchemaError(ValueError):
    """The text is not a schema document. `faults` lists all faults; the message lists the first 20."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults: Final = tuple(faults)
        more = len(faults) - _SHOWN
        super().__init__("; ".join(self.faults[:_SHOWN]) + (f"; and {more} faults more" if more > 0 else ""))

    def __reduce__(self) -> tuple[type[Self], tuple[Sequence[str]]]:
        # Exception's own way would rebuild it from the message.
        return type(self), (self.faults,)


@dataclass(frozen=True, slots=True)
class Component:
    """One component: its name, its timestamp column and its sensors in the order of the columns."""

    name: str
    timestamp: str
    sensors: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The first line of its CSV files."""
        return (self.timestamp, *self.sensors)


@dataclass(frozen=True, slots=True)
class DataSchema:
    r"""The components of a dataset or a model.

    >>> schema = DataSchema((Component("press-07", "Timestamp", ("oil_temp", "ram_speed")),))
    >>> schema.sensor_names
    ('press-07\\oil_temp', 'press-07\\ram_speed')
    """

    components: tuple[Component, ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a schema document.

        Raises:
            SchemaError: the text is not a schema document; the error lists all faults.
        """
        return cls(_components(text))

    def to_json(self) -> str:
        """Return the schema document."""
        return json.dumps({"Components": [_document(component) for component in self.components]})

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the components."""
        return tuple(component.name for component in self.components)

    @property
    def sensor_names(self) -> tuple[str, ...]:
        r"""All sensors as ``component\sensor``, in order; the names that results and diagnostics use."""
        return tuple(f"{one.name}\\{sensor}" for one in self.components for sensor in one.sensors)

    @property
    def columns(self) -> int:
        """The number of sensors of all components."""
        return sum(len(component.sensors) for component in self.components)

    def component(self, name: str) -> Component | None:
        """Return the component of that name, or None."""
        return next((component for component in self.components if component.name == name), None)

    def missing_from(self, other: DataSchema) -> tuple[str, ...]:
        r"""Return the columns, timestamps included, that the other schema lacks, as ``component\column``."""
        known = set(other._columns())
        return tuple(f"{name}\\{column}" for name, column in self._columns() if (name, column) not in known)

    def _columns(self) -> Iterator[tuple[str, str]]:
        return ((one.name, column) for one in self.components for column in one.header)


@lru_cache(maxsize=64)  # every window of a scheduler reads the same two
def _components(text: str) -> tuple[Component, ...]:
    document = _load(text)
    faults = list(_faults(document))
    if faults:
        raise SchemaError(faults)
    return tuple(_component(item) for item in _items(document, "Components"))


def _document(component: Component) -> dict[str, object]:
    columns = [{"Name": component.timestamp, "Type": "DATETIME"}]
    columns += [{"Name": sensor, "Type": "DOUBLE"} for sensor in component.sensors]
    return {"ComponentName": component.name, "Columns": columns}


def _component(item: object) -> Component:
    timestamp, *sensors = (str(_member(column, "Name")) for column in _items(item, "Columns"))
    return Component(str(_member(item, "ComponentName")), timestamp, tuple(sensors))


def _load(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise SchemaError(["the schema is nested too deeply to be a schema document"]) from error
    except ValueError as error:
        raise SchemaError([f"the schema is not JSON: {error}"]) from error


def _member(item: object, name: str) -> object:
    return item.get(name) if isinstance(item, dict) else None


def _items(item: object, name: str) -> list[object]:
    found = _member(item, name)
    return found if isinstance(found, list) else []


def _faults(document: object) -> Iterator[str]:
    components = _items(document, "Components")
    if not components:
        yield 'the schema needs a member "Components": a list of at least one component'
    if len(components) > MAX_COMPONENTS:
        yield f"the schema has {len(components)} components; at most {MAX_COMPONENTS} are allowed"
    sensors = sum(max(len(_items(item, "Columns")) - 1, 0) for item in components)
    if sensors > MAX_COLUMNS:
        yield f"the schema has {sensors} sensor columns over all components; at most {MAX_COLUMNS} are allowed"
    for name in repeated(_member(item, "ComponentName") for item in components):
        yield f"component {name!r} is listed more than once"
    for position, item in enumerate(components, start=1):
        yield from _component_faults(item, position)


def _component_faults(item: object, position: int) -> Iterator[str]:
    name = _member(item, "ComponentName")
    place = f"component {name!r}" if isinstance(name, str) else f"component {position}"
    if not isinstance(name, str) or not COMPONENT_NAME.fullmatch(name):
        yield f"{place}: ComponentName must be 1 to 200 letters, digits, dots, underscores or hyphens"
    columns = _items(item, "Columns")
    if len(columns) < 2:
        yield f'{place}: "Columns" must list the DATETIME column and at least one DOUBLE column'
    for twice in repeated(_member(column, "Name") for column in columns):
        yield f"{place}: column {twice!r} is listed more than once"
    for index, column in enumerate(columns):
        yield from (
            f"{place}, column {index + 1}: {fault}" for fault in _column_faults(column, first=index == 0)
        )


def _column_faults(column: object, *, first: bool) -> Iterator[str]:
    name, kind = _member(column, "Name"), _member(column, "Type")
    if not isinstance(name, str) or not COLUMN_NAME.fullmatch(name):
        yield f"the Name {name!r} must be 1 to 200 letters, digits or characters of : # $ . _ -"
    if first and kind != "DATETIME":
        yield f"the Type is {kind!r}; the first column is the timestamp and must be DATETIME"
    if not first and kind != "DOUBLE":
        yield f"the Type is {kind!r}; every column after the first must be DOUBLE"
