"""Origins whose web pages may call the engine: the headers of CORS, for browsers.

A page of another site gives itself away by `Origin`, and a browser shows it an answer only if the answer names that
origin. No answer allows credentials, so cookies and passwords of the browser never come along. A page that has a key
can still sign its requests.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from l4e_sdk.errors import ConfigurationError

if TYPE_CHECKING:
    from l4e_sdk.local.http.headers import Headers

PAGES: Final = {"/": "POST", "/health": "GET"}
"""The paths that a page of an allowed origin may call, and the method. `/state` is for people on this machine."""
_METHODS: Final = ", ".join(sorted({*PAGES.values()}))
_HEADERS: Final = (
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "authorization",
    "content-type",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-target",
    "x-amz-user-agent",
)
"""Headers that the SDKs of AWS send from browsers."""
_SHOWN: Final = "x-amzn-requestid, date"
_SECONDS: Final = "600"
_ORIGIN: Final = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?", re.ASCII)
_USUAL_PORTS: Final = {"http": 80, "https": 443}


def check_origin(origin: str) -> None:
    """Refuse an origin that no browser would send.

    Raises:
        ConfigurationError: the origin is a wildcard, or not written as browsers write it.
    """
    if origin in {"*", "null"}:
        raise ConfigurationError(
            f"The origin {origin!r} stands for many pages; name each one, as in 'https://console.example.com'."
        )
    if not _ORIGIN.fullmatch(origin) or not _is_short(origin):
        raise ConfigurationError(
            f"{origin!r} is not an origin as browsers send it; write the scheme, the host in small letters and a port that "
            "is not the usual one, without a path or a slash at the end: 'http://localhost:3000'."
        )


def _is_short(origin: str) -> bool:
    try:
        port = urlsplit(origin).port
    except ValueError:
        return False
    return port is None or 0 < port != _USUAL_PORTS[origin.partition(":")[0]]


def is_preflight(method: str, headers: Headers) -> bool:
    """Return whether a request is a browser's preflight for a page's request."""
    return method == "OPTIONS" and bool(headers.all("access-control-request-method"))


def allowance(origin: str) -> dict[str, str]:
    """Return the headers that let a page of an origin read an answer."""
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": _SHOWN,
        "Vary": "Origin",
    }


def permission(origin: str, headers: Headers) -> dict[str, str]:
    """Return the headers that answer a preflight request."""
    asked_for_private = headers.one("access-control-request-private-network") == "true"
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": _METHODS,
        "Access-Control-Allow-Headers": ", ".join(_HEADERS),
        "Access-Control-Max-Age": _SECONDS,
        "Vary": "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
        **({"Access-Control-Allow-Private-Network": "true"} if asked_for_private else {}),
    }
