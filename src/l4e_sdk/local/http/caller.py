"""The caller of a request, with the account and Region of its resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk._clock import SystemClock
from l4e_sdk.local.http.body import read_body
from l4e_sdk.local.http.signature import claimed_region, read_claim, verify
from l4e_sdk.local.store import Scope
from l4e_sdk.local.wire.faults import UnknownKey

if TYPE_CHECKING:
    from l4e_sdk.local.http.memory import Lease
    from l4e_sdk.local.http.request import Request
    from l4e_sdk.local.http.settings import ServerSettings


class Callers:
    """The known callers, by their keys. Without keys, every caller uses the engine's own account.

    Args:
        settings: the settings of the HTTP interface, with the keys.
        home: the engine's own account and Region.
    """

    def __init__(self, settings: ServerSettings, home: Scope) -> None:
        self._settings = settings
        self._keys = {key.id: key for key in settings.keys}
        self._home = home
        self._clock = SystemClock()

    async def identify(self, request: Request, lease: Lease) -> tuple[Scope, bytes]:
        """Return the account and Region of a request, and its body. The body is not read if the headers are refused.

        Args:
            request: the request.
            lease: the memory of its body.

        Raises:
            Fault: the caller is unknown, the signature is wrong, or the body does not arrive in time.
            SenderGoneError: the caller closed the connection before the end of the body.
        """
        headers = request.headers
        if not self._keys:
            region = claimed_region(headers) or self._home.region
            return Scope(self._home.account, region), await read_body(request, self._settings, lease)
        claim = read_claim(headers, self._clock.now())
        key = self._keys.get(claim.key_id)
        if key is None:
            raise UnknownKey("The engine does not know the access key that the request is signed with.")
        body = await read_body(request, self._settings, lease)
        verify(claim, headers, body, key)
        return Scope(key.account, claim.region), body
