from __future__ import annotations

import asyncio
import json
import logging
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import uvicorn

from l4e_sdk.local.http import ServerSettings, application
from l4e_sdk.local.http.listening import listen, url_of
from tests.support.served import CREDENTIALS, KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from l4e_sdk.local import LocalEngine

OPEN = ServerSettings(port=0, access_log=False)


@contextmanager
def elsewhere(app: Any) -> Iterator[str]:
    """Run an application in uvicorn as it comes, with its own protocol, while the block is open; gives its address."""
    with listen(OPEN) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, http="h11"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield url_of(listener)
        finally:
            server.should_exit = True
            thread.join(60)


def ask(app: Any, **scope: Any) -> tuple[int, dict[str, Any]]:
    """Call an application as a server would, with a request without a body; return the status and the document."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    request = {
        "type": "http",
        "http_version": "1.1",
        "root_path": "",
        "method": "GET",
        "path": "/health",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 50_000),
    }
    asyncio.run(app(request | scope, receive, send))
    return sent[0]["status"], json.loads(sent[1]["body"])


def test_other_servers_can_run_it(engine: LocalEngine):
    app = application(engine, ServerSettings(keys=(KEY,)))
    with elsewhere(app) as url:
        boto = boto3.client("lookoutequipment", endpoint_url=url, region_name="us-east-1", **CREDENTIALS)
        with closing(boto):
            boto.create_dataset(DatasetName="press")
            assert boto.describe_dataset(DatasetName="press")["DatasetName"] == "press"


def test_other_applications_can_have_it_below_a_path(engine: LocalEngine):
    app = application(engine, OPEN)
    assert ask(app, path="/l4e/health", root_path="/l4e")[0] == 200
    assert ask(app, path="/l4e/health")[0] == 404


def test_an_address_is_one_address(engine: LocalEngine):
    assert ask(application(engine, OPEN), path="/health/")[0] == 404


def test_a_failure_of_its_own_is_an_error_of_the_service_and_its_details_are_logged(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    app = application(engine, OPEN)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret of the failure")

    monkeypatch.setattr(engine, "answer", broken)
    status, document = ask(app, method="POST", path="/")
    assert (status, document["__type"]) == (500, "InternalServerException")
    assert "secret" not in document["Message"]
    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert record.exc_info


def test_what_seems_to_end_in_two_places_is_the_last_on_any_server(engine: LocalEngine):
    headers = [(b"host", b"localhost"), (b"transfer-encoding", b"chunked"), (b"content-length", b"2")]
    assert ask(application(engine, OPEN), method="POST", path="/", headers=headers)[0] == 400
