"""The policy of a resource: the permission for other accounts to import it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from l4e_sdk._resources._resource import Described
from l4e_sdk.errors import ResourceNotFoundException
from l4e_sdk.values import ResourcePolicy

if TYPE_CHECKING:
    from datetime import datetime

    from l4e_sdk import shapes
    from l4e_sdk.shapes import Response

D = TypeVar("D", bound="Response")


@dataclass(frozen=True, slots=True)
class AttachedPolicy:
    """The policy of a resource, from its last description."""

    policy: ResourcePolicy
    """The permissions, and the accounts that have them."""
    revision: str | None
    """The id of this revision. Pass it to ``put_policy`` to detect changes by other callers."""
    created_at: datetime | None
    """The time at which the first policy was set."""
    updated_at: datetime | None
    """The time at which the policy was last replaced."""


class Shareable(Described[D]):
    """A resource that other accounts may import if its policy allows it."""

    @property
    def policy(self) -> AttachedPolicy | None:
        """The policy for other accounts; None without a policy, so that no other account may import the resource.

        Raises:
            InvalidValueError: the service's text is not a policy.
        """
        return self._once("policy", self._read_policy)

    def put_policy(self, policy: shapes.PolicyLike, *, revision: str | None = None) -> str | None:
        """Set or replace the policy, and return the id of its revision.

        Args:
            policy: a ``ResourcePolicy``, or a document in IAM's policy language.
            revision: the revision to replace. Default: any revision.

        Raises:
            ConflictException: the policy was changed since that revision.
            ValidationException: the document is not a policy, or has an action that a policy cannot allow.
        """
        answer = self.client.put_resource_policy(
            resource_arn=self._arn, resource_policy=policy, policy_revision_id=revision
        )
        self._kept.pop("policy", None)
        return answer.policy_revision_id

    def delete_policy(self) -> None:
        """Delete the policy. Afterwards no other account may import the resource.

        Raises:
            ResourceNotFoundException: the resource has no policy.
        """
        self.client.delete_resource_policy(resource_arn=self._arn)
        self._kept.pop("policy", None)

    @property
    @abstractmethod
    def _arn(self) -> str:
        """The ARN of the resource."""

    def _read_policy(self) -> AttachedPolicy | None:
        try:
            answer = self.client.describe_resource_policy(resource_arn=self._arn)
        except ResourceNotFoundException:
            return None
        return AttachedPolicy(
            policy=ResourcePolicy.parse(answer.resource_policy or ""),
            revision=answer.policy_revision_id,
            created_at=answer.creation_time,
            updated_at=answer.last_modified_time,
        )
