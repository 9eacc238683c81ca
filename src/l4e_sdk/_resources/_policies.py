"""The part of a resource that is about who may import it."""

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
    """The policy of a resource, as last seen."""

    policy: ResourcePolicy
    """What is allowed, and to whom."""
    revision: str | None
    """Tells this state of it from others; ``put_policy`` takes it to notice a change by somebody else."""
    created_at: datetime | None
    """When there first was one."""
    updated_at: datetime | None
    """When it was last replaced."""


class Shareable(Described[D]):
    """A resource that others may import, if its policy says so."""

    @property
    def policy(self) -> AttachedPolicy | None:
        """Who else may import it; None if nobody, because there is no policy.

        Raises:
            InvalidValueError: the text that the service has is no policy.
        """
        return self._once("policy", self._read_policy)

    def put_policy(self, policy: shapes.PolicyLike, *, revision: str | None = None) -> str | None:
        """Set or replace the policy, and return its revision.

        Args:
            policy: a ``ResourcePolicy``, or a document in the policy language of IAM.
            revision: that of the policy that is to be replaced; any is replaced unless given.

        Raises:
            ConflictException: the policy was changed since that revision.
            ValidationException: the document is no policy, or allows what cannot be allowed.
        """
        answer = self.client.put_resource_policy(
            resource_arn=self._arn, resource_policy=policy, policy_revision_id=revision
        )
        self._kept.pop("policy", None)
        return answer.policy_revision_id

    def delete_policy(self) -> None:
        """Delete the policy, so that nobody else may import it any more.

        Raises:
            ResourceNotFoundException: there is none.
        """
        self.client.delete_resource_policy(resource_arn=self._arn)
        self._kept.pop("policy", None)

    @property
    @abstractmethod
    def _arn(self) -> str:
        """ARN of the resource."""

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
