"""Fixtures for pytest: a new engine for each test, on a virtual clock.

pytest loads this module in every run if the package is installed. So the module imports nothing; each fixture imports
its requirements when it is used.
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
    """A clock that stands still until the test advances it. It starts at 00:00 UTC on 1 March 2024."""
    from datetime import UTC, datetime

    from l4e_sdk import VirtualClock

    return VirtualClock(datetime(2024, 3, 1, tzinfo=UTC))


@pytest.fixture
def l4e_engine(l4e_clock: VirtualClock) -> Iterator[LocalEngine]:
    """An engine without a folder. It works in this process, when its clock advances or when the test asks."""
    from l4e_sdk.testing.clients import new_engine

    with new_engine(l4e_clock) as engine:
        yield engine


@pytest.fixture
def l4e_client(l4e_engine: LocalEngine) -> Iterator[LookoutEquipment[LocalEngine]]:
    """A client of the test's engine, with the retries of a production client."""
    from l4e_sdk.testing.clients import connected_client

    with connected_client(l4e_engine) as client:
        yield client


@pytest.fixture
def l4e_boto3(l4e_engine: LocalEngine) -> Iterator[BaseClient]:
    """A boto3 client of the test's engine, with the paginators and waiters that ``install`` adds."""
    from l4e_sdk.testing.clients import connected_boto3

    client = connected_boto3(l4e_engine)
    yield client
    client.close()
