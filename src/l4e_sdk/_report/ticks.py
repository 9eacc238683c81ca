"""The positions of marks on the axes of a chart."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from l4e_sdk._report.training_facts import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOUR, _DAY = 3600, 86_400
_STEPS = (1, 5, 15, 60, 300, 900, 1800, _HOUR, 2 * _HOUR, 3 * _HOUR, 6 * _HOUR, 12 * _HOUR)
_DAYS = (1, 2, 4, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60)
_MOST = 8


def ticks(start: float, end: float) -> list[tuple[float, str]]:
    """Return instants and what to write at them, at most eight."""
    length = max(end - start, 1)
    for step in (*_STEPS, *(days * _DAY for days in _DAYS)):
        if length / step <= _MOST:
            return [(at, _text(at, step)) for at in _multiples(start, end, step)]
    for months in _MONTHS:
        found = [(at, f"{moment(at):%b %Y}") for at in _firsts(start, end, months)]
        if len(found) <= _MOST:
            return found
    return []


def levels(low: float, high: float) -> list[float]:
    """Return two to six round values between two others."""
    length = high - low
    if not length > 0:
        return [low]
    size = 10.0 ** math.floor(math.log10(length / 2))
    step = next(size * each for each in (5, 2, 1) if length / (size * each) >= 2)
    return [step * place for place in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _multiples(start: float, end: float, step: int) -> Iterator[float]:
    at = -(-start // step) * step
    while at <= end:
        yield at
        at += step


def _firsts(start: float, end: float, months: int) -> Iterator[float]:
    day = moment(start)
    month = (day.year * 12 + day.month - 1) // months * months
    while (at := datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)).timestamp() <= end:
        if at.timestamp() >= start:
            yield at.timestamp()
        month += months


def _text(at: float, step: int) -> str:
    when = moment(at)
    if step < _DAY and (when - when.replace(hour=0, minute=0, second=0) > timedelta(0)):
        return f"{when:%H:%M}" if step >= _STEPS[3] else f"{when:%H:%M:%S}"
    return f"{when.day} {when:%b}"
