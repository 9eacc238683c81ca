"""A wait as text, which another process can continue."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

from l4e_sdk._calls.waiting.patience import PATIENCE
from l4e_sdk.errors import InvalidValueError

_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitToken:
    """The goal and the deadline of a wait, as JSON text."""

    kind: str
    """The name of the facade class: ``ModelVersion``."""
    names: tuple[str | int, ...]
    """The identifiers of the resource: its name, and the number of a version."""
    waiter: str
    """The name of the waiter, a key of ``PATIENCE``."""
    deadline: datetime | None
    """The time at which the wait ends; None waits without a limit."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a token.

        Raises:
            InvalidValueError: the text is not a token.
        """
        try:
            return cls(**_members(text))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise InvalidValueError(
                f"{text[:80]!r} is not a token of a wait ({error}); pass what wait_token() returned."
            ) from error

    def __post_init__(self) -> None:
        if self.waiter not in PATIENCE:
            raise InvalidValueError(f"there is no waiter {self.waiter!r}")
        if not self.names or not all(isinstance(name, (str, int)) for name in self.names):
            raise InvalidValueError("its names are neither texts nor numbers")
        if self.deadline is not None and self.deadline.utcoffset() is None:
            raise InvalidValueError("its deadline has no time zone")

    def __str__(self) -> str:
        deadline = None if self.deadline is None else self.deadline.isoformat()
        return json.dumps({"version": _VERSION, **asdict(self), "deadline": deadline})

    @property
    def until(self) -> str:
        """The state to wait for: the last word of the waiter's name."""
        return self.waiter.rpartition("_")[2].upper()

    def left(self, now: datetime) -> timedelta:
        """Return the time left: zero if the deadline is over, ``timedelta.max`` without a deadline."""
        return timedelta.max if self.deadline is None else max(self.deadline - now, timedelta(0))


def _members(text: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(text)
    version, deadline = content.pop("version"), content.pop("deadline")
    if version != _VERSION:
        raise ValueError(f"it is of version {version}")
    moment = None if deadline is None else datetime.fromisoformat(deadline)
    return content | {"names": tuple(content["names"]), "deadline": moment}
