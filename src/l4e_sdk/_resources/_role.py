"""The IAM role in requests that read or write S3. AWS requires it; an embedded engine ignores it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.errors import InvalidValueError

if TYPE_CHECKING:
    from l4e_sdk._client import LookoutEquipment


def role_for(client: LookoutEquipment, role_arn: str | None) -> str:
    """Return the given role, or a placeholder for an embedded engine.

    Raises:
        InvalidValueError: no role was given, and the endpoint is not an embedded engine.
    """
    if role_arn is not None:
        return role_arn
    if client.engine is None:
        raise InvalidValueError(
            "role_arn is missing; pass the ARN of an IAM role that may read and write the buckets, "
            "'arn:aws:iam::<account>:role/<name>'. Only an embedded engine does without."
        )
    return f"arn:aws:iam::{client.engine.settings.account}:role/embedded-engine"
