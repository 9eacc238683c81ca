"""The class of a service error, by its code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from l4e_sdk import errors
from l4e_sdk.errors import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.exceptions import ClientError

# Subclasses in other modules are errors of Lookout for Vision.
_BY_CODE = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, ServiceError) and kind is not ServiceError
}


def service_error(error: ClientError, kinds: Mapping[str, type[ServiceError]] | None = None) -> ServiceError:
    """Convert botocore's error to an error of this package with the same content.

    Args:
        error: the error that botocore raised.
        kinds: classes by code, which override those of ``l4e_sdk.errors``.
    """
    code = error.response.get("Error", {}).get("Code", "")
    kind = (kinds or {}).get(code) or _BY_CODE.get(code, ServiceError)
    return kind(_without_no_retries(error.response), error.operation_name)


def _without_no_retries(response: Any) -> Any:
    """Remove the number of retries if no retry was allowed; botocore would add it to every message."""
    metadata = response.get("ResponseMetadata", {})
    if "MaxAttemptsReached" not in metadata or metadata.get("RetryAttempts"):
        return response
    kept = {name: value for name, value in metadata.items() if name != "MaxAttemptsReached"}
    return {**response, "ResponseMetadata": kept}
