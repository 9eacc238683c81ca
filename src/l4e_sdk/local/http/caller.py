"""Who calls, and whose resources are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from l4e_sdk.clock import SystemClock
from l4e_sdk.local.http.signature import claimed_region, read_claim, verify
from l4e_sdk.local.store import Scope
from l4e_sdk.local.wire.faults import UnknownKey

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from l4e_sdk.local.http.headers import Headers
    from l4e_sdk.local.http.keys import AccessKey


class Callers:
    """Knows callers by their keys; without keys, everybody is the engine's own account.

    Args:
        keys: who may call.
        home: the engine's own account and Region.
    """

    def __init__(self, keys: tuple[AccessKey, ...], home: Scope) -> None:
        self._keys = {key.id: key for key in keys}
        self._home = home
        self._clock = SystemClock()

    async def identify(self, headers: Headers, read: Callable[[], Awaitable[bytes]]) -> tuple[Scope, bytes]:
        """Return whose resources a request means, and its body.

        Args:
            headers: of the request.
            read: returns the body; not called for requests that are refused by their headers alone.

        Raises:
            Fault: the caller is unknown, or the signature is not right.
        """
        if not self._keys:
            region = claimed_region(headers) or self._home.region
            return Scope(self._home.account, region), await read()
        claim = read_claim(headers, self._clock.now())
        key = self._keys.get(claim.key_id)
        if key is None:
            raise UnknownKey("The engine does not know the access key that the request is signed with.")
        body = await read()
        verify(claim, headers, body, key)
        return Scope(key.account, claim.region), body
