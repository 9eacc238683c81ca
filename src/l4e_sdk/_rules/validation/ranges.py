"""Rules about ranges of time (service/models#ranges, service/wire#lists)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from l4e_sdk._rules.validation.paths import fault_at
from l4e_sdk._rules.validation.reading import at, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from l4e_sdk._rules.validation.reading import Request
    from l4e_sdk.errors import Fault

DAY: Final = 86_400
LEAST_TRAINING: Final = 14 * DAY
"""Seconds that the training range has to span."""

_TRAINING: Final = ("TrainingDataStartTime", "TrainingDataEndTime")
_EVALUATION: Final = ("EvaluationDataStartTime", "EvaluationDataEndTime")


def interval(start: str, end: str) -> Callable[[Request], Iterator[Fault]]:
    """Return the rule that one time is before another, if both are given."""

    def judge(request: Request) -> Iterator[Fault]:
        begin, finish = seconds(request, start), seconds(request, end)
        if begin is not None and finish is not None and begin >= finish:
            yield fault_at((end,), "cross-field", "is not after {}; give a later moment.", start)

    return judge


def training(request: Request) -> Iterator[Fault]:
    """The training range has both ends, in order, and 14 days between them."""
    yield from _pair(request, *_TRAINING)
    start, end = (seconds(request, name) for name in _TRAINING)
    if start is not None and end is not None and 0 < end - start < LEAST_TRAINING:
        days = (end - start) / DAY
        message = f"gives {days:.4g} days of training data; {{}} has to be at least 14 days before."
        yield fault_at((_TRAINING[1],), "cross-field", message, _TRAINING[0])


def evaluation(request: Request) -> Iterator[Fault]:
    """The evaluation range has both ends, in order, and does not begin before training ends."""
    yield from _pair(request, *_EVALUATION)
    trained, start = seconds(request, _TRAINING[1]), seconds(request, _EVALUATION[0])
    if trained is not None and start is not None and start < trained:
        message = "is before {}; evaluate on data that comes after the training data."
        yield fault_at((_EVALUATION[0],), "cross-field", message, _TRAINING[1])


def _pair(request: Request, start: str, end: str) -> Iterator[Fault]:
    for missing, given in ((start, end), (end, start)):
        if at(request, missing) is None and at(request, given) is not None:
            message = "is missing; give it with {}, or neither of them."
            yield fault_at((missing,), "cross-field", message, given)
    yield from interval(start, end)(request)
