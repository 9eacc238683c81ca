"""Checks of Signature Version 4: the key and the Region of a signed request.

botocore's signer computes the signature again from the received request, and the result is compared. The check trusts
no claim of the request: neither the hash of its body nor its choice of unsigned headers.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials

from l4e_sdk._botocore_data import SERVICES, catalogue
from l4e_sdk.local.wire.faults import IncompleteSignature, MissingToken, WrongSignature

if TYPE_CHECKING:
    from l4e_sdk.local.http.headers import Headers
    from l4e_sdk.local.http.keys import AccessKey

ALGORITHM = "AWS4-HMAC-SHA256"
MOST_SKEW = timedelta(minutes=5)
"""Largest difference between a signature's time and the system's.

It limits how long a stolen request can be replayed.
"""
_SCOPE = re.compile(
    r"(?P<key>\w{1,128})/(?P<date>[0-9]{8})/(?P<region>[a-z0-9-]{1,64})"
    rf"/(?P<service>{'|'.join(SERVICES)})/aws4_request",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The claims of a signed request, before they are verified."""

    key_id: str
    region: str
    service: str
    """The service of the operation, by botocore's name."""
    signed: tuple[str, ...]
    """The names of the signed headers, in lower case."""
    signature: str
    timestamp: str
    """The time of the signature, as in the header."""


def read_claim(headers: Headers, now: datetime) -> Claim:
    """Parse the claims of a signed request. This needs no body, so most bad requests are refused before it is read.

    Args:
        headers: the headers of the request.
        now: the system's time. The engine's clock may be virtual, but callers sign with their system's time.

    Raises:
        MissingToken: the request has no signature.
        IncompleteSignature: the signature is not Signature Version 4 for the service of the operation, or does not
            cover a required header.
        WrongSignature: the signature is too old, or from the future.
    """
    header = headers.one("authorization")
    if header is None:
        raise MissingToken("The request is not signed; configure an access key that the engine knows.")
    algorithm, _, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise IncompleteSignature(f"The Authorization header must begin with {ALGORITHM}.")
    parts = _parts(rest)
    scope = _SCOPE.fullmatch(parts.get("Credential", ""))
    # A target of an unknown service is refused later, whatever its signature.
    service = catalogue().service_of(headers.one("x-amz-target") or "")
    if scope is None or service not in (None, scope["service"]):
        wanted = service or "|".join(SERVICES)
        raise IncompleteSignature(
            f"Credential must be <key id>/<yyyymmdd>/<Region>/{wanted}/aws4_request in the Authorization header."
        )
    claim = Claim(
        key_id=scope["key"],
        region=scope["region"],
        service=scope["service"],
        signed=tuple(parts.get("SignedHeaders", "").split(";")),
        signature=parts.get("Signature", ""),
        timestamp=headers.one("x-amz-date") or "",
    )
    _check_coverage(claim, headers)
    _check_time(claim.timestamp, scope["date"], now)
    return claim


def verify(claim: Claim, headers: Headers, body: bytes, key: AccessKey) -> None:
    """Refuse a request that was not signed with a key.

    Args:
        claim: from ``read_claim``.
        headers: the headers of the request.
        body: the whole body, as received.
        key: the key that the request names.

    Raises:
        WrongSignature: the key gives another signature for this request.
    """
    digest = sha256(body).hexdigest()
    expected = _signature(claim, headers, digest, key.secret)
    # Compare both before an answer, so that its time does not reveal which one is wrong.
    genuine = hmac.compare_digest(expected.encode(), claim.signature.encode())
    announced = headers.one("x-amz-content-sha256")
    honest = announced is None or hmac.compare_digest(digest.encode(), announced.encode())
    if not (genuine and honest):
        raise WrongSignature(
            "The signature is not that of this request: check the secret key, and that nothing on the way changes the "
            "request, its Host header included."
        )


def claimed_region(headers: Headers) -> str | None:
    """Return the unverified Region in a request's signature, or None."""
    found = _SCOPE.search(headers.one("authorization") or "")
    return None if found is None else found["region"]


def _parts(text: str) -> dict[str, str]:
    parts = {}
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        parts[name] = value
    return parts


def _check_coverage(claim: Claim, headers: Headers) -> None:
    needed = {"host", "x-amz-date", *(name for name in headers.names if name.startswith("x-amz-"))}
    needed |= {"content-type"} & headers.names
    missing = sorted(needed - set(claim.signed)) + sorted(set(claim.signed) - headers.names)
    if missing or list(claim.signed) != sorted(set(claim.signed)):
        listed = ", ".join(missing)[:200]
        raise IncompleteSignature(
            f"SignedHeaders must list, sorted, headers that the request has, among them host, content-type and all "
            f"x-amz-*; wrong: {listed or 'the order'}."
        )


def _check_time(timestamp: str, date: str, now: datetime) -> None:
    if not re.fullmatch(r"[0-9]{8}T[0-9]{6}Z", timestamp) or timestamp[:8] != date:
        raise IncompleteSignature("X-Amz-Date must be yyyymmddThhmmssZ, of the day that Credential names.")
    try:
        signed_at = datetime.strptime(timestamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise IncompleteSignature("X-Amz-Date is not a time.") from None
    if abs(now - signed_at) > MOST_SKEW:
        word = "expired" if signed_at < now else "not yet current"
        raise WrongSignature(
            f"Signature {word}: it is of {timestamp}, and the time is {now:%Y%m%dT%H%M%SZ}; check the sender's clock."
        )


def _signature(claim: Claim, headers: Headers, digest: str, secret: str) -> str:
    received = AWSRequest(method="POST", url="http://engine/", headers={"X-Amz-Content-SHA256": digest})
    received.context["timestamp"] = claim.timestamp
    signer = _Signer(claim, headers, secret)
    return str(
        signer.signature(signer.string_to_sign(received, signer.canonical_request(received)), received)
    )


class _Signer(SigV4Auth):
    """A signer for the headers that the caller has signed; botocore's own choice fits only its own requests."""

    def __init__(self, claim: Claim, headers: Headers, secret: str) -> None:
        super().__init__(Credentials(claim.key_id, secret), claim.service, claim.region)
        self._chosen = HTTPHeaders()
        for name in claim.signed:
            for value in headers.all(name):
                self._chosen[name] = value

    def headers_to_sign(self, request: AWSRequest) -> HTTPHeaders:
        """Return the headers that the caller has signed, as they were received."""
        del request
        return self._chosen
