"""All faults of a request, by the service description and its written rules, for client and engine.

A request is a mapping with the service's names. ``members`` checks members and limits by the pinned description.
``rules`` has the rules that the description cannot express. No check here needs the state of a service; the engine has
those checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from l4e_sdk._botocore_data import SERVICE, SERVICES, ServiceDescription
from l4e_sdk._rules.validation.members import Walk
from l4e_sdk._rules.validation.paths import is_covered
from l4e_sdk._rules.validation.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from l4e_sdk.errors import Fault

__all__ = ["check", "cross_field"]


def check(
    operation: str,
    params: Mapping[str, object],
    *,
    unknown: Literal["fault", "ignore"] = "fault",
    tokens_required: bool = False,
    service: str = SERVICE,
) -> list[Fault]:
    """Return all faults of a request; an empty list means that it may be sent, or acted upon.

    Args:
        operation: the API's name, for example ``CreateModel``.
        params: the request in the service's spelling; None counts as absent at every depth.
        unknown: how to treat members that the description does not have. A service ignores them
            (service/wire#requests); a client should not let a misspelt one pass.
        tokens_required: whether ``ClientToken`` must be there; botocore fills it in after a client has checked.
        service: the service that has the operation, by botocore's name.
    """
    description = ServiceDescription.load(service)
    walk = Walk(description.shapes, unknown_is_fault=unknown == "fault", tokens_required=tokens_required)
    walk.structure(description.input_of(operation), params, ())
    # The written rules belong to the services of an engine. Another service may have operations with the same names.
    return merged(walk.faults, cross_field(operation, params) if service in SERVICES else ())


def cross_field(operation: str, params: Mapping[str, object]) -> list[Fault]:
    """Return the faults by the rules that the description cannot express; members of a wrong type are skipped."""
    return [fault for judge in RULES.get(operation, ()) for fault in judge(params)]


def merged(first: list[Fault], second: Iterable[Fault]) -> list[Fault]:
    """Return the faults of both, without those of the second at a place that the first already complains about."""
    return first + [fault for fault in second if not is_covered(fault, first)]
