"""A pure function from request to response, behind any number of doors."""

from __future__ import annotations

import logging
import uuid
from typing import TYPE_CHECKING

from l4e_sdk.errors import L4EError
from l4e_sdk.local.wire import json10
from l4e_sdk.local.wire.faults import Fault, Internal

if TYPE_CHECKING:
    from collections.abc import Callable

    from l4e_sdk.local.wire.messages import WireRequest, WireResponse
    from l4e_sdk.shapes import Response, Shape

logger = logging.getLogger(__name__)


class Application:
    """The engine as an interface uses it.

    Args:
        invoke: answers one operation: its name and typed request in, typed response out; raises ``Fault``.
    """

    def __init__(self, invoke: Callable[[str, Shape], Response]) -> None:
        self._invoke = invoke

    def __call__(self, request: WireRequest) -> WireResponse:
        """Answer one request. This never raises an error, so an interface needs no error handling."""
        request_id = str(uuid.uuid4())
        try:
            operation = json10.operation_of(request)
            response = self._invoke(operation, json10.read(operation, request.body))
            return json10.answer(response, request_id)
        except Fault as fault:
            return json10.refusal(fault, request_id)
        except Exception as error:
            # A bug of ours, or a full disk: the caller gets the modelled 500 and an id, the log gets the traceback.
            logger.exception("request %s failed inside the engine", request_id)
            # The package's own errors have a message for people, with a remedy.
            reason = str(error) if isinstance(error, L4EError) else "The engine failed on this request."
            message = f"{reason} The engine's log has the details under {request_id}."
            return json10.refusal(Internal(message), request_id)
