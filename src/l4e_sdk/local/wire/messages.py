"""Requests and answers, independent of the interface that carries them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class WireRequest:
    """One HTTP request as the protocol needs it; header names are lower-case."""

    method: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WireResponse:
    """One HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
