"""The header ``Retry-After``. HTTP allows a date in it, but the service description only a number of seconds.

botocore converts the header without a check. A gateway may send a date; the call would then raise a bare
``ValueError`` in place of the service's error.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypedDict

from l4e_sdk._botocore_data import VISION

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from botocore.client import BaseClient

_HANDLER_ID: Final = "l4e-sdk-retry-after"
_HEADER: Final = "Retry-After"
_SECONDS: Final = re.compile(r"[0-9]{1,9}")


class _Answer(TypedDict):
    headers: MutableMapping[str, str]


def prepare(client: BaseClient) -> None:
    """Remove headers that botocore cannot parse as seconds from a client's answers."""
    client.meta.events.register(f"before-parse.{VISION}", _drop_if_no_number, unique_id=_HANDLER_ID)


def _drop_if_no_number(response_dict: _Answer, **_: object) -> None:
    value = response_dict["headers"].get(_HEADER)
    if value is not None and not _SECONDS.fullmatch(value):
        del response_dict["headers"][_HEADER]
