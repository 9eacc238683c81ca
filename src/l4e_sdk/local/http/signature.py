"""Signature Version 4, checked: who signed a request, and for which Region.

The signature is computed anew from what was received, by botocore's own signer, and compared. Nothing that the request
says about itself is taken for true: not the hash of its body, nor which of its headers need no signature.
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
"""How far the time of a signature may be from the system's; it bounds how long a stolen request can be sent again."""
_SCOPE = re.compile(
    r"(?P<key>\w{1,128})/(?P<date>[0-9]{8})/(?P<region>[a-z0-9-]{1,64})"
    rf"/(?P<service>{'|'.join(SERVICES)})/aws4_request",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a signed request says of itself; nothing of it is proved yet."""

    key_id: str
    region: str
    service: str
    """Whose operation it asks for, by botocore's name."""
    signed: tuple[str, ...]
    """The names of the headers that are signed, in lower case."""
    signature: str
    timestamp: str
    """When it was signed, as the header has it."""


def read_claim(headers: Headers, now: datetime) -> Claim:
    """Read who has signed a request and what of it; needs no body, so that most bad requests are never read.

    Args:
        headers: of the request.
        now: the system's time. Never the engine's: a virtual clock tells the time of the plant, while requests are
            signed by the clocks of their senders.

    Raises:
        MissingToken: there is no signature.
        IncompleteSignature: it is not of Signature Version 4 for the service of the operation, or leaves out what must
            be signed.
        WrongSignature: it is too old, or from the future.
    """
    header = headers.one("authorization")
    if header is None:
        raise MissingToken("The request is not signed; configure an access key that the engine knows.")
    algorithm, _, rest = header.partition(" ")
    if algorithm != ALGORITHM:
        raise IncompleteSignature(f"The Authorization header must begin with {ALGORITHM}.")
    parts = _parts(rest)
    scope = _SCOPE.fullmatch(parts.get("Credential", ""))
    # A target of no service at all is refused later, whatever it is signed for.
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
        headers: of the request.
        body: all of it, as received.
        key: the one that the request claims to be signed with.

    Raises:
        WrongSignature: the signature is not what this key makes of this request.
    """
    digest = sha256(body).hexdigest()
    expected = _signature(claim, headers, digest, key.secret)
    # Both are compared before anything is said: the time does not tell which is wrong.
    genuine = hmac.compare_digest(expected.encode(), claim.signature.encode())
    announced = headers.one("x-amz-content-sha256")
    honest = announced is None or hmac.compare_digest(digest.encode(), announced.encode())
    if not (genuine and honest):
        raise WrongSignature(
            "The signature is not that of this request: check the secret key, and that nothing on the way changes the "
            "request, its Host header included."
        )


def claimed_region(headers: Headers) -> str | None:
    """Return the Region that a request names in its signature, which nobody has checked; None when it names none."""
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
        raise IncompleteSignature("X-Amz-Date is no time.") from None
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
    """Signs what the sender says it signed; botocore's own choice of headers is that of its own requests."""

    def __init__(self, claim: Claim, headers: Headers, secret: str) -> None:
        super().__init__(Credentials(claim.key_id, secret), claim.service, claim.region)
        self._chosen = HTTPHeaders()
        for name in claim.signed:
            for value in headers.all(name):
                self._chosen[name] = value

    def headers_to_sign(self, request: AWSRequest) -> HTTPHeaders:
        """Return the headers that the sender has signed, as they were received."""
        del request
        return self._chosen
