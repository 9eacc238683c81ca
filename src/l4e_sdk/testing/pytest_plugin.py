"""Fixtures for pytest: an engine of its own for each test, on a clock that moves when it is told to.

pytest loads this module in every run of whoever has the package installed, so it imports nothing: what a fixture needs
is imported when the fixture is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

    from l4e_sdk import LookoutEquipment, VirtualClock
    from l4e_sdk.local import LocalEngine


@pytest.fixture
def l4e_clock() -> VirtualClock:
    """Time that stands still until it is moved; it begins on 1 March 2024, 00:00 UTC."""
    from datetime import UTC, datetime

    from l4e_sdk import VirtualClock

    return VirtualClock(datetime(2024, 3, 1, tzinfo=UTC))


@pytest.fixture
def l4e_engine(l4e_clock: VirtualClock) -> Iterator[LocalEngine]:
    """An engine that works in this process, when its clock moves or when it is asked to; nothing of it is kept."""
    from l4e_sdk.testing.clients import new_engine

    with new_engine(l4e_clock) as engine:
        yield engine


@pytest.fixture
def l4e_client(l4e_engine: LocalEngine) -> Iterator[LookoutEquipment[LocalEngine]]:
    """A client of the test's engine that retries as one in production does."""
    from l4e_sdk.testing.clients import connected_client

    with connected_client(l4e_engine) as client:
        yield client


@pytest.fixture
def l4e_boto3(l4e_engine: LocalEngine) -> Iterator[BaseClient]:
    """A plain boto3 client of the test's engine, with the paginators and waiters that ``install`` adds."""
    from l4e_sdk.testing.clients import connected_boto3

    client = connected_boto3(l4e_engine)
    yield client
    client.close()
