"""The header ``Retry-After``: by HTTP's rules it may be a date, while the description has a number of seconds.

botocore turns the header into that number without looking, so a date, which a gateway in between may well send, would end
a call with a bare ``ValueError`` in place of the error that was answered.
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
    """Leave out of a client's answers what botocore cannot read as seconds."""
    client.meta.events.register(f"before-parse.{VISION}", _drop_if_no_number, unique_id=_HANDLER_ID)


def _drop_if_no_number(response_dict: _Answer, **_: object) -> None:
    value = response_dict["headers"].get(_HEADER)
    if value is not None and not _SECONDS.fullmatch(value):
        del response_dict["headers"][_HEADER]
