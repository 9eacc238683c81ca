"""The document of a resource policy: the part of IAM's language that it may use (service/policies#document).

The engine refuses a policy with an unknown part. If it ignored a condition, the policy would grant more than its author
intended.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, TypeAlias

from l4e_sdk._rules.validation.scalars import shown
from l4e_sdk.errors import L4EError
from l4e_sdk.local.lifecycle.policies import GRANTABLE, Statement, matches

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from l4e_sdk.local.lifecycle.policies import Policy

Members: TypeAlias = "dict[str, object]"

_KEY: Final = "lookoutequipment:IsImportingData"
"""The only condition key; its case does not matter."""
_VERSIONS: Final = ("2012-10-17", "2008-10-17")
_OPERATORS: Final[Mapping[str, frozenset[bool | None]]] = {
    "Bool": frozenset(),
    "BoolIfExists": frozenset({None}),
}
"""Condition operators, each with the values that it accepts in addition; None is an attempt without the key."""
_PRINCIPAL: Final = re.compile(
    r"(?P<id>\d{12})|arn:aws[^:]*:(?:iam|sts)::(?P<owner>\d{12}):(?:root|(?:user|role|assumed-role)/.+)",
    re.ASCII,
)


class PolicyError(L4EError, ValueError):
    """The text is not a resource policy; the message names the wrong part and the correct form."""


def parse(text: str) -> Policy:
    """Read a policy document.

    Raises:
        PolicyError: it is not JSON, or says something that a resource policy cannot say.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PolicyError(f"the policy is not JSON: {error}") from error
    members = _members(document, "the policy", ("Version", "Id", "Statement"))
    if members.get("Version", _VERSIONS[0]) not in _VERSIONS:
        raise PolicyError(f"Version is {shown(members['Version'])}; give {_VERSIONS[0]!r}")
    if "Statement" not in members:
        raise PolicyError("Statement is missing; give a list of statements")
    statements = _list(members["Statement"])
    return tuple(_statement(item, f"Statement[{index}]") for index, item in enumerate(statements))


def _statement(item: object, place: str) -> Statement:
    members = _members(item, place, ("Sid", "Effect", "Principal", "Action", "Resource", "Condition"))
    effect = members.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise PolicyError(f"{place}.Effect is {shown(effect)}; give 'Allow' or 'Deny'")
    return Statement(
        allows=effect == "Allow",
        accounts=_accounts(members.get("Principal"), f"{place}.Principal"),
        actions=_actions(members.get("Action"), f"{place}.Action"),
        # A statement that names no resource is about the one that the policy belongs to.
        resources=_texts(members.get("Resource", "*"), f"{place}.Resource"),
        importing_data=_condition(members.get("Condition", {}), f"{place}.Condition"),
    )


def _accounts(principal: object, place: str) -> frozenset[str] | None:
    if principal == "*":
        return None
    if not isinstance(principal, dict):
        raise PolicyError(
            f"{place} is {shown(principal)}; give '*' or {{'AWS': [accounts, or ARNs of roles or users]}}"
        )
    names = _texts(_members(principal, place, ("AWS",)).get("AWS"), f"{place}.AWS")
    if "*" in names:
        return None
    return frozenset(_account(name, f"{place}.AWS") for name in names)


def _account(name: str, place: str) -> str:
    found = _PRINCIPAL.fullmatch(name)
    if found is None:
        raise PolicyError(
            f"{place} names {shown(name)}; give twelve digits, or the ARN of an account, a role or a user"
        )
    return found["id"] or found["owner"]


def _actions(value: object, place: str) -> tuple[str, ...]:
    patterns = _texts(value, place)
    for pattern in patterns:
        if not any(matches(pattern.lower(), action.lower()) for action in GRANTABLE):
            raise PolicyError(
                f"{place} names {shown(pattern)}; a resource policy can grant {' and '.join(GRANTABLE)} only"
            )
    return patterns


def _condition(value: object, place: str) -> frozenset[bool | None] | None:
    operators = _members(value, place, _OPERATORS)
    if not operators:
        return None
    if len(operators) > 1:
        raise PolicyError(f"{place} has two operators for one key; keep Bool or BoolIfExists")
    ((operator, keys),) = operators.items()
    wanted = _wanted(keys, f"{place}.{operator}")
    return _OPERATORS[operator] | {_boolean(item, f"{place}.{operator}") for item in wanted}


def _wanted(keys: object, place: str) -> list[object]:
    """Return the values that are given for the condition key."""
    if not isinstance(keys, dict) or [key.lower() for key in keys] != [_KEY.lower()]:
        raise PolicyError(f"{place} must hold the one key that is known, {_KEY}")
    (values,) = keys.values()
    return _list(values)


def _boolean(value: object, place: str) -> bool:
    for text, truth in (("true", True), ("false", False)):
        if value is truth or (isinstance(value, str) and value.lower() == text):
            return truth
    raise PolicyError(f"{place} asks for {shown(value)}; give 'true' or 'false'")


def _texts(value: object, place: str) -> tuple[str, ...]:
    texts = tuple(item for item in _list(value) if isinstance(item, str) and item)
    if not texts or len(texts) != len(_list(value)):
        raise PolicyError(f"{place} is {shown(value)}; give a text, or a list of texts")
    return texts


def _members(value: object, place: str, known: Collection[str]) -> Members:
    if not isinstance(value, dict):
        raise PolicyError(f"{place} must be an object with the members {', '.join(known)}")
    unknown = [name for name in value if name not in known]
    if unknown:
        raise PolicyError(
            f"{place} has {shown(unknown[0])}, which is not evaluated here; known are {', '.join(known)}"
        )
    return value


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]
