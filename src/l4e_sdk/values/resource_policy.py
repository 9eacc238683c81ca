"""Permissions to import a dataset or a model version (service/policies#document)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from l4e_sdk.errors import InvalidValueError

_VERSION: Final = "2012-10-17"
_LONGEST: Final = 20_000
_ACCOUNT: Final = re.compile(r"\d{12}", re.ASCII)
_PRINCIPAL: Final = re.compile(
    r"arn:aws(-[a-z-]+)?:(iam|sts)::\d{12}:(root|(user|role|assumed-role)/\S+)", re.ASCII
)
_CONDITION: Final = "lookoutequipment:IsImportingData"


@dataclass(frozen=True, slots=True)
class ResourcePolicy:
    """A policy that lets other accounts import a dataset, a model or a model version of yours.

    A policy is immutable: each ``allow`` method returns a policy that allows more.

        policy = ResourcePolicy().allow_import_model_version("210987654321", to=model.model_arn)
        client.put_resource_policy(resource_arn=model.model_arn, resource_policy=policy)

    Args:
        statements: the statements, in the policy language of IAM.
    """

    statements: tuple[Mapping[str, object], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a policy, as ``describe_resource_policy`` returns it. The statements stay unchanged.

        Raises:
            InvalidValueError: the text is not a policy.
        """
        try:
            document = json.loads(text)
            statements = document["Statement"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise InvalidValueError(f"{text[:80]!r} is not a policy: it needs a Statement.") from error
        # IAM also accepts a single statement outside of a list.
        listed = statements if isinstance(statements, list) else [statements]
        if not all(isinstance(each, Mapping) for each in listed):
            raise InvalidValueError(f"{text[:80]!r} is not a policy: a statement is a mapping.")
        return cls(tuple(listed))

    def allow_import_dataset(self, *principals: str, to: str) -> Self:
        """Return a policy that also lets others import a dataset.

        Args:
            principals: account ids of 12 digits, or ARNs of roles and users.
            to: ARN of the dataset.

        Raises:
            InvalidValueError: a principal is missing or malformed.
        """
        return self._allow("ImportDataset", principals, to, {})

    def allow_import_model_version(
        self, *principals: str, to: str, importing_data: bool | None = None
    ) -> Self:
        """Return a policy that also lets others import versions of a model.

        Args:
            principals: account ids of 12 digits, or ARNs of roles and users.
            to: ARN of the model, for all its versions, or of one version.
            importing_data: True allows only imports with the accumulated inference data, False only imports without it.
                Default: both.

        Raises:
            InvalidValueError: a principal is missing or malformed.
        """
        condition = {} if importing_data is None else {"Bool": {_CONDITION: str(importing_data).lower()}}
        return self._allow("ImportModelVersion", principals, to, condition)

    def to_dict(self) -> dict[str, object]:
        """Return the policy as plain data."""
        return {"Version": _VERSION, "Statement": [dict(each) for each in self.statements]}

    def to_json(self) -> str:
        """Return the text that the service expects.

        Raises:
            InvalidValueError: the text is longer than 20,000 characters, or the policy has no statement.
        """
        if not self.statements:
            raise InvalidValueError(
                "the policy allows nothing; add a statement, or delete the policy instead."
            )
        text = json.dumps(self.to_dict(), separators=(",", ":"))
        if len(text) > _LONGEST:
            raise InvalidValueError(
                f"the policy has {len(text)} characters; {_LONGEST} are allowed. Name accounts instead of their roles."
            )
        return text

    __str__ = to_json

    def _allow(
        self, action: str, principals: tuple[str, ...], resource: str, condition: Mapping[str, object]
    ) -> Self:
        statement: dict[str, object] = {
            "Effect": "Allow",
            "Principal": {"AWS": _checked(principals)},
            "Action": [f"lookoutequipment:{action}"],
            "Resource": resource,
        }
        return type(self)((*self.statements, statement | ({"Condition": condition} if condition else {})))


def _checked(principals: tuple[str, ...]) -> list[str]:
    if not principals:
        raise InvalidValueError("nobody is named; give accounts, or ARNs of roles and users.")
    for principal in principals:
        if not _ACCOUNT.fullmatch(principal) and not _PRINCIPAL.fullmatch(principal):
            raise InvalidValueError(
                f"{principal[:80]!r} is not a principal; give a 12-digit account, or the ARN of a role or user."
            )
    return list(principals)
