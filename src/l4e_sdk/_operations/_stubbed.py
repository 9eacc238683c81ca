"""Answers that did not come over the wire: botocore's `Stubber` hands them over as Python values.

Its examples write times without a zone, as the service's documentation does, and mean UTC. Times of a request stay
strict: there, a missing zone is a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from l4e_sdk._botocore_data import ServiceDescription

if TYPE_CHECKING:
    from l4e_sdk._botocore_data import ShapeFacts


def with_zones(service: str, operation: str, answer: Mapping[str, object]) -> Mapping[str, object]:
    """Return an answer in which the times without a zone are in UTC.

    Args:
        service: the service that answered, by botocore's name.
        operation: the operation that was called.
        answer: the answer, as botocore returns it.
    """
    description = ServiceDescription.load(service)
    output = description.operations[operation].output
    return answer if output is None else _members(description.shapes, description.shapes[output], answer)


def _members(
    shapes: Mapping[str, ShapeFacts], facts: ShapeFacts, members: Mapping[str, object]
) -> dict[str, object]:
    return {
        name: _read(shapes, shapes[facts.members[name]], value) if name in facts.members else value
        for name, value in members.items()
    }


def _read(shapes: Mapping[str, ShapeFacts], facts: ShapeFacts, value: object) -> object:
    if facts.kind == "timestamp":
        return _in_utc(value)
    if facts.kind == "structure" and isinstance(value, Mapping):
        return _members(shapes, facts, value)
    if facts.kind == "list" and isinstance(value, (list, tuple)):
        return [_read(shapes, shapes[facts.item or ""], item) for item in value]
    return value


def _in_utc(value: object) -> object:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(moment, datetime) and moment.utcoffset() is None:
            return moment.replace(tzinfo=UTC)
    except ValueError:  # no time; whoever reads the answer says so
        return value
    return value
