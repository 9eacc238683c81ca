"""Enums that survive a service which learns new words."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Self

from l4e_sdk._durations import format_duration, parse_duration
from l4e_sdk.errors import InvalidValueError


class OpenEnum(StrEnum):
    """A string enum that keeps a value it does not know instead of refusing it.

    An unknown value is an instance of the enum. It equals its string and has the same hash, but it is not a member of
    the enum: iteration does not show it, and it is not cached.
    """

    @property
    def is_known(self) -> bool:
        """Whether this version of the package knows the value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        stranger = str.__new__(cls, value)
        stranger._name_ = stranger._value_ = str(value)
        return stranger

    def __repr__(self) -> str:
        shown = f"{type(self).__name__}.{self._name_}" if self.is_known else f"{type(self).__name__}, unknown"
        return f"<{shown}: {self._value_!r}>"

    # Enum hashes the name of a member; a dictionary keyed by plain strings must find it by value.
    __hash__ = str.__hash__


class DurationEnum(OpenEnum):
    """An open enum whose values are lengths of time."""

    @property
    def timedelta(self) -> dt.timedelta:
        """The length.

        Raises:
            InvalidValueError: this version of the package does not know the value, and the value is not a length.
        """
        return parse_duration(self.value)

    @classmethod
    def from_timedelta(cls, length: dt.timedelta) -> Self:
        """Return the member of a length.

        Raises:
            InvalidValueError: there is none.
        """
        member = cls(format_duration(length))
        if not member.is_known:
            raise InvalidValueError(f"{cls.__name__} has no {length}; use one of {', '.join(cls)}.")
        return member
