"""One page of the HTTP interface: it answers each request, whatever happens."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from l4e_sdk.local.http.answers import refused, sent
from l4e_sdk.local.http.body import SenderGoneError
from l4e_sdk.local.http.request import Request
from l4e_sdk.local.wire.faults import Fault, Internal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.types import Receive, Scope, Send

    from l4e_sdk.local.wire.messages import WireResponse

logger = logging.getLogger(__name__)


class Page:
    """An ASGI endpoint that does not answer callers who have closed the connection.

    Args:
        answer: answers a request, or raises a fault.
    """

    def __init__(self, answer: Callable[[Request], Awaitable[WireResponse]]) -> None:
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request.

        Raises:
            Fault: the request is refused; the application sends the fault to the caller.
        """
        try:
            answer = await self._answer(Request(scope, receive))
        except Fault:
            raise
        except SenderGoneError:
            logger.debug("a sender hung up before its request was complete")
            return
        except Exception:
            # Logged here, because Starlette would answer and raise it again, and the server would then log it in its
            # own words.
            logger.exception("the door failed on a request")
            answer = refused(Internal("The engine failed on this request; its log has the details."))
        await sent(answer)(scope, receive, send)
