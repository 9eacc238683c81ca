"""Both places that objects may be in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from l4e_sdk.local.objects import FolderObjects, Objects, S3Objects
from l4e_sdk.local.objects.s3_client import make_client
from tests.support.s3 import Endpoint, give_credentials, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def server() -> Iterator[Endpoint]:
    with serving() as endpoint:
        yield endpoint


@pytest.fixture
def endpoint(server: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    """An endpoint with one empty bucket."""
    give_credentials(monkeypatch)
    server.reset()
    return server


@pytest.fixture(scope="session")
def client(server: Endpoint) -> Iterator[Any]:
    """One client for all tests, since making one takes a while."""
    with pytest.MonkeyPatch.context() as patch:
        give_credentials(patch)
        made = make_client(server.settings)
    yield made
    made.close()


@pytest.fixture
def s3(endpoint: Endpoint, client: Any, tmp_path: Path) -> Iterator[S3Objects]:
    objects = S3Objects(endpoint.settings, tmp_path / "spool")
    objects._client = client
    yield objects
    objects.close()


@pytest.fixture(params=["folder", "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    if request.param == "s3":
        return request.getfixturevalue("s3")
    return FolderObjects(tmp_path / "s3")
