"""Evaluation of resource policies: the accounts that may import a resource (service/policies#evaluation)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

IMPORT_DATASET = "lookoutequipment:ImportDataset"
IMPORT_MODEL_VERSION = "lookoutequipment:ImportModelVersion"
GRANTABLE = (IMPORT_DATASET, IMPORT_MODEL_VERSION)
"""The actions that a resource policy can grant."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody of another account wants to import something."""

    account: str
    """The account of the caller."""
    action: str
    resources: tuple[str, ...]
    """The ARN of the wanted resource, and of the model if the resource is a version."""
    importing_data: bool | None = None
    """Whether inference data is to come along; None where there is none to come."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy; it applies when all its parts match."""

    allows: bool
    """Whether its effect is Allow; otherwise it is Deny."""
    accounts: frozenset[str] | None
    """The accounts of the principals; None means every account."""
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    importing_data: frozenset[bool | None] | None = None
    """The accepted values of an attempt's ``importing_data``; None accepts all."""

    def applies_to(self, attempt: Attempt) -> bool:
        """Return whether it says anything about an attempt."""
        return (
            (self.accounts is None or attempt.account in self.accounts)
            and any(matches(pattern.lower(), attempt.action.lower()) for pattern in self.actions)
            and any(matches(pattern, arn) for pattern in self.resources for arn in attempt.resources)
            and (self.importing_data is None or attempt.importing_data in self.importing_data)
        )


Policy: TypeAlias = "tuple[Statement, ...]"


def permits(policies: Sequence[Policy], attempt: Attempt) -> bool:
    """Return whether an attempt of another account is allowed.

    Every policy must allow it: where a model and its version both have one, the more restrictive wins. Without any
    policy nothing is allowed.

    Args:
        policies: those of the wanted resource, and of the model it is a version of; only those that exist.
        attempt: who wants what.
    """
    return bool(policies) and all(_allows(policy, attempt) for policy in policies)


def _allows(policy: Policy, attempt: Attempt) -> bool:
    effects = {statement.allows for statement in policy if statement.applies_to(attempt)}
    return effects == {True}


def matches(pattern: str, text: str) -> bool:
    """Return whether a pattern of a policy fits a whole text: ``*`` is any characters, ``?`` is any one."""
    first, *rest = (
        "".join("." if one == "?" else re.escape(one) for one in part) for part in pattern.split("*")
    )
    if not rest:
        return re.fullmatch(first, text, re.DOTALL) is not None
    # Atomic groups: where a middle part fits first, it stays. Otherwise a pattern of many stars would take for ever.
    middle = "".join(f"(?>.*?{part})" for part in rest[:-1] if part)
    return re.fullmatch(f"{first}{middle}.*{rest[-1]}", text, re.DOTALL) is not None
