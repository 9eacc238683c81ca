"""The services of an engine, seen as one: no operation is in two of them, and shapes of one name are one shape."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from l4e_sdk._botocore_data.description import EXTENSION, SERVICE, Description, ServiceDescription

if TYPE_CHECKING:
    from collections.abc import Sequence

    from l4e_sdk._botocore_data.description import Operation, ShapeFacts

SERVICES: Final = (SERVICE, EXTENSION)
"""The services that an engine answers, by botocore's names."""


class Catalogue(Description):
    """Operations and shapes of several services.

    Args:
        services: their descriptions.

    Raises:
        ValueError: two services have an operation of the same name, or differ about a shape.
    """

    def __init__(self, services: Sequence[ServiceDescription]) -> None:
        operations: dict[str, Operation] = {}
        shapes: dict[str, ShapeFacts] = {}
        for service in services:
            twice = sorted(operations.keys() & service.operations.keys())
            twice += [name for name, shape in service.shapes.items() if shapes.get(name, shape) != shape]
            if twice:
                raise ValueError(f"{service.service} and another service differ about {', '.join(twice)}")
            operations |= service.operations
            shapes |= service.shapes
        super().__init__(operations, shapes)
        self._by_prefix = {service.target_prefix: service for service in services}

    @property
    def target_prefixes(self) -> tuple[str, ...]:
        """The prefixes of operation names in the header ``X-Amz-Target``."""
        return tuple(self._by_prefix)

    def service_of(self, target: str) -> str | None:
        """Return the service that a target of the wire belongs to; None if it is of none of these."""
        service = self._by_prefix.get(target.rpartition(".")[0])
        return None if service is None else service.service

    def operation_at(self, target: str) -> Operation | None:
        """Return the operation that a target of the wire names; None if it names none."""
        operation = self.operations.get(target.rpartition(".")[2])
        return operation if operation is not None and operation.service == self.service_of(target) else None


@cache
def catalogue() -> Catalogue:
    """Return all that an engine answers; the result is shared and never changed."""
    return Catalogue([ServiceDescription.load(service) for service in SERVICES])
