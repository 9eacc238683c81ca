"""Clients of the tests' engine, as `l4e_sdk.testing` makes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from l4e_sdk.testing import connected_boto3, connected_client

if TYPE_CHECKING:
    from collections.abc import Iterator

    from botocore.client import BaseClient

    from l4e_sdk import LookoutEquipment
    from l4e_sdk.local import LocalEngine


@pytest.fixture
def client(engine: LocalEngine) -> Iterator[LookoutEquipment]:
    """A client of ours, with six attempts."""
    with connected_client(engine) as made:
        yield made


@pytest.fixture
def plain(engine: LocalEngine) -> Iterator[BaseClient]:
    """A boto3 client, with six attempts."""
    made = connected_boto3(engine)
    yield made
    made.close()
