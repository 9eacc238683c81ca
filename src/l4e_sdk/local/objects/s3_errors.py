"""Errors of an S3 endpoint, with remedies for the operator."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    ProxyConnectionError,
    ReadTimeoutError,
    ResponseStreamingError,
    SSLError,
    SSOError,
)

from l4e_sdk.errors import ObjectError
from l4e_sdk.local.objects.errors import MissingObjectError

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING: Final = frozenset({"NoSuchKey", "404", "NotFound"})
EMPTY: Final = frozenset({"InvalidRange", "416"})
"""Error codes for a range request on an empty object."""
BROKEN: Final = (IncompleteReadError, ReadTimeoutError, ResponseStreamingError)
"""Errors for a body that does not arrive completely."""

_CREDENTIALS: Final = "the endpoint does not accept the credentials ({code}); renew or correct them"
_REASONS: Final = {
    **dict.fromkeys(MISSING, "there is no such object; upload it, or correct the address"),
    "NoSuchBucket": "there is no such bucket; create it, or correct its name",
    "PreconditionFailed": "it was changed while it was being read; try again when nobody writes to it",
    "412": "it was changed while it was being read; try again when nobody writes to it",
    "EntityTooLarge": "it is larger than the endpoint takes; split it",
    "RequestTimeTooSkewed": "the clock of this machine is wrong; set it",
    "PermanentRedirect": "the bucket is in another Region; name it in S3Settings",
    "AuthorizationHeaderMalformed": "the bucket is in another Region; name it in S3Settings",
    **dict.fromkeys(
        ("AccessDenied", "403", "Forbidden", "AllAccessDisabled"),
        "access is denied; allow the credentials that the engine uses to {permission}",
    ),
    **dict.fromkeys(
        (
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidToken",
            "TokenRefreshRequired",
        ),
        _CREDENTIALS,
    ),
}
_NO_CREDENTIALS: Final = (
    "no credentials can be had ({error}); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the engine runs, or "
    "name a profile in S3Settings"
)
_FAILURES: Final[tuple[tuple[tuple[type[Exception], ...], str], ...]] = (
    (
        (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, SSOError),
        _NO_CREDENTIALS,
    ),
    ((ProfileNotFound,), "{error}; correct the profile in S3Settings"),
    (
        (IncompleteReadError, ResponseStreamingError),
        "the connection broke again and again before all had arrived",
    ),
    ((ReadTimeoutError,), "the endpoint {endpoint} does not answer in time; see whether it is overloaded"),
    (
        (SSLError,),
        "the certificate of {endpoint} is not trusted ({error}); name its authority in AWS_CA_BUNDLE",
    ),
    (
        (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError, HTTPClientError),
        "the endpoint {endpoint} cannot be reached; see whether it runs, and whether its address is right",
    ),
)


def code_of(error: ClientError) -> str:
    """Return the code of a refusal; of a HEAD request it is the status."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def addressed(bucket: str, key: str, done: str, permission: str, endpoint: str) -> Iterator[None]:
    """Turn what botocore raises into what the user can use.

    Args:
        bucket: the bucket that is meant.
        key: the key, or the prefix.
        done: what cannot be done, as a participle.
        permission: what the credentials must be allowed, as S3 calls it.
        endpoint: the address of the endpoint.
    """
    try:
        yield
    except ClientError as error:
        code = code_of(error)
        kind = MissingObjectError if code in MISSING else ObjectError
        known = _REASONS.get(code)
        reason = known.format(code=code, permission=permission) if known else _answer(error, endpoint)
        raise kind(f"s3://{bucket}/{key} cannot be {done}: {reason}.") from error
    except BotoCoreError as error:
        told = (text for kinds, text in _FAILURES if isinstance(error, kinds))
        reason = next(told, "{error}").format(error=error, endpoint=endpoint)
        raise ObjectError(f"s3://{bucket}/{key} cannot be {done}: {reason}.") from error
    except OSError as error:
        if isinstance(error, ObjectError):
            raise
        raise ObjectError(f"s3://{bucket}/{key} cannot be {done}: {error.strerror or error}.") from error


def _answer(error: ClientError, endpoint: str) -> str:
    told = error.response.get("Error", {})
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", "")
    return f"the endpoint {endpoint} answered {told.get('Code') or status} ({told.get('Message') or 'without a reason'})"
