r"""The condition under which the machine is off: ``component\sensor < value`` (service/models#off-condition)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Self, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from l4e_sdk.local.timeseries.schema import DataSchema

_GRAMMAR: Final = re.compile(
    r"\s*(?:(?P<component>[0-9a-zA-Z._\-]+)\\)?(?P<sensor>[^<>\s\\]+)\s*"
    r"(?P<operator>[<>])\s*(?P<value>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*",
    re.ASCII,
)
_MAX_LENGTH: Final = 2048


class OffConditionError(ValueError):
    """The text is not an off-condition, or names an unknown sensor."""


@dataclass(frozen=True, slots=True)
class OffCondition:
    """One comparison of one sensor; while it holds, the machine is off."""

    component: str
    sensor: str
    operator: Literal["<", ">"]
    value: float

    @classmethod
    def parse(cls, text: str, schema: DataSchema) -> Self:
        r"""Read ``component\sensor < number`` or ``>``.

        A sensor without its component is accepted when only one component of the schema has such a sensor.

        Raises:
            OffConditionError: the text is something else, or the schema has no such sensor.
        """
        match = _GRAMMAR.fullmatch(text) if len(text) <= _MAX_LENGTH else None
        if match is None:
            raise OffConditionError(
                f"{text[:100]!r} is not an off-condition; write one comparison of a sensor with a number by < or >, "
                r"for example 'press-07\ram_speed < 0.5'"
            )
        value = float(match["value"])
        if not math.isfinite(value):
            always = "always" if (value > 0) == (match["operator"] == "<") else "never"
            raise OffConditionError(
                f"the off-condition compares with {match['value']}, which is beyond all numbers, so it {always} holds; "
                "compare with a number that the sensor can reach"
            )
        component = _resolve(match["component"], match["sensor"], schema)
        operator = cast("Literal['<', '>']", match["operator"])
        return cls(component, match["sensor"], operator, value)

    def holds(self, values: NDArray[np.floating]) -> NDArray[np.bool_]:
        """Return where the condition holds; never where a value is missing.

        Args:
            values: the latest reading of the sensor at each row, that is, filled forward.
        """
        return values < self.value if self.operator == "<" else values > self.value

    def __str__(self) -> str:
        return f"{self.component}\\{self.sensor} {self.operator} {self.value:g}"


def _resolve(component: str | None, sensor: str, schema: DataSchema) -> str:
    owners = [one.name for one in schema.components if sensor in one.sensors]
    if component in owners:
        return component
    if component is None and len(owners) == 1:
        return owners[0]
    if component is None and owners:
        choices = ", ".join(f"{owner}\\{sensor}" for owner in owners[:5])
        raise OffConditionError(f"several components have a sensor {sensor!r}; name one of {choices}")
    wanted = sensor if component is None else f"{component}\\{sensor}"
    raise OffConditionError(
        f"the off-condition names {wanted}, which is not a sensor of the schema; its {schema.columns} sensors begin "
        f"with {', '.join(schema.sensor_names[:5])}"
    )
