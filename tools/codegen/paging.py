"""Renderer of the files that give boto3 clients paginators and waiters for the service.

For AWS's service, the content is in ``.sdk-extras.json`` files next to empty skeletons. botocore merges the extras into
its own file, or into the skeleton if it has none. So every botocore has the same paginators and waiters. botocore has
no files of the extension service, so its content is in the main files.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from l4e_sdk._botocore_data import SERVICE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tools.codegen.plan import Plan

_PASSING: Final = ("InternalServerException", "ThrottlingException")
"""Errors that say nothing of a resource and go away by themselves: no wait of hours ends by one of them."""

Json: TypeAlias = "Mapping[str, Json] | list[Json] | str | int"


def files(plan: Plan, service: str) -> dict[str, str]:
    """Return the text of the files of a service by their names."""
    pages = {"pagination": paginators(plan, service)}
    waits = {"waiters": waiters(plan, service)}
    if service != SERVICE:
        return {"paginators-1.json": _text(pages), "waiters-2.json": _text({"version": 2, **waits})}
    return {
        "paginators-1.json": _text({"pagination": {}}),
        "paginators-1.sdk-extras.json": _text({"version": 1.0, "merge": pages}),
        "waiters-2.json": _text({"version": 2, "waiters": {}}),
        "waiters-2.sdk-extras.json": _text({"version": 1.0, "merge": waits}),
    }


def paginators(plan: Plan, service: str) -> dict[str, dict[str, str]]:
    """Return a paginator for each operation of a service that takes and gives a page token."""
    names = sorted(name for name in plan.description.operations if _is_of(plan, name, service))
    return {name: config for name in names if (config := _paginator(plan, name))}


def waiters(plan: Plan, service: str) -> dict[str, dict[str, Any]]:
    """Return the waiters of ``extras.toml`` that ask a service, in botocore's words."""
    return {
        name: _waiter(facts)
        for name, facts in plan.extras["waiters"].items()
        if _is_of(plan, facts["operation"], service)
    }


def _is_of(plan: Plan, operation: str, service: str) -> bool:
    return plan.description.operations[operation].service == service


def _paginator(plan: Plan, operation: str) -> dict[str, str] | None:
    output = plan.description.operations[operation].output
    if output is None:
        return None
    answer = plan.description.shapes[output]
    if "NextToken" not in answer.members or "NextToken" not in plan.description.input_of(operation).members:
        return None
    (items,) = (
        name for name, shape in answer.members.items() if plan.description.shapes[shape].kind == "list"
    )
    return {
        "input_token": "NextToken",
        "output_token": "NextToken",
        "limit_key": "MaxResults",
        "result_key": items,
    }


def _waiter(facts: dict[str, Any]) -> dict[str, Any]:
    acceptors = [_status(state, "success") for state in facts.get("success", ())]
    if facts.get("gone"):
        acceptors.append({"matcher": "error", "expected": "ResourceNotFoundException", "state": "success"})
    acceptors += [_status(state, "failure") for state in facts.get("failure", ())]
    acceptors += [{"matcher": "error", "expected": code, "state": "retry"} for code in _PASSING]
    return {
        "description": facts["description"],
        "operation": facts["operation"],
        "delay": facts["delay"],
        "maxAttempts": facts["attempts"],
        "acceptors": acceptors,
    }


def _status(expected: str, state: str) -> dict[str, str]:
    return {"matcher": "path", "argument": "Status", "expected": expected, "state": state}


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1) + "\n"
