"""Numbers of an export, converted to the form that ingestion reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk.data.export_format import ExportFormat

_BLANKS: Final = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})
_SOMEWHERE: Final = re.compile(
    r"[+-]?(?:\d+[.,]?\d*|[.,]\d+|\d{1,3}(?:,\d{3})+(?:\.\d*)?"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d*)?|\d{1,3}(?:[' ]\d{3})+(?:[.,]\d*)?)(?:[eE][+-]?\d+)?",
    re.ASCII,
)
"""Any text that is a number in some country."""


class ExportNumbers:
    """A converter of cells: numbers get a decimal point and no thousands separators, words get their numbers."""

    def __init__(self, written: ExportFormat) -> None:
        self._states = {word: f"{number:.15g}" for word, number in written.states.items()}
        self._decimal, self._thousands = written.decimal, written.thousands
        self._is_plain = written.decimal == "." and not written.thousands
        whole = r"\d+"
        if written.thousands:
            whole = rf"(?:\d{{1,3}}(?:{re.escape(written.thousands)}\d{{3}})+|\d+)"
        point = re.escape(written.decimal)
        self._shape = re.compile(rf"[+-]?(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][+-]?\d+)?", re.ASCII)

    def read(self, text: str) -> str:
        """Return a cell in the form that ingestion reads. A cell that is not a number stays unchanged.

        Raises:
            InvalidValueError: ingestion would read another number from the cell.
        """
        if self._states and (state := self._states.get(_bare(text))) is not None:
            return state
        number = self.number(text)
        return _bare(text) if number is None else number

    def number(self, text: str) -> str | None:
        """Return a number with a decimal point and nothing between thousands; None if it is none.

        Raises:
            InvalidValueError: ingestion would read another number from the cell.
        """
        text = _bare(text)
        if self._shape.fullmatch(text):
            return text if self._is_plain else self._rewritten(text)
        if _SOMEWHERE.fullmatch(text):
            raise InvalidValueError(
                f"{text!r} looks like a number, but not like one with {self._decimal!r} before the fraction and "
                f"{repr(self._thousands) if self._thousands else 'nothing'} between thousands; correct decimal= or "
                "thousands=."
            )
        return None

    def _rewritten(self, text: str) -> str:
        return (text.replace(self._thousands, "") if self._thousands else text).replace(self._decimal, ".")


def _bare(text: str) -> str:
    return (text if text.isascii() else text.translate(_BLANKS)).strip()
