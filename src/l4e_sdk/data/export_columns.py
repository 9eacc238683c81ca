"""The columns of one file of an export, with the role of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from l4e_sdk.data.export_format import ExportFormat


@dataclass(frozen=True, slots=True)
class ExportColumns:
    """The indexes of the columns by their roles."""

    times: tuple[int, ...]
    sensors: Mapping[str, int]
    """The sensors by name; empty if each row has one reading."""
    tag: int | None
    value: int | None
    machine: int | None
    quality: int | None
    width: int
    remarks: tuple[str, ...]
    """Remarks about changed columns, one clause each."""

    @classmethod
    def of(cls, header: Sequence[str], written: ExportFormat, name: str) -> ExportColumns:
        """Find the columns of a header.

        Args:
            header: the cells of the header.
            written: the format of the export.
            name: the name of the file without its ending, which the only sensor may have.

        Raises:
            InvalidValueError: a column is missing, or there are too many.
        """
        numbered, remarks = _told_apart(header)
        places = {name: place for place, name in enumerate(numbered) if name}
        for wanted in written.named_columns():
            if wanted not in places:
                raise InvalidValueError(f"its header has no column {wanted!r}, only {', '.join(places)}.")
        named = (written.tag_column, written.value_column, written.machine_column, written.quality_column)
        tag, value, machine, quality = found = [places.get(name or "") for name in named]
        first = [place for place in range(len(numbered)) if place not in found][:1]
        times = tuple(places[name] for name in written.time_columns) or tuple(first)
        sensors = {name: place for name, place in places.items() if place not in (*times, *found)}
        if tag is None:
            sensors = _named(sensors, name if written.tag_is_file_name else None)
        else:
            remarks += (f"not read: {', '.join(sensors)}",) if sensors else ()
            sensors = {}
        return cls(times, sensors, tag, value, machine, quality, len(header), remarks)


def _named(sensors: dict[str, int], name: str | None) -> dict[str, int]:
    """Return the sensors by name. The only sensor of a file may have the file's name."""
    if not sensors:
        raise InvalidValueError("its header has no column but the time.")
    if name is None:
        return sensors
    if len(sensors) > 1:
        raise InvalidValueError(
            f"the file is to have the name of its sensor, but has {len(sensors)}: {', '.join(sensors)}."
        )
    return {name: next(iter(sensors.values()))}


def _told_apart(header: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return unique names for the columns, with remarks about changed names."""
    seen: Counter[str] = Counter()
    names, remarks = [], []
    for place, name in enumerate(header):
        seen[name] += 1
        new = f"{name}_{seen[name]}" if name and seen[name] > 1 else name
        names.append(new)
        if new != name:
            remarks.append(f"column {place + 1} is the second {name!r} or later, and called {new!r}")
        elif not name and place:
            remarks.append(
                f"column {place + 1} has no name and is left out; to have it read, name it in the header"
            )
    return names, tuple(remarks)
