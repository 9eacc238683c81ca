"""Names of machines and sensors, converted to names that the service accepts."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.layout.limits import COLUMN_NAME, COMPONENT_NAME
from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk.data.export_format import ExportFormat

_LONGEST: Final = 200
_REFUSED: Final = re.compile(r"[^0-9a-zA-Z:#$.\-_]+")
_REFUSED_OF_MACHINES: Final = re.compile(r"[^0-9a-zA-Z.\-_]+")


class ExportNames:
    """The machines and names of columns and tags, the same in every file of an export."""

    def __init__(self, written: ExportFormat) -> None:
        self.changed: dict[str, str] = {}
        """New names by old names, for names that had to change."""
        self._written = written
        self._taken: dict[tuple[str, str], str] = {}
        self._machines: dict[str, str] = {}

    def sensor(self, name: str, machine: str | None) -> tuple[str, str]:
        """Return the machine and the name of a sensor.

        Args:
            name: the column or the tag in the export.
            machine: the machine, if the name does not have one.

        Raises:
            InvalidValueError: the machine is unknown, or two sensors would get the same name.
        """
        given = self._written.names.get(name)
        separator = self._written.machine_separator
        before, found, behind = name.partition(separator) if separator else ("", "", name)
        owner = before if found else machine
        if owner is None:
            raise InvalidValueError(
                f"nobody knows which machine {name!r} is of; put the file into a folder with the machine's name, or "
                "give component=, machine_column= if rows say it, or machine_separator= if names begin with it."
            )
        target = self.machine(owner), self._allowed(behind) if given is None else given
        if COLUMN_NAME.fullmatch(target[1]) is None:
            raise InvalidValueError(
                f"{name!r} would be called {target[1]!r}; give it a name of letters, digits and _ with names="
            )
        if (other := self._taken.setdefault(target, name)) != name:
            raise InvalidValueError(
                f"{other!r} and {name!r} would both be called {target[1]!r}; tell them apart with names="
            )
        if target[1] != behind:
            self.changed[name] = target[1]
        return target

    def machine(self, name: str) -> str:
        """Return the new name of a machine.

        Raises:
            InvalidValueError: the new name would be empty, or two machines would get the same name.
        """
        new = _reduced(name, _REFUSED_OF_MACHINES)
        if COMPONENT_NAME.fullmatch(new) is None or not new.strip(
            "."
        ):  # a folder name of dots has a special meaning
            raise InvalidValueError(f"the machine {name!r} has no letter or digit that may stay; rename it.")
        if (other := self._machines.setdefault(new, name)) != name:
            raise InvalidValueError(
                f"the machines {other!r} and {name!r} would both be called {new!r}; rename one."
            )
        if new != name:
            self.changed[name] = new
        return new

    def _allowed(self, name: str) -> str:
        return _reduced(name, _REFUSED)


def _reduced(name: str, refused: re.Pattern[str]) -> str:
    """Return a name in ASCII, with ``_`` for each run of characters that are not allowed."""
    letters = unicodedata.normalize("NFKD", name).replace("\N{LATIN SMALL LETTER SHARP S}", "ss")
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    changed = refused.sub("_", bare)
    return (changed if changed == name else changed.strip("_"))[:_LONGEST]
