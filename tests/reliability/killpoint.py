"""A process that dies at a chosen point: just before or just after its n-th fsync, rename or commit.

Only tests know of this: it replaces functions of the operating system's module in the process that is to die. Worker
processes get it through ``hooks/sitecustomize.py``, which is on the path of such runs and of no other.
"""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS = ("fsync", "replace", "commit")
SIDES = ("before", "after")


def install(order: str) -> None:
    """Obey an order such as ``fsync:3:before``; everything in the process group dies with it."""
    point, count, side = order.split(":")
    if point == "commit":
        from sqlalchemy.engine.default import DefaultDialect

        _replace(DefaultDialect, "do_commit", int(count), side)
    else:
        _replace(os, point, int(count), side)


def _replace(holder: Any, name: str, count: int, side: str) -> None:
    original: Callable[..., Any] = getattr(holder, name)
    left = [count]

    def deadly(*arguments: Any, **keywords: Any) -> Any:
        left[0] -= 1
        if not left[0] and side == "before":
            _die()
        result = original(*arguments, **keywords)
        if not left[0]:
            _die()
        return result

    setattr(holder, name, deadly)


def _die() -> None:
    os.killpg(0, signal.SIGKILL)
