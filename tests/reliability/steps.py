"""The steps that a script is made of, and the world that they are done in.

Each step is acknowledged before the next begins. A step that was not acknowledged before the kill is done again by the
next life, so each step says what it means that it had been done already.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from botocore.exceptions import ClientError

from tests.conftest import START
from tests.reliability.snapshot import snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from botocore.client import BaseClient

    from l4e_sdk.local import LocalEngine

    Members: TypeAlias = dict[str, Any]

Fact: TypeAlias = tuple[str, str]
"""What kind of thing is known, and of which resource."""

HOUR = timedelta(hours=1)


class StandingClock:
    """A wall clock that a script sets; the engine works in the background all the same."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Return what the script has set."""
        return self.moment

    def monotonic(self) -> float:
        """Return the seconds from the start of all scripts."""
        return (self.moment - START).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Refuse: nothing in an engine may wait for a clock that stands still."""
        raise AssertionError(f"the engine slept for {seconds} s")


@dataclass
class World:
    """One life of an engine, and what was acknowledged in all lives before."""

    engine: LocalEngine
    boto: BaseClient
    clock: StandingClock
    answers: dict[str, Any] = field(default_factory=dict)
    """By the names of the steps."""
    again: bool = False
    """Whether the step may have been done by a life that was killed before it said so."""


@dataclass(frozen=True)
class Step:
    """One thing that is done and acknowledged."""

    name: str
    run: Callable[[World], Any]
    facts: dict[Fact, Any] = field(default_factory=dict)
    """What is true from now on, until another step says something else of it."""
    moment: datetime | None = None
    """What the clock shows in the end, of a step that moves it."""


def call(
    operation: str,
    members: Callable[[World], Members] | None = None,
    *,
    done: str = "",
    facts: dict[Fact, Any] | None = None,
    name: str = "",
    **fixed: Any,
) -> Step:
    """Make a step of one call.

    Args:
        operation: boto3's name of it.
        members: members that depend on earlier answers.
        done: the error that a call gets which was done already.
        facts: what is true from then on.
        name: how later steps refer to its answer.
        fixed: the other members.
    """

    def run(world: World) -> Any:
        try:
            answer = getattr(world.boto, operation)(**fixed, **(members(world) if members else {}))
        except ClientError as error:
            if world.again and error.response["Error"]["Code"] == done:
                return {"done before": done}
            raise
        answer.pop("ResponseMetadata")
        return json.loads(json.dumps(answer, default=str))

    label = (
        name or f"{operation} {' '.join(str(value) for value in fixed.values() if isinstance(value, str))}"
    )
    return Step(label, run, facts or {})


def idle(name: str) -> Step:
    """Make a step that lets all work end and acknowledges everything there is then."""

    def run(world: World) -> Any:
        world.engine.run_until_idle()
        return snapshot(world.engine, world.boto)

    return Step(f"idle {name}", run)


def until(moment: datetime) -> Step:
    """Make a step that lets the clock show a time and does what falls due by then, window after window."""

    def run(world: World) -> Any:
        while world.clock.moment < moment:
            world.clock.moment = min(moment, world.clock.moment + HOUR)
            world.engine._runner.wake()
            world.engine.run_until_idle()
        return moment.timestamp()

    return Step(f"until {moment:%d %H:%M}", run, moment=moment)
