"""What a caller has to know of the service that it calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from l4e_sdk._botocore_data import SERVICE
from l4e_sdk.errors import ServiceEndedError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from l4e_sdk.errors import ServiceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service of AWS whose description is pinned."""

    name: str
    """botocore's name of it, which is also the first word of its addresses."""
    title: str
    """What people call it."""
    errors: Mapping[str, type[ServiceError]] = field(default_factory=dict)
    """Classes for codes that mean more here than ``l4e_sdk.errors`` knows."""
    ended: type[ServiceEndedError] = ServiceEndedError
    """What says that AWS's own endpoint is gone."""


EQUIPMENT: Final = Service(name=SERVICE, title="Lookout for Equipment")
