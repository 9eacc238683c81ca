"""The quality of an export's readings, from the values of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from pathlib import Path

    from l4e_sdk.data.export_format import ExportFormat

_SHOWN: Final = 60


class ExportQuality:
    """A classifier of readings by quality, with the same values in every file of an export."""

    def __init__(self, written: ExportFormat) -> None:
        self._good = frozenset(word.strip().casefold() for word in written.good)
        self._is_any_good = False
        self._first_other: tuple[Path, int, str] | None = None

    def is_good(self, text: str, path: Path, line: int) -> bool:
        """Return whether the quality in a line of a file is good."""
        is_good = text.strip().casefold() in self._good
        if is_good:
            self._is_any_good = True
        elif self._first_other is None:
            self._first_other = path, line, text.strip()
        return is_good

    def check(self) -> None:
        """Check that the values for good quality occur in the export.

        Raises:
            InvalidValueError: no reading has good quality in any file.
        """
        if self._first_other is not None and not self._is_any_good:
            path, line, text = self._first_other
            raise InvalidValueError(
                f"{path}, line {line}: the quality {text[:_SHOWN]!r} is not good, nor is that of any other row; say "
                "what is good with good="
            )
