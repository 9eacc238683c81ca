r"""When a machine counts as switched off: ``press-07\rpm < 100`` (service/models#off-condition)."""

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
    r"""One comparison of one sensor with a number; while it holds, what the machine does is not judged.

    >>> print(OffCondition("press-07", "rpm") < 100)
    press-07\rpm < 100
    >>> OffCondition.parse(r"press-07\rpm<100") == (OffCondition("press-07", "rpm") < 100)
    True

    Args:
        component: the component; None if the sensor's name is enough to find it.
        sensor: the sensor.
        operator: what ``<`` and ``>`` on the object fill in.
        limit: the number that they compare with.

    Raises:
        InvalidValueError: a name has characters that the service does not read, or the limit is no number.
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
        r"""Read ``component\sensor < number``, or ``>``; the component may be left out.

        Raises:
            InvalidValueError: the text is something else; only one comparison is possible.
        """
        match = GRAMMAR.fullmatch(text)
        if match is None:
            raise InvalidValueError(
                f"{text[:80]!r} is no off-condition; write one comparison with '<' or '>', "
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
        # `10 < sensor < 100` asks for the truth of its first half, and would silently lose it.
        raise InvalidValueError("an off-condition has one comparison, and is not true or false by itself.")

    def __str__(self) -> str:
        """Return the text that the service takes."""
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
    """Return a number with all its digits, and a whole one without a fraction."""
    return str(int(limit)) if limit.is_integer() and abs(limit) < 1e15 else repr(limit)
