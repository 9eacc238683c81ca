"""The facts about a service that its caller needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from l4e_sdk import _botocore_data
from l4e_sdk.errors import ExtensionMissingError, ServiceEndedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from l4e_sdk.errors import L4EError, ServiceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service whose description the package has."""

    name: str
    """botocore's name of it."""
    host: str
    """The first word of the addresses at AWS that a call of it may reach."""
    title: str
    """The service's name for people."""
    errors: Mapping[str, type[ServiceError]] = field(default_factory=dict)
    """Classes for codes that mean more here than ``l4e_sdk.errors`` knows."""
    ended: Callable[[str, str, str], L4EError] = ServiceEndedError
    """Makes the error for a call that AWS's own endpoint did not serve: of operation, endpoint and reason."""
    missing: Callable[[str, str, str], L4EError] | None = None
    """Makes the error for an endpoint, whoever's, that does not know the operation; None leaves the answer as it is."""


EQUIPMENT: Final = Service(
    name=_botocore_data.SERVICE, host=_botocore_data.SERVICE, title="Lookout for Equipment"
)
EXTENSION: Final = Service(
    name=_botocore_data.EXTENSION,
    host=_botocore_data.SERVICE,  # it is called at the other service's endpoint
    title="l4e extension",
    ended=ExtensionMissingError,
    missing=ExtensionMissingError,
)
