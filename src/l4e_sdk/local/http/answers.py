"""Answers of the wire protocol as answers of HTTP."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from starlette.responses import Response

from l4e_sdk.local.wire import json10

if TYPE_CHECKING:
    from l4e_sdk.local.wire.faults import Fault
    from l4e_sdk.local.wire.messages import WireResponse


def sent(answer: WireResponse) -> Response:
    """Return an answer of the engine for HTTP."""
    response = Response(answer.body, answer.status)
    response.init_headers(answer.headers)
    return response


def refused(fault: Fault) -> Response:
    """Return a fault that the door has found by itself."""
    return sent(json10.refusal(fault, str(uuid.uuid4())))
