r"""The condition under which a machine is off: ``press-07\rpm < 100`` (service/models#off-condition)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Final, Literal, NoReturn, Self, cast

from l4e_sdk.errors import InvalidValueError

_COMPONENT: Final = r"[0-9a-zA-Z._\-]+"
_SENSOR: Final = r"[^<>\s\\]+"
GRAMMAR: Final = re.compile(
    rf"(?:(?P<component>{_COMPONENT})\\)?(?P<sensor>{_SENSOR})\s*"
    r"(?P<operator>[<>])\s*(?P<limit>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)",
    re.ASCII,
)
_LONGEST: Final = 2048


@dataclass(frozen=True, slots=True)
class OffCondition:
    r"""A comparison of one sensor with a number. While it is true, the machine is off and its data is not evaluated.

    >>> print(OffCondition("press-07", "rpm") < 100)
    press-07\rpm < 100
    >>> OffCondition.parse(r"press-07\rpm<100") == (OffCondition("press-07", "rpm") < 100)
    True

    Args:
        component: name of the component; None if the sensor's name is unique.
        sensor: name of the sensor.
        operator: ``"<"`` or ``">"``. The operators ``<`` and ``>`` on the object set it.
        limit: the number to compare with, in the sensor's unit.

    Raises:
        InvalidValueError: a name has characters that the service refuses, or the limit is not a finite number.
    """

    component: str | None
    sensor: str
    operator: Literal["<", ">"] | None = None
    limit: float | None = None

    def __post_init__(self) -> None:
        if self.component is not None and not re.fullmatch(_COMPONENT, self.component):
            raise InvalidValueError(
                f"component is {self.component!r}; use letters, digits, '.', '_' and '-' only."
            )
        if not re.fullmatch(_SENSOR, self.sensor):
            raise InvalidValueError(
                f"sensor is {self.sensor!r}; blanks, '<', '>' and '\\' cannot be in its name."
            )
        if self.limit is not None and not math.isfinite(self.limit):
            raise InvalidValueError(f"limit is {self.limit}; compare with a finite number.")
        if self.operator is not None and len(str(self)) > _LONGEST:
            raise InvalidValueError(f"the condition has {len(str(self))} characters; {_LONGEST} are allowed.")

    @classmethod
    def parse(cls, text: str) -> Self:
        r"""Parse ``component\sensor < number``, or the same with ``>``. The component is optional.

        Raises:
            InvalidValueError: the text is not a single comparison of this form.
        """
        match = GRAMMAR.fullmatch(text)
        if match is None:
            raise InvalidValueError(
                f"{text[:80]!r} is not an off-condition; write one comparison with '<' or '>', "
                r"for example 'press-07\rpm < 100'."
            )
        operator = cast("Literal['<', '>']", match["operator"])
        return cls(match["component"], match["sensor"], operator, float(match["limit"]))

    def __lt__(self, limit: float) -> Self:
        """Return the condition that the sensor is below a number."""
        return self._compared("<", limit)

    def __gt__(self, limit: float) -> Self:
        """Return the condition that the sensor is above a number."""
        return self._compared(">", limit)

    def __bool__(self) -> NoReturn:
        # Python evaluates `10 < sensor < 100` as two comparisons, and would silently drop the first.
        raise InvalidValueError("an off-condition has one comparison, and is not true or false by itself.")

    def __str__(self) -> str:
        """Return the text that the service expects."""
        if self.operator is None or self.limit is None:
            raise InvalidValueError(f"{self!r} compares with nothing yet; write for example {self!r} < 100.")
        name = self.sensor if self.component is None else f"{self.component}\\{self.sensor}"
        return f"{name} {self.operator} {_written(self.limit)}"

    def __repr__(self) -> str:
        subject = f"OffCondition({self.component!r}, {self.sensor!r})"
        return subject if self.limit is None else f"({subject} {self.operator} {_written(self.limit)})"

    def _compared(self, operator: Literal["<", ">"], limit: float) -> Self:
        if self.operator is not None:
            raise InvalidValueError(f"{self!r} has its comparison; the service takes one only.")
        return replace(self, operator=operator, limit=_number(limit))


def _number(limit: float) -> float:
    if isinstance(limit, bool) or not isinstance(limit, (int, float)):
        raise InvalidValueError(f"limit is {limit!r}; compare with a number.")
    return float(limit)


def _written(limit: float) -> str:
    """Return a number with all its digits; a whole number has no fraction."""
    return str(int(limit)) if limit.is_integer() and abs(limit) < 1e15 else repr(limit)
