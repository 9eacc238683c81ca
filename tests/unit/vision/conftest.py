"""What the tests of Lookout for Vision share: an endpoint on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.vision.loopback import Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """An endpoint that answers as it is told."""
    with Endpoint() as running:
        yield running
